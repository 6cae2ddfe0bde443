import { DuplicateFinder, type DuplicateKey, type DuplicateLimits, type Originals, UNBOUNDED_LIMITS } from '../judge/find-duplicates.js'

export interface Scorer<Batch, Scored> {
  readonly width: number
  start(batch: Batch): {
    readonly keys: Promise<readonly DuplicateKey[]>
    /** @param originals of each post in turn: see `DuplicateFinder.find` */
    score(originals: Originals): Promise<Scored>
  }
  close(): Promise<void>
}

interface ScoreBatchesOptions<Batch> {
  readonly limits?: DuplicateLimits
  /** The keys of a batch that a stopped run scored; null for the first batch that it did not. */
  readonly keysOfDone?: (batch: Batch) => Promise<readonly DuplicateKey[] | null>
}

/**
 * Scores batches and yields their results in order. While a result waits to be taken, no more batches than the scorer's width are started.
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
    // An error is thrown when its batch is due.
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
    if (inProgress.length >= scorer.width) yield await (inProgress.shift() as Promise<Scored>)
  }
  for (const result of inProgress) yield await result
}
