import { DuplicateFinder, type DuplicateKey, type DuplicateLimits, type Originals, UNBOUNDED_LIMITS } from '../judge/find-duplicates.js'

/** Scores batches, in this thread or in workers. `Scored` is what it makes of one. */
export interface Scorer<Batch, Scored> {
  /** How many batches may be in progress at once. */
  readonly width: number
  /** Starts a batch, at once where that happens in another thread. */
  start(batch: Batch): {
    readonly keys: Promise<readonly DuplicateKey[]>
    /** Scores the posts once their duplicates are known, for each post in turn: see `DuplicateFinder.find`. */
    score(originals: Originals): Promise<Scored>
  }
  /** Releases models and threads. */
  close(): Promise<void>
}

interface ScoreBatchesOptions<Batch> {
  /** How far back duplicates are looked for. Default: each post is compared with all before it. */
  readonly limits?: DuplicateLimits
  /** The keys of a batch that a stopped run has scored. Asked for each in turn, up to the first that it has not, for null. */
  readonly keysOfDone?: (batch: Batch) => Promise<readonly DuplicateKey[] | null>
}

/**
 * Scores batches and yields their results in the order of the batches. No more batches are started than the scorer's width while an earlier
 * result waits to be taken.
 *
 * @throws {PipelineError} the fault of the first batch that has one, after all results before it were taken
 */
export async function* scoreBatches<Batch, Scored>(
  batches: Iterable<Batch> | AsyncIterable<Batch>,
  scorer: Scorer<Batch, Scored>,
  { limits = UNBOUNDED_LIMITS, keysOfDone }: ScoreBatchesOptions<Batch> = {},
): AsyncGenerator<Scored> {
  const finder = new DuplicateFinder(limits)
  const inProgress: Promise<Scored>[] = []
  let turn: Promise<unknown> = Promise.resolve()
  const begin = (batch: Batch): Promise<Scored> => {
    const job = scorer.start(batch)
    const found = turn.then(async () => finder.find(await job.keys))
    turn = found.catch(() => {})
    const result = found.then((originals) => job.score(originals))
    // A fault is thrown when its turn comes.
    result.catch(() => {})
    return result
  }
  let isCatchingUp = keysOfDone !== undefined
  for await (const batch of batches) {
    const done = isCatchingUp ? ((await keysOfDone?.(batch)) ?? null) : null
    isCatchingUp = done !== null
    if (done !== null) {
      // Later posts may repeat those of this batch.
      finder.find(done)
      continue
    }
    inProgress.push(begin(batch))
    const first = inProgress.length >= scorer.width ? inProgress.shift() : undefined
    if (first) yield await first
  }
  for (let first = inProgress.shift(); first; first = inProgress.shift()) yield await first
}
