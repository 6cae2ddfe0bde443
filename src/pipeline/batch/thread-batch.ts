import type { Thread } from '../../base/thread/thread.js'

/** Whole threads that are scored together. Posts that fit in memory are one batch. */
export interface ThreadBatch {
  readonly threads: readonly Thread[]
}

/** The one batch of threads that are held in memory. */
export async function* openThreads(threads: readonly Thread[]): AsyncGenerator<ThreadBatch> {
  yield { threads }
}
