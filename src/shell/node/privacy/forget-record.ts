import { isRecord, parseJson } from '../../../base/json-shape.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import { recordDeals, recordedDeals } from '../../../base/thread/deal-record.js'
import type { PostMeta } from '../../../base/thread/post.js'
import { postKeyOf } from '../../../base/thread/unit-key.js'
import { DUPLICATE_FLAG } from '../../../judge/screen-posts.js'
import { rewriteText } from './pseudonym-text.js'

/** Replaces the name of a forgotten person or the id of a forgotten post. */
const FORGOTTEN = 'forgotten'

export interface ForgetTarget {
  /** Whether a name, in any spelling, is that of the person. */
  isPerson(name: string): boolean
  /** Whether the id is one of the given posts. */
  isPost(id: string): boolean
}

/** The set of posts to remove. */
export class ForgottenPosts {
  readonly #posts = new Map<string, readonly [threadId: string, id: string]>()

  get count(): number {
    return this.#posts.size
  }

  add(threadId: string, id: string): void {
    this.#posts.set(postKeyOf({ threadId, id }), [threadId, id])
  }

  has(threadId: string, id: string): boolean {
    return this.#posts.has(postKeyOf({ threadId, id }))
  }

  /** Thread and id of each. */
  list(): readonly (readonly [threadId: string, id: string])[] {
    return [...this.#posts.values()]
  }
}

/** The records of deals that removed posts carry: each moves to the next post of its thread that stays. */
export class LeftDeals {
  readonly #byThread = new Map<string, readonly DealRecord[]>()

  takeFrom(record: PostRecord): void {
    const deals = [...(this.#byThread.get(record.threadId) ?? []), ...recordedDeals(metaOf(record))]
    if (deals.length > 0) this.#byThread.set(record.threadId, deals)
  }

  /** @returns the same object when it is given none */
  giveTo(record: PostRecord): PostRecord {
    const left = this.#byThread.get(record.threadId)
    if (left === undefined) return record
    this.#byThread.delete(record.threadId)
    const meta = metaOf(record) as PostMeta
    const deals = new Map([...left, ...recordedDeals(meta)].map((deal) => [deal.id, deal]))
    return { ...record, meta: recordDeals(meta, [...deals.values()]) }
  }
}

type Fields = Readonly<Record<string, unknown>>

/** A record of a post: plain or scored. */
export type PostRecord = Fields & { readonly id: string; readonly threadId: string }

/** Keys of a record or its `meta` that name the author. */
const AUTHOR_KEYS = 'author,authorId,author_id,author_fullname,user_id,username,screen_name,handle,acct,did'.split(',')
/** Keys that hold the account id of the author. */
const ACCOUNT_ID_KEYS = 'authorId,author_id,author_fullname,user_id,did'.split(',')
/** Shorter ids could be any number, so they are not searched for. */
export const MIN_ID_LENGTH = 5
/** Keys whose value is the id of another post. */
const REFERENCE_KEYS = new Set(
  'parentId,possibleParents,parent_id,quotes,postId,missingParent,duplicateOf,reply_to,in_reply_to_id,in_reply_to_status_id_str,story_id,crosspost_parent,uri'.split(
    ',',
  ),
)

/** Parses a line; null when it is not a record of a post. */
export function parsePostRecord(line: string): PostRecord | null {
  const value = parseJson(line, () => null)
  return isRecord(value) && typeof value['id'] === 'string' && typeof value['threadId'] === 'string' ? (value as PostRecord) : null
}

const metaOf = (record: Fields): Fields => (isRecord(record['meta']) ? record['meta'] : {})

function valuesAt(record: Fields, keys: readonly string[]): string[] {
  const meta = metaOf(record)
  const values = keys.flatMap((key) => [record[key], meta[key]])
  return values.flatMap((value) => (typeof value === 'string' ? [value] : typeof value === 'number' ? [String(value)] : []))
}

/** Account ids in a post of the person. */
export const accountIdsOf = (record: PostRecord): string[] => valuesAt(record, ACCOUNT_ID_KEYS).filter((id) => id.length >= MIN_ID_LENGTH)

/** Whether a post must be removed: by its author, by its id, or as a retweet of the person. */
export function isForgotten(record: PostRecord, target: ForgetTarget): boolean {
  if (target.isPost(record.id) || valuesAt(record, AUTHOR_KEYS).some((name) => target.isPerson(name))) return true
  const retweeted = typeof record['text'] === 'string' ? /^RT @([\w.-]{1,253}):/.exec(record['text'])?.[1] : undefined
  return retweeted !== undefined && target.isPerson(retweeted)
}

/**
 * Removes the person and the posts from a record of another author. Mentions and links become `forgotten`. Replies to a removed post get
 * `parentId` null and `meta.missingParent` "forgotten". Removed posts disappear from carried context. Offsets of evidence are adjusted.
 * Gives the same object when nothing changes.
 */
export function forgetIn(record: PostRecord, target: ForgetTarget, posts: ForgottenPosts): PostRecord {
  const { threadId } = record
  const nameOf = (handle: string): string => (target.isPerson(handle) ? FORGOTTEN : handle)
  const string = (given: string, key: string): string => {
    if (REFERENCE_KEYS.has(key) && posts.has(threadId, given)) return FORGOTTEN
    if (key === 'flags' && given.startsWith(DUPLICATE_FLAG)) return isForgottenOriginal(given) ? DUPLICATE_FLAG + FORGOTTEN : given
    if (key !== 'text' && given !== '' && target.isPerson(given)) return given.startsWith('@') ? `@${FORGOTTEN}` : FORGOTTEN
    return rewriteText(given, nameOf).text
  }
  // The flag holds the id of a post in this thread, or `THREAD/ID`.
  const isForgottenOriginal = (flag: string): boolean => {
    const original = flag.slice(DUPLICATE_FLAG.length)
    const slashes = [...original.matchAll(/\//g)].map(({ index }) => index)
    return posts.has(threadId, original) || slashes.some((at) => posts.has(original.slice(0, at), original.slice(at + 1)))
  }
  const list = (given: readonly unknown[], key: string): readonly unknown[] => {
    const kept = key === 'posts' ? given.filter((post) => !(isRecord(post) && posts.has(threadId, String(post['id'])))) : given
    const changed = kept.map((entry) => walk(entry, key))
    return kept.length === given.length && changed.every((entry, index) => entry === given[index]) ? given : changed
  }
  const walk = (given: unknown, key: string): unknown => {
    if (typeof given === 'number') return REFERENCE_KEYS.has(key) && posts.has(threadId, String(given)) ? FORGOTTEN : given
    if (typeof given === 'string') return string(given, key)
    if (Array.isArray(given)) return list(given, key)
    return isRecord(given) ? fields(given) : given
  }
  const fields = (given: Fields): Fields => {
    const changed = Object.entries(given).map(([key, value]) => [key, walk(value, key)] as const)
    if (changed.every(([key, value]) => value === given[key])) return given
    const result = Object.fromEntries(changed)
    if (result['parentId'] === FORGOTTEN) {
      result['parentId'] = null
      result['meta'] = { role: 'reply', ...(isRecord(result['meta']) ? result['meta'] : {}), missingParent: FORGOTTEN }
    }
    moveEvidence(given, result, nameOf)
    return result
  }
  return fields(record) as PostRecord
}

function moveEvidence(before: Fields, after: Record<string, unknown>, nameOf: (handle: string) => string): void {
  const { text, evidence } = before
  if (typeof text !== 'string' || !Array.isArray(evidence)) return
  const rewritten = rewriteText(text, nameOf)
  after['evidence'] = evidence.map((one: unknown) => {
    if (!isRecord(one) || typeof one['start'] !== 'number' || typeof one['end'] !== 'number') return one
    const range = rewritten.mapRange(one['start'], one['end'])
    return { ...one, ...range, ...(typeof one['text'] === 'string' && { text: rewritten.text.slice(range.start, range.end) }) }
  })
}
