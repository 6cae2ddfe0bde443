import { htmlToText } from '../../base/text/html-to-text.js'
import type { PostFacts } from '../../base/thread/post.js'
import type { FoundPost } from '../link/found-post.js'
import { countAt, engagementOf, idAt, type JsonObject, nameAt, timeAt } from '../record/json-fields.js'

/** Where a node of a tree stands; both null for a record on its own. */
export interface HackerNewsPlace {
  readonly parentId: string | null
  readonly storyId: string | null
}

/** The id of an item of Algolia's tree, of a search hit, or of Hacker News' own API; null for no item. */
export function hackerNewsId(fields: JsonObject): string | null {
  return idAt(fields['objectID']) ?? idAt(fields['id'])
}

/**
 * Makes a post of one item. Algolia gives deleted and dead items as an id and their children alone, Hacker News' own API marks them;
 * both become nodes without text.
 *
 * @param place where the item stands in a tree: deleted items do not say it themselves
 */
export function readHackerNewsItem(fields: JsonObject, id: string, place: HackerNewsPlace, lineNumber: number): FoundPost {
  const given = idAt(fields['parent_id']) ?? idAt(fields['parent'])
  const parentId = given ?? place.parentId
  const storyId = idAt(fields['story_id']) ?? place.storyId
  const author = nameAt(fields['author']) ?? nameAt(fields['by'])
  const title = nameAt(fields['title'])
  const html = textOf(fields)
  const isGone = fields['deleted'] === true || fields['dead'] === true || (author === null && title === null && html === null)
  const body = html === null || isGone ? '' : htmlToText(html)
  return {
    id,
    threadId: parentId === null ? id : storyId,
    parentId,
    author: isGone ? null : author,
    // Seconds first, since they need no parsing.
    createdAt: timeAt(fields, 'created_at_i') ?? timeAt(fields, 'time') ?? timeAt(fields, 'created_at'),
    text: isGone ? '' : [title ?? '', body].filter((part) => part !== '').join('\n\n'),
    meta: readFacts(fields, id, isGone),
    lineNumber,
  }
}

function textOf(fields: JsonObject): string | null {
  for (const name of ['text', 'comment_text', 'story_text']) {
    const value = fields[name]
    if (typeof value === 'string' && value !== '') return value
  }
  return null
}

function readFacts(fields: JsonObject, id: string, isGone: boolean): PostFacts {
  const { url } = fields
  return {
    ...(isGone && { node: 'deleted' as const }),
    ...(/^\d+$/.test(id) && { url: `https://news.ycombinator.com/item?id=${id}` }),
    ...(typeof url === 'string' && url !== '' && !isGone && { link: url }),
    ...engagementOf({ likes: countAt(fields['points']) ?? countAt(fields['score']), replies: commentCountOf(fields) }),
  }
}

/** Comments of a whole story, as search hits and Hacker News' own API count them; the tree has no count. */
export function commentCountOf(fields: JsonObject): number | null {
  return countAt(fields['num_comments']) ?? countAt(fields['descendants'])
}
