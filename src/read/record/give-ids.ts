import { contentIds } from '../../base/thread/content-id.js'
import type { Post } from '../../base/thread/post.js'

/** The one thread of a text that gives no ids, with ids made of its words (see `contentIds`) in place of its reader's numbers. */
export function giveIds(
  numbered: readonly Post[],
  titles: readonly string[],
): { readonly threadId: string; readonly posts: Post[]; readonly idOf: (number: string) => string } {
  const { threadId, ids } = contentIds(numbered, titles)
  const idByNumber = new Map(numbered.map(({ id }, index) => [id, ids[index] ?? id]))
  const idOf = (number: string): string => idByNumber.get(number) ?? number
  const posts = numbered.map((post): Post => {
    const { possibleParents } = post.meta
    return {
      ...post,
      id: idOf(post.id),
      threadId,
      parentId: post.parentId === null ? null : idOf(post.parentId),
      meta: possibleParents === undefined ? post.meta : { ...post.meta, possibleParents: possibleParents.map(idOf) },
    }
  })
  return { threadId, posts, idOf }
}
