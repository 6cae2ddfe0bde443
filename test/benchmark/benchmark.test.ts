import { describe, expect, it, vi } from 'vitest'
import { benchmarkLines } from '../../scripts/benchmark/benchmark-posts.js'
import {
  type BenchmarkCase,
  CASES,
  megabytesOf,
  type Place,
  runNode,
} from '../../scripts/benchmark/cases.js'
import {
  benchmark,
  chooseCases,
  measureCases,
  medianInterval,
  type Result,
  renderResults,
} from '../../scripts/benchmark/run-benchmark.js'
import { expectRefusal, runScriptCommand } from '../shell/cli/cli-harness.js'

describe('arguments of the benchmark', () => {
  it.each([
    [['--rounds', '0'], /--rounds as a whole number from 1 to 1000, got "0"/],
    [['--only', 'classify, linear'], /--only with the ids of cases, got "linear"/],
    [['--against', 'no-such-ref'], /"no-such-ref", which git does not know here/],
  ])('%j is a usage error', async (argv, message) => {
    expectRefusal(await runScriptCommand(benchmark, argv), 64, message)
  })

  it('selects cases by id', () => {
    expect(new Set(CASES.map(({ id }) => id)).size).toBe(CASES.length)
    expect(chooseCases()).toEqual(CASES)
    expect(chooseCases('cite, ingest').map(({ id }) => id)).toEqual(['cite', 'ingest'])
  })
})

describe('rounds', () => {
  it('go on after a case that fails, which is not tried again', async () => {
    const place = (ref: string | null): Place => ({
      checkout: { ref, folder: '.' },
      posts: '',
      folder: '.',
    })
    const failing = vi.fn(async () => Promise.reject(new Error('no such model')))
    const usage = { elapsedMs: 5, peakMegabytes: 7 }
    const fine: BenchmarkCase = { id: 'fine', name: 'fine', unit: 'ms', measure: async () => usage }
    const told = vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    const results = await measureCases(
      [{ ...fine, id: 'broken', measure: failing }, fine],
      [place(null), place('v1')],
      2,
    )
    expect(told.mock.calls.flat()).toContain('FAILED broken: no such model\n')
    told.mockRestore()
    expect(
      results.map(({ id, ref, usages, failure }) => [id, ref, usages.length, failure]),
    ).toEqual([
      ['broken', null, 0, 'no such model'],
      ['broken', 'v1', 0, 'no such model'],
      ['fine', null, 2, null],
      ['fine', 'v1', 2, null],
    ])
    expect(failing).toHaveBeenCalledTimes(2)
  })

  it('run a program in a process of its own, and tell its time and memory', async () => {
    let printed = ''
    const usage = await runNode(['-e', 'console.log(1 + 1)'], {
      cwd: '.',
      onOutput: (chunk) => void (printed += chunk),
    })
    expect(printed).toBe('2\n')
    expect(usage.elapsedMs).toBeGreaterThan(1)
    expect(usage.peakMegabytes).toBeGreaterThan(10)
    await expect(runNode(['-e', 'process.exit(7)'], { cwd: '.' })).rejects.toThrow('ended with 7')
    // getrusage(2): ru_maxrss in KiB. 256 MiB are 262,144 KiB and 268.435456 MB.
    expect(megabytesOf(262_144)).toBe(268.435456)
  })
})

describe('the table', () => {
  const result = (id: string, times: readonly number[], changes: Partial<Result> = {}): Result => ({
    id,
    name: `case ${id}`,
    ref: null,
    unit: 'ms',
    failure: null,
    usages: times.map((elapsedMs) => ({ elapsedMs, peakMegabytes: elapsedMs * 2 })),
    ...changes,
  })

  it('shows medians, highest memory, raw values and the reason of a missing case', () => {
    const results = [
      result('a', [300, 100, 200], { unit: 'posts/s' }),
      result('b', [5]),
      result('c', [], { failure: 'no model' }),
    ]
    expect(renderResults(results, 1000).split('\n')).toEqual([
      '| what | median | memory | values |',
      '| --- | ---: | ---: | --- |',
      '| case a | 5,000 posts/s | 600 MB | 3,333, 10,000, 5,000 |',
      '| case b | 5 ms | 10 MB | 5 |',
      '| case c | failed: no model |  |  |',
    ])
  })

  it('compares the working tree with a git ref, by pairs of rounds', () => {
    const ref = { ref: 'v1 (abc)' }
    const now = [10, 20, 30, 40, 50, 60]
    const results = [
      result('a', now),
      result(
        'a',
        now.map((each) => each * 2),
        ref,
      ),
      result('floor', [1]),
      result('c', [3]),
      result('c', [2], ref),
    ]
    expect(renderResults(results, 1000).split('\n')).toEqual([
      '| what | median | memory | v1 (abc) | memory | time now over it | values |',
      '| --- | ---: | ---: | ---: | ---: | ---: | --- |',
      '| case a | 35 ms | 120 MB | 70 ms | 240 MB | 0.500 [0.500, 0.500] | 10, 20, 30, 40, 50, 60 |',
      '| case floor | 1 ms | 2 MB |  |  |  | 1 |',
      '| case c | 3 ms | 6 MB | 2 ms | 4 MB | 1.500 | 3 |',
    ])
  })

  it('has an interval of the median where the rounds suffice for 95 %', () => {
    // Conover (1999), table A3: 1 - 2 x 0.5^6 = 0.969, 1 - 2 x 0.5^5 = 0.9375; of 20 values the 6th
    // and the 15th cover 0.959.
    expect(medianInterval([5, 1, 4, 2, 3])).toBeNull()
    expect(medianInterval([6, 5, 1, 4, 2, 3])).toEqual([1, 6])
    expect(medianInterval(Array.from({ length: 20 }, (_, index) => index + 1))).toEqual([6, 15])
  })
})

it('posts are distinct, in threads of their own, and answer posts of their own thread', () => {
  const posts = [...benchmarkLines(1000)].map(
    (line) =>
      JSON.parse(line) as { id: string; threadId: string; parentId: string | null; text: string },
  )
  expect(new Set(posts.map(({ text }) => text)).size).toBe(1000)
  expect(new Set(posts.map(({ id }) => id)).size).toBe(1000)
  const threadOf = new Map(posts.map(({ id, threadId }) => [id, threadId]))
  const replies = posts.filter(({ parentId }) => parentId !== null && threadOf.has(parentId))
  expect(replies.length).toBeGreaterThan(30)
  for (const { parentId, threadId } of replies) expect(threadOf.get(parentId ?? '')).toBe(threadId)
})
