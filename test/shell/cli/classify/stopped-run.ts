import { existsSync, readFileSync } from 'node:fs'
import { setTimeout as wait } from 'node:timers/promises'
import { QUICK, startApart } from '../cli-harness.js'

/** What is read in parts from 1 MiB on. */
export const BULK = [...QUICK, '--memory', '1']

/** Starts classify in parts, in a process of its own. */
export const start = (argv: readonly string[]) => startApart(['classify', ...BULK, ...argv])
type Started = ReturnType<typeof start>
export type Ended = Awaited<Started['ended']>

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
  run.child.kill(signal)
  return run.ended
}
