import { assemblePosts } from '../link/assemble-posts.js'
import type { FoundPost } from '../link/found-post.js'
import { ThreadFactsBook } from '../link/thread-facts.js'
import type { IngestResult } from '../record/ingest-result.js'
import { isJsonObject, listAt, objectAt, walkValues } from '../record/json-fields.js'
import type { SourceSample } from '../record/source-sample.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { readSourceRecords } from '../table/read-source-records.js'
import { commentCountOf, type HackerNewsPlace, hackerNewsId, readHackerNewsItem } from './hacker-news-record.js'

const NOWHERE: HackerNewsPlace = Object.freeze({ parentId: null, storyId: null })

/**
 * Reads Hacker News: Algolia's item trees (`/api/v1/items/ID`), its search hits, and items of Hacker News' own API, one document or one a
 * line. Answers to one post come in the order of their times, which the tree does not keep. Options of a poll become header pieces.
 */
export function parseHackerNews(text: string, options: ParseRecordsOptions = {}): IngestResult {
  const facts = new ThreadFactsBook()
  const found: FoundPost[] = []
  const headers = new Map<string, string[]>()
  const { skips } = readSourceRecords(text, options, (top, lineNumber, { reject }) =>
    walkValues(top, NOWHERE, (value, place, queue) => {
      const fields = objectAt(value)
      const listed = Array.isArray(value) ? value : fields?.['hits']
      const id = fields === null ? null : hackerNewsId(fields)
      if (Array.isArray(listed)) queue(inOrderOfTime(listed), place)
      else if (fields === null || id === null) reject(lineNumber, 'expected an item of Hacker News with an id, got none. Leave it out.')
      else {
        const post = readHackerNewsItem(fields, id, place, lineNumber)
        const storyId = post.threadId ?? place.storyId ?? id
        if (fields['type'] === 'pollopt') {
          headers.set(storyId, [...(headers.get(storyId) ?? []), post.text])
          return
        }
        found.push(post)
        if (post.parentId === null) facts.report(id, commentCountOf(fields))
        // Search hits name their children by number, trees hold them.
        const children = listAt(fields, 'children').filter((child) => typeof child !== 'number' && typeof child !== 'string')
        const choices = listAt(fields, 'options').filter((option) => objectAt(option) !== null)
        for (const values of [children, choices]) queue(inOrderOfTime(values), { parentId: id, storyId })
      }
    }),
  )
  return assemblePosts(found, { source: 'hacker-news', facts: facts.byThread, onBadRecord: options.onBadRecord ?? 'throw', skips, headers })
}

/** Sorts items by their times. One without a time, deleted, goes by its id: ids grow with time. */
function inOrderOfTime(values: readonly unknown[]): unknown[] {
  const keyed = values.map((value) => {
    const fields = objectAt(value)
    const time = fields?.['created_at_i'] ?? fields?.['time']
    return { value, id: Number(fields === null ? Number.NaN : hackerNewsId(fields)), time: typeof time === 'number' ? time : null }
  })
  const places = keyed.map((entry, index) => ({ ...entry, id: Number.isNaN(entry.id) ? index : entry.id, at: 0 }))
  places.sort((left, right) => left.id - right.id)
  let latest = Number.NEGATIVE_INFINITY
  for (const place of places) place.at = latest = place.time ?? latest
  return places.sort((left, right) => (left.at === right.at ? left.id - right.id : left.at - right.at)).map(({ value }) => value)
}

const ITEM_TYPES: ReadonlySet<unknown> = new Set(['story', 'comment', 'poll', 'pollopt', 'job'])

/** Knows Hacker News by Algolia's search hits and item trees, and by the items of its own API. */
export function recogniseHackerNews({ records }: SourceSample): string | null {
  for (const record of records()) {
    const hit = Array.isArray(record['hits']) ? record['hits'][0] : record
    const has = (...names: readonly string[]): boolean => isJsonObject(hit) && names.every((name) => Object.hasOwn(hit, name))
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
  }
  return null
}
