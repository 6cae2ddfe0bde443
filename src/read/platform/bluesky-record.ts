import { idAt, isJsonObject, nameAt, objectAt, stringAt, timeAt, valueAt } from '../record/json-fields.js'
import { type BlueskyHarvest, readPostView } from './bluesky-thread.js'

/** Names that Python's atproto writes with underscores. */
const hasUnderscores = (record: unknown): boolean =>
  valueAt(record, 'py_type') !== undefined ||
  [record, valueAt(record, 'post')].some(
    (view) =>
      stringAt(view, 'record', 'created_at') !== null ||
      valueAt(view, 'indexed_at') !== undefined ||
      valueAt(view, 'like_count') !== undefined,
  ) ||
  ['feed', 'posts'].some((name) => {
    const list = valueAt(record, name)
    return Array.isArray(list) && list.some((entry) => isJsonObject(entry) && hasUnderscores(entry))
  }) ||
  (isJsonObject(valueAt(record, 'thread')) && hasUnderscores(valueAt(record, 'thread')))

const camel = (name: string): string =>
  name === 'py_type' ? '$type' : name.replace(/_([a-z])/g, (_, letter: string) => letter.toUpperCase())

/** The record with the names of Bluesky's own API, where it has those of Python's atproto. Without recursion. */
export function inCamelCase(record: unknown): unknown {
  if (!isJsonObject(record) || !hasUnderscores(record)) return record
  const top: { value?: unknown } = {}
  const waiting: { readonly from: unknown; readonly put: (copy: unknown) => void }[] = [{ from: record, put: (copy) => (top.value = copy) }]
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    const { from, put } = next
    if (Array.isArray(from)) {
      const copy: unknown[] = from.map(() => null)
      for (const [index, entry] of from.entries()) waiting.push({ from: entry, put: (value) => (copy[index] = value) })
      put(copy)
    } else if (isJsonObject(from)) {
      const copy: Record<string, unknown> = {}
      for (const [name, entry] of Object.entries(from)) {
        if (name !== '__proto__') waiting.push({ from: entry, put: (value) => (copy[camel(name)] = value) })
      }
      put(copy)
    } else put(from)
  }
  return top.value
}

/** An entry of a feed: the post, and beneath it a node for its repost. */
export function readFeedItem(item: unknown, harvest: BlueskyHarvest, lineNumber: number): void {
  const uri = readPostView(valueAt(item, 'post'), harvest, lineNumber)
  const by = nameAt(item, 'reason', 'by', 'handle') ?? nameAt(item, 'reason', 'by', 'did')
  if (uri === null || by === null) return
  addRepost(harvest, lineNumber, {
    id: `${uri}#repost-${by}`,
    of: uri,
    author: by,
    createdAt: timeAt(item, 'reason', 'indexedAt'),
    text: stringAt(item, 'post', 'record', 'text') ?? '',
  })
}

/** A post as a repository lists it: nothing but the uri names its author. */
export function readListed(item: unknown, harvest: BlueskyHarvest, lineNumber: number): void {
  const uri = nameAt(item, 'uri')
  const value = objectAt(item, 'value')
  if (uri === null || value === null || stringAt(value, 'text') === null) {
    leaveOut(harvest, 'record that is no post left out|records that are no posts left out')
    return
  }
  readPostView({ uri, author: { did: didOf(uri) }, record: value }, harvest, lineNumber)
}

const didOf = (uri: string): string => uri.slice('at://'.length).split('/')[0] ?? ''

export const isJetstream = (record: unknown): boolean =>
  /^did:/.test(stringAt(record, 'did') ?? '') && valueAt(record, 'time_us') !== undefined && nameAt(record, 'kind') !== null

/** An event of Jetstream: a post, a repost, or the deletion of one; others are counted. */
export function readJetstream(event: unknown, harvest: BlueskyHarvest, lineNumber: number): void {
  const did = stringAt(event, 'did') ?? ''
  const collection = stringAt(event, 'commit', 'collection') ?? ''
  const key = idAt(event, 'commit', 'rkey')
  const operation = stringAt(event, 'commit', 'operation')
  const uri = `at://${did}/${collection}/${key ?? ''}`
  const record = objectAt(event, 'commit', 'record')
  if (key !== null && collection === 'app.bsky.feed.post' && operation === 'delete') {
    harvest.posts.push({
      id: uri,
      threadId: null,
      parentId: null,
      author: null,
      createdAt: null,
      text: '',
      lineNumber,
      meta: { node: 'deleted' },
    })
  } else if (key !== null && collection === 'app.bsky.feed.post' && record !== null) {
    readPostView({ uri, author: { did }, record }, harvest, lineNumber)
  } else if (key !== null && collection === 'app.bsky.feed.repost' && operation === 'create' && nameAt(record, 'subject', 'uri') !== null) {
    addRepost(harvest, lineNumber, {
      id: uri,
      of: nameAt(record, 'subject', 'uri') ?? '',
      author: did,
      createdAt: timeAt(record, 'createdAt'),
      text: '',
    })
  } else
    leaveOut(
      harvest,
      'event that is neither post nor repost left out (likes, follows, accounts)|events that are neither posts nor reposts left out (likes, follows, accounts)',
    )
}

interface Repost {
  readonly id: string
  readonly of: string
  readonly author: string
  readonly createdAt: string | null
  readonly text: string
}

function addRepost(harvest: BlueskyHarvest, lineNumber: number, { of, ...post }: Repost): void {
  harvest.posts.push({ ...post, threadId: null, parentId: of, lineNumber, meta: { node: 'retweet', repostOf: of } })
}

function leaveOut(harvest: BlueskyHarvest, what: string): void {
  harvest.leftOut.set(what, (harvest.leftOut.get(what) ?? 0) + 1)
}
