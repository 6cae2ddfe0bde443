import type { Post } from '../../../base/thread/post.js'
import type { Thread } from '../../../base/thread/thread.js'
import { BOUNDED_LIMITS, DuplicateFinder, duplicateKeyOf } from '../../../judge/find-duplicates.js'
import { NUMBERED_THREAD } from '../../../read/link/same-name-threads.js'
import type { BatchScorer, ScoredRows } from './thread-scorer.js'

/**
 * A batch ends with the thread in which it reaches this many posts. Choice: repeats then cost a
 * tenth less than thread by thread.
 */
const BATCH_POST_COUNT = 1000

/**
 * Scores whole threads and gives their rows in the order of the threads, whatever the number of
 * batches in progress.
 */
export async function* scoreThreads(
  threads: Iterable<Thread> | AsyncIterable<Thread>,
  scorer: BatchScorer,
): AsyncGenerator<ScoredRows> {
  const finder = new DuplicateFinder(BOUNDED_LIMITS)
  const inProgress: AsyncIterable<ScoredRows>[] = []
  for await (const batch of cutBatches(threads)) {
    inProgress.push(
      scorer.score(batch, finder.find(batch.flatMap(({ posts }) => posts.map(duplicateKeyOf)))),
    )
    if (inProgress.length >= scorer.width) yield* inProgress.shift() as AsyncIterable<ScoredRows>
  }
  for (const rows of inProgress) yield* rows
}

async function* cutBatches(
  threads: Iterable<Thread> | AsyncIterable<Thread>,
): AsyncGenerator<readonly Thread[]> {
  let batch: Thread[] = []
  let postCount = 0
  for await (const thread of threads) {
    for (const piece of thread.posts.every(needsNoThread) ? piecesOf(thread) : [thread]) {
      batch.push(piece)
      postCount += piece.posts.length
      if (postCount < BATCH_POST_COUNT) continue
      yield batch
      batch = []
      postCount = 0
    }
  }
  if (batch.length > 0) yield batch
}

function* piecesOf(thread: Thread): Generator<Thread> {
  for (let at = 0; at < thread.posts.length; at += BATCH_POST_COUNT)
    yield { ...thread, posts: thread.posts.slice(at, at + BATCH_POST_COUNT) }
}

/**
 * True for a row of a table that names neither a thread nor a parent: its thread is only the
 * file's.
 */
function needsNoThread({ threadId, parentId, meta }: Post): boolean {
  const { role, missingParent, sourceRole, capture } = meta
  const isAlone = parentId === null && role === 'root' && missingParent === undefined
  return (
    isAlone &&
    sourceRole === undefined &&
    capture?.source === undefined &&
    NUMBERED_THREAD.test(threadId)
  )
}
