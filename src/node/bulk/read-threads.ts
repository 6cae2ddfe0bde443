import type { OnBadRecord } from '../../ingest/link/link-parents.js'
import type { StreamSummary } from '../../ingest/stream-summary.js'
import type { OriginalFinder } from '../../judging/find-original.js'
import type { Post } from '../../thread/post.js'
import type { Thread } from '../../thread/thread.js'
import type { ParcelInput } from '../batch/batch-plan.js'
import type { ParcelPlan } from '../batch/plan-batches.js'
import { RepeatFinder } from './find-repeats.js'
import { packProbes } from './probes.js'
import { readParcel } from './read-parcel.js'

/** Threads that were read together. */
export interface ThreadBatch {
  readonly threads: readonly Thread[]
  /** Tells which of their posts repeat earlier ones, as a run that scores these inputs in parcels is told. */
  readonly originals: Pick<OriginalFinder, 'find'>
}

/**
 * Reads all threads in constant memory, without scoring them.
 *
 * @param summary takes what is counted on the way
 * @throws {PipelineError} see `readParcel` and `ParcelPlan.parcels`
 */
export async function* readThreads(
  plan: ParcelPlan,
  inputs: readonly ParcelInput[],
  { onBadRecord, summary }: { readonly onBadRecord: OnBadRecord; readonly summary: StreamSummary },
): AsyncGenerator<ThreadBatch> {
  const finder = new RepeatFinder()
  let index = 0
  for await (const parcel of plan.parcels()) {
    const { threads, summary: own } = readParcel(parcel, inputs, onBadRecord)
    summary.add(own.toCounts())
    const posts = threads.flatMap((thread) => thread.posts)
    const found = finder.find(index++, packProbes(posts))
    const originalOf = new Map<Post, string | null>(posts.map((post, row) => [post, found[row] ?? null]))
    yield { threads, originals: { find: (post) => originalOf.get(post) ?? null } }
  }
}
