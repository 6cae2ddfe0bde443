import { htmlToText } from '../../base/text/html-to-text.js'
import type { FoundPost } from '../link/group-into-threads.js'
import { get, isJsonObject, type JsonObject, walkValues } from '../record/json-fields.js'
import { byRecords } from '../record/source-sample.js'
import { defineJsonSource } from './json-source.js'
import { parseMapped, type RecordMap } from './record-map.js'

/** Place of a node in a tree; both null for a single record. */
type HackerNewsPlace = Readonly<Record<'parentId' | 'storyId', string | null>>

/**
 * Id of an item of Algolia's tree, a search hit, or Hacker News' own API; null for other objects.
 */
function hackerNewsId(fields: JsonObject): string | null {
  return get.id(fields['objectID']) ?? get.id(fields['id'])
}

const ITEM: RecordMap = {
  author: ['author', 'by'],
  // Seconds first: they need no parsing.
  createdAt: ['created_at_i', 'time', 'created_at'],
  // In search hits and Hacker News' own API. Algolia's tree has no count.
  engagement: { likes: ['points', 'score'], replies: ['num_comments', 'descendants'] },
}

function parseItem(fields: JsonObject, id: string, place: HackerNewsPlace): FoundPost | null {
  const parentId = get.id(fields, 'parent_id') ?? get.id(fields, 'parent') ?? place.parentId
  const title = get.name(fields, 'title')
  const html =
    ['text', 'comment_text', 'story_text'].map((name) => get.string(fields, name)).find(Boolean) ??
    null
  const isBare =
    title === null &&
    html === null &&
    (get.name(fields, 'author') ?? get.name(fields, 'by')) === null
  const isGone = isBare || fields['deleted'] === true || fields['dead'] === true
  const parts = isGone ? [] : [title ?? '', html === null ? '' : htmlToText(html)]
  return parseMapped(fields, ITEM, {
    id,
    threadId: parentId === null ? id : (get.id(fields, 'story_id') ?? place.storyId),
    parentId,
    text: parts.filter((part) => part !== '').join('\n\n'),
    node: isGone ? 'deleted' : null,
    url: /^\d+$/.test(id) ? `https://news.ycombinator.com/item?id=${id}` : null,
    link: isGone ? null : get.string(fields, 'url') || null,
  })
}

const NOWHERE: HackerNewsPlace = Object.freeze({ parentId: null, storyId: null })

/**
 * Items in order of their ids, which grow with time; a tree has them in order of points. Those
 * without an id keep their places.
 */
const inOrderOfTime = (values: readonly unknown[]): unknown[] => {
  const idOf = (value: unknown, at: number): number =>
    Number(isJsonObject(value) ? (hackerNewsId(value) ?? at) : at)
  return values
    .map((value, at) => ({ value, id: idOf(value, at) }))
    .sort((one, other) => one.id - other.id)
    .map(({ value }) => value)
}

const ITEM_TYPES: ReadonlySet<unknown> = new Set(['story', 'comment', 'poll', 'job'])

const recogniseHackerNews = byRecords((record) => {
  const hit = Array.isArray(record['hits']) ? record['hits'][0] : record
  const has = (...names: readonly string[]): boolean =>
    isJsonObject(hit) && names.every((name) => Object.hasOwn(hit, name))
  if (has('objectID') && (has('story_id') || has('_tags') || has('num_comments'))) {
    return 'it holds hits of the search of Hacker News (objectID, story_id, _tags)'
  }
  const isItem = ITEM_TYPES.has(record['type'])
  if (isItem && has('created_at_i') && (has('children') || has('points'))) {
    return 'it holds an item tree of Hacker News (created_at_i, points, children)'
  }
  if (isItem && has('id', 'time') && (has('by') || record['deleted'] === true)) {
    return "it holds items of Hacker News' own API (by, type, time)"
  }
  return null
})

/** Sorts sibling replies by time, which the tree does not keep. */
export const HACKER_NEWS = defineJsonSource({
  id: 'hacker-news',
  description: "Hacker News: Algolia's item tree and search hits, items of its own API",
  refusal: 'expected an item of Hacker News with an id, got none. Leave it out.',
  // https://github.com/HackerNews/API#items (descendants)
  repliesCounted: 'all depths',
  recognise: recogniseHackerNews,
  read: (top, harvest) =>
    walkValues(top, NOWHERE, (value, place, queue) => {
      const fields = get.object(value)
      const listed = Array.isArray(value) ? value : fields?.['hits']
      const id = fields === null ? null : hackerNewsId(fields)
      if (Array.isArray(listed)) queue(inOrderOfTime(listed), place)
      else if (fields === null || id === null) harvest.refuse()
      else {
        const post = parseItem(fields, id, place)
        const storyId = post?.threadId ?? place.storyId ?? id
        if (fields['type'] === 'pollopt') return
        harvest.add(post)
        // Search hits list children by number; trees contain them.
        const children = get
          .list(fields, 'children')
          .filter((child) => typeof child !== 'number' && typeof child !== 'string')
        queue(inOrderOfTime(children), { parentId: id, storyId })
      }
    }),
})
