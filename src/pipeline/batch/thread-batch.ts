import type { Thread } from '../../base/thread/thread.js'

/** Whole threads that are scored together. Posts that fit in memory are one batch. */
export interface ThreadBatch {
  readonly threads: readonly Thread[]
  /** Columns of the sources that are no field of a post; absent where they are not known, or not needed. */
  readonly ownColumns?: readonly string[]
}

/** The one batch of threads that are held in memory. */
export async function* openThreads(threads: readonly Thread[]): AsyncGenerator<ThreadBatch> {
  yield { threads }
}
