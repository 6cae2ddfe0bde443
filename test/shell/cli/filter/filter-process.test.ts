import { type ChildProcessWithoutNullStreams, spawn, spawnSync } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { describe, expect, it } from 'vitest'
import { IS_LONG, PLAYS_FAULTS, runCount } from '../../../run-count.js'
import { newFolder } from '../cli-harness.js'

const MAIN = 'dist/src/shell/cli/main.js'
const FILTER = `node ${MAIN} classify --filter --model sentiment`
const IS_FULL = runCount() >= 20_000

const makeLines = (count: number): string =>
  Array.from({ length: count }, (_, index) => `{"id":"p${index}","text":"A smart move, they say, number ${index}."}\n`).join('')

function shell(line: string) {
  return spawnSync('bash', ['-o', 'pipefail', '-c', line], { encoding: 'utf8', maxBuffer: 1 << 28 })
}

const start = (...options: string[]): ChildProcessWithoutNullStreams =>
  spawn(process.execPath, [MAIN, 'classify', '--filter', '--model', 'sentiment', ...options])

/** The most memory that a process ever held, in MiB; Linux alone says. */
function peakMebibytes(pid: number): number {
  const [, kilobytes = '0'] = /VmHWM:\s*(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? []
  return Number(kilobytes) / 1024
}

describe('classify --filter as a process', () => {
  it('a reader that leaves ends it quietly with 74', () => {
    const file = newFolder().write('posts.jsonl', makeLines(20_000))
    const { stdout, stderr, status } = shell(`${FILTER} < ${file} | head -1`)
    expect([status, stderr, stdout.split('\n').length]).toEqual([74, '', 2])
  })

  it.runIf(PLAYS_FAULTS)('a full disk ends it with 74', () => {
    const folder = newFolder()
    const { status, stderr } = shell(`${FILTER} --quiet < ${folder.write('p', makeLines(3))} > /dev/full`)
    expect(status).toBe(74)
    expect(stderr).toMatch(/^dealstance: OUTPUT_UNWRITABLE: stdout: .*a full disk.*\n$/)
  })

  it.runIf(PLAYS_FAULTS)('end of input is no proof of completion: a feeder killed half-way is seen by --expect alone', () => {
    const folder = newFolder()
    const posts = folder.write('posts.jsonl', makeLines(1000))
    const feed = (options: string) =>
      shell(`( head -c 30000 ${posts}; kill -9 $BASHPID ) 2>/dev/null | ${FILTER} ${options}; exit \${PIPESTATUS[1]}`)
    const [blind, told] = [feed(''), feed('--expect 1000')]
    expect([blind.status, blind.stdout.split('\n').length > 300]).toEqual([0, true])
    expect(told).toMatchObject({
      status: 75,
      stderr: expect.stringMatching(/INPUT_INCOMPLETE: stdin: expected 1000 lines .* the last of them cut off/),
    })
  })

  it('answers each line as it comes', async () => {
    const filter = start()
    const rows: string[] = []
    filter.stdout.setEncoding('utf8').on('data', (text: string) => rows.push(...text.split('\n').slice(0, -1)))
    for (const line of makeLines(3).split('\n').slice(0, 3)) {
      const before = rows.length
      filter.stdin.write(`${line}\n`)
      for (let waits = 0; rows.length === before && waits < 600; waits++) await wait(20)
      expect(rows).toHaveLength(before + 1)
    }
    filter.stdin.end()
    expect(await once(filter, 'exit')).toEqual([0, null])
  })

  it.runIf(IS_LONG)('takes no more than it can answer while nobody reads, and loses nothing', async () => {
    const filter = start('--quiet')
    const block = makeLines(1000)
    let takenCount = 0
    for (let isTaken = true; isTaken; takenCount++) {
      isTaken = filter.stdin.write(block) || (await Promise.race([once(filter.stdin, 'drain').then(() => true), wait(3000, false)]))
      expect(takenCount).toBeLessThan(200)
    }
    filter.stdin.end()
    let rowCount = 0
    filter.stdout.on('data', (bytes: Buffer) => {
      for (const byte of bytes) if (byte === 10) rowCount += 1
    })
    expect(await once(filter, 'close')).toEqual([0, null])
    expect(rowCount).toBe(takenCount * 1000)
  })

  it.runIf(IS_FULL && process.platform === 'linux')('answers 200,000 lines within a heap of 128 MiB', async () => {
    const filter = spawn(process.execPath, ['--max-old-space-size=128', MAIN, 'classify', '--filter', '--model', 'linear-en', '--quiet'])
    const ended = once(filter, 'exit')
    filter.stdout.resume()
    let peak = 0
    for (let block = 1; block <= 200; block++) {
      if (!filter.stdin.write(makeLines(1000))) await Promise.race([once(filter.stdin, 'drain'), ended])
      if (filter.exitCode === null) peak = peakMebibytes(filter.pid ?? 0)
    }
    filter.stdin.end()
    expect(await ended).toEqual([0, null])
    expect(peak).toBeLessThan(400)
  })
})
