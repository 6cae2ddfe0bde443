import type { Thread } from '../../base/thread/thread.js'
import type { DuplicateKey, Originals } from '../../judge/find-duplicates.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'

/** Scores batches, in this thread or in workers. `Scored` is what it makes of them: posts, or rows to be written. */
export interface Scorer<Batch, Scored> {
  /** How many batches may be in progress at once. */
  readonly width: number
  /** Starts a batch, at once where that happens in another thread. */
  start(batch: Batch): ScoringJob<Scored>
  /** Releases models and threads. */
  close(): Promise<void>
}

/** A batch in progress. */
export interface ScoringJob<Scored> {
  /** Keys for finding duplicates. */
  readonly keys: Promise<readonly DuplicateKey[]>
  /**
   * Scores the posts once their duplicates are known.
   *
   * @param originals for each post in turn: see `DuplicateFinder.find`
   */
  score(originals: Originals): AsyncIterable<Scored>
}

/** Some scored posts, in the order of their threads. */
export interface ScoredPosts {
  readonly posts: readonly ScoredPost[]
}

/** Scores threads in the calling thread, some posts at a time. */
export type ScoreThreads = (threads: readonly Thread[], originals: Originals) => AsyncIterable<readonly ScoredPost[]>
