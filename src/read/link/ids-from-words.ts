import { contentIds } from '../../base/thread/content-id.js'
import type { Post } from '../../base/thread/post.js'
import { type SourceFacts, summarise } from '../record/ingest-counter.js'
import type { IngestResult } from '../record/ingest-result.js'

/** Result of a text of one thread without ids: posts and thread are named by their words. */
export function nameByWords(
  numbered: readonly Post[],
  titles: readonly string[],
  sourceFacts: SourceFacts,
): IngestResult {
  const { threadId, ids } = contentIds(numbered, titles)
  const names = new Map(numbered.map(({ id }, at) => [id, ids[at] ?? id]))
  const nameOf = (id: string): string => names.get(id) ?? id
  const posts = numbered.map((post): Post => {
    const { possibleParents } = post.meta
    return {
      ...post,
      id: nameOf(post.id),
      threadId,
      parentId: post.parentId && nameOf(post.parentId),
      meta: {
        ...post.meta,
        ...(possibleParents && { possibleParents: possibleParents.map(nameOf) }),
      },
    }
  })
  const headers = new Map(titles.length === 0 ? [] : [[threadId, titles]])
  return { posts, headers, summary: summarise(posts, headers, sourceFacts) }
}
