import { DuplicateFinder, type DuplicateLimits, UNBOUNDED_LIMITS } from '../../judge/find-duplicates.js'
import type { Scorer } from './scorer.js'

export interface ScoreThreadsOptions<Batch> {
  /** How far back duplicates are looked for. Default: each post is compared with all before it. */
  readonly limits?: DuplicateLimits
  /** Whether a stopped run has scored a batch. Asked for each in turn, up to the first that it has not. */
  readonly isDone?: (batch: Batch) => Promise<boolean>
}

/**
 * Scores batches and yields their results in the order of the batches. No more batches are started than the scorer's width while an earlier
 * result waits to be taken.
 *
 * @throws {PipelineError} the fault of the first batch that has one, after all results before it were taken
 */
export async function* scoreThreads<Batch, Scored>(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  scorer: Scorer<Batch, Scored>,
  { limits = UNBOUNDED_LIMITS, isDone }: ScoreThreadsOptions<Batch> = {},
): AsyncGenerator<Scored> {
  const finder = new DuplicateFinder(limits)
  const inProgress: Promise<AsyncIterable<Scored>>[] = []
  let turn: Promise<unknown> = Promise.resolve()
  const begin = (batch: Batch): Promise<AsyncIterable<Scored>> => {
    const job = scorer.start(batch)
    const found = turn.then(async () => finder.find((await job.keys) ?? []))
    turn = found.catch(() => {})
    const result = found.then((originals) => job.score(originals))
    // A fault is thrown when its turn comes.
    result.catch(() => {})
    return result
  }
  let isCatchingUp = isDone !== undefined
  for await (const batch of batches) {
    isCatchingUp &&= (await isDone?.(batch)) === true
    if (isCatchingUp) {
      // Later posts may repeat those of this batch.
      const job = scorer.start(batch)
      finder.find((await job.keys) ?? [])
      job.drop()
      continue
    }
    inProgress.push(begin(batch))
    const first = inProgress.length >= scorer.width ? inProgress.shift() : undefined
    if (first) yield* await first
  }
  for (let first = inProgress.shift(); first; first = inProgress.shift()) yield* await first
}
