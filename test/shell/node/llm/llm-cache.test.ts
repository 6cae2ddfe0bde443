import { readFileSync, statSync, truncateSync, writeFileSync } from 'node:fs'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { type LlmRecord, openLlmCache } from '../../../../src/shell/node/llm/llm-cache.js'
import { forSome } from '../../../support/for-any.js'
import { runCount } from '../../../support/run-count.js'
import { newFolder } from '../../cli/cli-harness.js'

const RUNS = runCount(300)

const recordOf = (index: number, more: Partial<LlmRecord> = {}): LlmRecord => ({
  key: index.toString(16).padStart(32, '0'),
  model: 'm',
  served: 'served',
  label: 'retreat',
  probabilities: [0.7, 0.2, 0.1],
  reason: null,
  at: '2026-01-01T00:00:00.000Z',
  ...more,
})

const filled = (count: number): string => {
  const path = newFolder().path('answers.jsonl')
  const cache = openLlmCache(path)
  for (let index = 0; index < count; index++) cache.append(recordOf(index))
  return path
}

it('returns stored answers, also in the next run, and is readable only by its owner', () => {
  const path = filled(3)
  const cache = openLlmCache(path)
  expect(cache.records.size).toBe(3)
  expect(cache.records.get(recordOf(1).key)).toEqual(recordOf(1))
  expect(cache.records.has(recordOf(9).key)).toBe(false)
  expect(statSync(path).mode & 0o777).toBe(0o600)
})

it(`keeps all complete lines after a kill at any of ${RUNS} offsets`, () => {
  const path = filled(4)
  const bytes = readFileSync(path)
  const ends = [...bytes.entries()].flatMap(([at, byte]) => (byte === 10 ? [at + 1] : []))
  forSome(RUNS, fc.nat({ max: bytes.length }), (length) => {
    writeFileSync(path, bytes)
    truncateSync(path, length)
    const cache = openLlmCache(path)
    expect(readFileSync(path).subarray(0, length)).toEqual(bytes.subarray(0, length))
    const wholeCount = ends.filter((end) => end - 1 <= length).length
    expect(cache.records.size).toBe(wholeCount)
    cache.append(recordOf(77))
    const again = openLlmCache(path)
    expect([again.records.size, again.records.get(recordOf(77).key)?.label]).toEqual([
      wholeCount + 1,
      'retreat',
    ])
  })
})

it.each(['some notes\n', '{"id": "1"}\n'])(
  'refuses another file and leaves it as it was: %j',
  (text) => {
    const folder = newFolder()
    const path = folder.write('notes.txt', text)
    expect(() => openLlmCache(path)).toThrow(expect.objectContaining({ code: 'LLM_CACHE_INVALID' }))
    expect(folder.read('notes.txt')).toBe(text)
  },
)

it('names what to check when the folder is missing', () => {
  expect(() => openLlmCache('/nowhere/at/all.jsonl')).toThrow(
    expect.objectContaining({ code: 'OUTPUT_UNWRITABLE' }),
  )
})
