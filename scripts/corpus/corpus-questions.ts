import type { Post } from '../../src/base/thread/post.js'
import { buildThreads } from '../../src/base/thread/thread.js'
import type { Question } from '../../src/count/evaluate/predict.js'
import { extractFeatures } from '../../src/judge/features/extract-features.js'
import type { PostFeatures } from '../../src/judge/features/token.js'
import type { CorpusDeal, CorpusPost } from './corpus.js'

export function extractCorpusFeatures(posts: readonly CorpusPost[]): Map<string, PostFeatures> {
  const records = posts.map(({ id, threadId, parentId, author, text }): Post => {
    return {
      id,
      threadId,
      parentId,
      author,
      createdAt: null,
      text,
      meta: { role: parentId === null ? 'root' : 'reply' },
    }
  })
  return new Map(
    buildThreads(records).flatMap((thread) =>
      extractFeatures(thread).map((features) => [features.postId, features] as const),
    ),
  )
}

/** Converts corpus posts to evaluation questions, in order, with threads as clusters. */
export function buildCorpusQuestions(
  posts: readonly CorpusPost[],
  features: ReadonlyMap<string, PostFeatures>,
  deals: readonly CorpusDeal[],
): Question[] {
  const dealById = new Map(deals.map((deal) => [deal.id, deal]))
  return posts.map((post) => {
    const deal = dealById.get(post.dealId)
    const target = deal ? { dealId: deal.id, mover: deal.mover, move: deal.move } : null
    const input = { features: features.get(post.id) as PostFeatures, target }
    return { id: post.id, clusterId: post.threadId, goldLabel: post.label, input }
  })
}
