import { DuplicateFinder, type DuplicateLimits, UNBOUNDED_LIMITS } from '../../judge/find-duplicates.js'
import type { Scorer } from './scorer.js'

/** Where a stopped run resumes. */
export interface ResumePoint {
  /** Batches that were scored. */
  readonly doneCount: number
  /** Index of the first batch whose posts later ones may repeat. */
  readonly since: number
}

/** Position of a result in the run. */
export interface BatchPlace {
  /** Index of the batch. */
  readonly index: number
  /** See {@link ResumePoint}, for resuming after this batch. */
  readonly since: number
}

/** The result of a batch, or of a part of it. */
export type ScoredBatch<Scored> = Scored & BatchPlace

/** Where to resume, and how far back duplicates are looked for. */
export interface ScoreThreadsOptions {
  readonly resume?: ResumePoint
  /** Default: each post is compared with all before it. */
  readonly limits?: DuplicateLimits
}

/**
 * Scores batches and yields their results in the order of the batches. No more batches are started than the scorer's width while an earlier
 * result waits to be taken.
 *
 * @throws {PipelineError} the fault of the first batch that has one, after all results before it were taken
 */
export async function* scoreThreads<Batch, Scored extends object>(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  scorer: Scorer<Batch, Scored>,
  { resume: { doneCount, since } = { doneCount: 0, since: 0 }, limits = UNBOUNDED_LIMITS }: ScoreThreadsOptions = {},
): AsyncGenerator<ScoredBatch<Scored>> {
  const finder = new DuplicateFinder(since, limits)
  const inProgress: Promise<AsyncIterable<ScoredBatch<Scored>>>[] = []
  let turn: Promise<unknown> = Promise.resolve()
  let index = 0
  const begin = (batch: Batch, at: number): Promise<AsyncIterable<ScoredBatch<Scored>>> => {
    const job = scorer.start(batch)
    const found = turn.then(async () => {
      const keys = await job.keys
      const originals = keys === null ? [] : finder.find(at, keys)
      return { originals, since: finder.since }
    })
    turn = found.catch(() => {})
    const result = found.then(({ originals, since: next }) => placed(job.score(originals), { index: at, since: next }))
    // A fault is thrown when its turn comes.
    result.catch(() => {})
    return result
  }
  for await (const batch of batches) {
    const at = index++
    if (at < since) continue
    if (at < doneCount) {
      const job = scorer.start(batch)
      const keys = await job.keys
      if (keys !== null) finder.find(at, keys)
      job.drop()
      continue
    }
    inProgress.push(begin(batch, at))
    const first = inProgress.length >= scorer.width ? inProgress.shift() : undefined
    if (first) yield* await first
  }
  for (let first = inProgress.shift(); first; first = inProgress.shift()) yield* await first
}

async function* placed<Scored extends object>(results: AsyncIterable<Scored>, place: BatchPlace): AsyncGenerator<ScoredBatch<Scored>> {
  for await (const scored of results) yield { ...scored, ...place }
}
