import type { Parcel } from '../batch/batch-plan.js'
import type { ScoredParcel } from '../score/score-plan.js'
import type { Probes } from './probes.js'

/** Scores parcels: in this thread, or in workers. */
export interface Scorer {
  /** How many parcels may be under way at once. */
  readonly width: number
  /** Has a parcel read; the job says when that is done. */
  start(parcel: Parcel): ParcelJob
  /** Lets go of models and threads. */
  close(): Promise<void>
}

/** A parcel on its way. */
export interface ParcelJob {
  /** What tells which posts repeat others. */
  readonly probes: Promise<Probes>
  /**
   * Scores the posts, once it is known which of them repeat others.
   *
   * @param originals of each post in turn: see `OriginalFinder.find`
   */
  score(originals: readonly (string | null)[]): Promise<ScoredParcel>
  /** It was wanted only for its probes. */
  drop(): void
}
