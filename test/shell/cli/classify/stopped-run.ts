import { spawn } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { QUICK } from '../cli-harness.js'

/** What is read in parts from 1 MiB on. */
export const BULK = [...QUICK, '--memory', '1']

export interface Ended {
  readonly code: number | null
  readonly signal: NodeJS.Signals | null
  readonly stderr: string
}

export interface Started {
  readonly pid: number
  kill(signal: NodeJS.Signals): void
  readonly ended: Promise<Ended>
}

/** Starts classify in a process of its own, from the build. */
export function start(argv: readonly string[]): Started {
  const child = spawn(process.execPath, ['dist/src/shell/cli/main.js', 'classify', ...BULK, ...argv], {
    stdio: ['ignore', 'ignore', 'pipe'],
  })
  let stderr = ''
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()))
  return {
    pid: child.pid ?? 0,
    kill: (signal) => child.kill(signal),
    ended: new Promise((resolve) => child.once('close', (code, signal) => resolve({ code, signal, stderr }))),
  }
}

/** Batches of a thousand posts that a run has written; -1 before it writes. */
export const writtenCount = (out: string): number =>
  existsSync(`${out}.partial`) ? Math.floor((readFileSync(`${out}.partial`, 'latin1').split('\n').length - 1) / 1000) : -1

/** Waits until so many batches of a run are written. */
export async function awaitBatches(run: Started, out: string, batches: number): Promise<void> {
  let isOver = false
  void run.ended.then(() => (isOver = true))
  while (writtenCount(out) < batches && !isOver) await wait(2)
}

/** Runs on one input until so many batches are written, then kills. */
export async function stopAt(
  input: string,
  out: string,
  batches: number,
  argv: readonly string[] = [],
  signal: NodeJS.Signals = 'SIGKILL',
): Promise<Ended> {
  const run = start([input, '--threads', '1', '--out', out, ...argv])
  await awaitBatches(run, out, batches)
  run.kill(signal)
  return run.ended
}
