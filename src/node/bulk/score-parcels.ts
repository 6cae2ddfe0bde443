import type { Parcel } from '../batch/batch-plan.js'
import type { ScoredParcel } from '../score/score-plan.js'
import { RepeatFinder } from './find-repeats.js'
import type { Scorer } from './scorer.js'

/** Where a run goes on that was stopped. */
export interface ResumePoint {
  /** Parcels that were scored. */
  readonly doneCount: number
  /** Index of the first parcel that those after them may repeat. */
  readonly since: number
}

/** A parcel's result in its turn. */
export interface ParcelResult extends ScoredParcel {
  readonly index: number
  readonly recordCount: number
  /** See {@link ResumePoint}, for going on behind this parcel. */
  readonly since: number
}

/**
 * Scores parcels, several at once, and gives their results in the order of the parcels. No parcel is begun before an earlier result was taken
 * when as many are under way as the scorer is wide.
 *
 * @throws {PipelineError} the fault of the first parcel that has one, when all results before it were taken
 */
export async function* scoreParcels(
  parcels: AsyncIterable<Parcel>,
  scorer: Scorer,
  { doneCount, since }: ResumePoint = { doneCount: 0, since: 0 },
): AsyncGenerator<ParcelResult> {
  const finder = new RepeatFinder(since)
  const underWay: Promise<ParcelResult>[] = []
  let turn: Promise<unknown> = Promise.resolve()
  let index = 0
  const begin = (parcel: Parcel, at: number): Promise<ParcelResult> => {
    const job = scorer.start(parcel)
    const found = turn.then(async () => ({ originals: finder.find(at, await job.probes), since: finder.since }))
    turn = found.catch(() => {})
    const result = found.then(async ({ originals, since: next }) => {
      const scored = await job.score(originals)
      return { ...scored, index: at, recordCount: parcel.recordCount, since: next }
    })
    // A fault waits for its turn.
    result.catch(() => {})
    return result
  }
  for await (const parcel of parcels) {
    const at = index++
    if (at < since) continue
    if (at < doneCount) {
      const job = scorer.start(parcel)
      finder.find(at, await job.probes)
      job.drop()
      continue
    }
    underWay.push(begin(parcel, at))
    const first = underWay.length >= scorer.width ? underWay.shift() : undefined
    if (first) yield await first
  }
  for (let first = underWay.shift(); first; first = underWay.shift()) yield await first
}
