import { isRecord, parseJson } from '../../../base/json-shape.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import { recordDeals, recordedDeals } from '../../../base/thread/deal-record.js'
import type { PostMeta } from '../../../base/thread/post.js'
import { postKeyOf } from '../../../base/thread/unit-key.js'
import { DUPLICATE_FLAG } from '../../../judge/screen-posts.js'
import {
  createNameSearch,
  mapLeaves,
  moveEvidence,
  type NameSearch,
  normaliseName,
  rewriteText,
  withoutNaming,
} from './pseudonymise-post.js'

/** Replaces the name of a forgotten person or the id of a forgotten post. */
const FORGOTTEN = 'forgotten'

/** The person and the posts to forget: as asked for, and as posts of the person tell. */
export class Forgotten {
  readonly #people: Set<string>
  readonly #names = new Set<string>()
  readonly #ids: ReadonlySet<string>
  readonly #posts = new Map<string, PostRecord>()

  constructor(people: readonly string[], ids: readonly string[]) {
    this.#people = new Set(people)
    this.#ids = new Set(ids)
  }

  get peopleCount(): number {
    return this.#people.size
  }

  get postCount(): number {
    return this.#posts.size
  }

  get knownCount(): number {
    return this.#people.size + this.#posts.size
  }

  /** Names as they are spelled, and ids of posts, to be searched for in any file. */
  get names(): string[] {
    // The id of a root is the thread id too, which remains in the posts of others.
    const posts = [...this.#posts.values()].flatMap(({ threadId, id }) => (id === threadId ? [] : [id]))
    return [...this.#names, ...this.#people, ...[...this.#ids, ...posts].filter((id) => id.length >= MIN_ID_LENGTH)]
  }

  /** Whether a name, in any spelling, is that of the person. */
  isPerson(name: string): boolean {
    return this.#people.has(normaliseName(name))
  }

  /** Finds the person in running words. */
  search(): NameSearch {
    return createNameSearch([...this.#people].filter((name) => /\p{L}/u.test(name)))
  }

  isPost(threadId: string, id: string): boolean {
    return this.#ids.has(id) || this.#posts.has(postKeyOf({ threadId, id }))
  }

  /** Takes a post of the person, a retweet of theirs, or a post that was asked for, with the account ids that it names. */
  learn(record: PostRecord): void {
    const { id, author, text } = record
    const retweeted = typeof text === 'string' ? /^RT @([\w.-]{1,253}):/.exec(text)?.[1] : undefined
    const names = [...valuesAt(record, AUTHOR_KEYS), ...(retweeted === undefined ? [] : [retweeted])]
    if (!this.#ids.has(id) && !names.some((name) => this.isPerson(name))) return
    this.#posts.set(postKeyOf(record), record)
    if (typeof author !== 'string' || !this.isPerson(author)) return
    this.#names.add(author)
    for (const account of valuesAt(record, ACCOUNT_ID_KEYS)) if (account.length >= MIN_ID_LENGTH) this.#people.add(normaliseName(account))
  }
}

/** The records of deals that removed posts carry: each moves to the next post of its thread that stays. */
export class LeftDeals {
  readonly #byThread = new Map<string, readonly DealRecord[]>()

  takeFrom(record: PostRecord): void {
    const deals = [...(this.#byThread.get(record.threadId) ?? []), ...recordedDeals(metaOf(record))]
    if (deals.length > 0) this.#byThread.set(record.threadId, deals)
  }

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
const ACCOUNT_ID_KEYS = 'authorId,author_id,author_fullname,user_id,did'.split(',')
/** Shorter ids could be any number, so they are not searched for. */
const MIN_ID_LENGTH = 5
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

/**
 * Removes the person and the posts from a record of another author. Mentions and links become `forgotten`. Replies to a removed post get
 * `parentId` null and `meta.missingParent` "forgotten". Removed posts disappear from carried context. Offsets of evidence are adjusted.
 * Columns of the source that name the person in words are left out of the record.
 *
 * @param leftOut takes the names of these columns
 */
export function forgetIn(record: PostRecord, forgotten: Forgotten, leftOut: Set<string>): PostRecord {
  const { threadId } = record
  const isNaming = forgotten.search()
  const isForgotten = (id: unknown): boolean => forgotten.isPost(threadId, String(id))
  const nameOf = (handle: string): string => (forgotten.isPerson(handle) ? FORGOTTEN : handle)
  const change = (given: string | number, path: readonly string[]): string | number => {
    const key = path.at(-1) ?? ''
    if (REFERENCE_KEYS.has(key) && isForgotten(given)) return FORGOTTEN
    if (typeof given === 'number') return given
    if (key === 'flags' && given.startsWith(DUPLICATE_FLAG)) return isForgottenOriginal(given) ? DUPLICATE_FLAG + FORGOTTEN : given
    if (key !== 'text' && given !== '' && forgotten.isPerson(given)) return given.startsWith('@') ? `@${FORGOTTEN}` : FORGOTTEN
    return rewriteText(given, nameOf).text
  }
  // The flag holds the id of a post in this thread, or `THREAD/ID`.
  const isForgottenOriginal = (flag: string): boolean => {
    const original = flag.slice(DUPLICATE_FLAG.length)
    const slashes = [...original.matchAll(/\//g)].map(({ index }) => index)
    return isForgotten(original) || slashes.some((at) => forgotten.isPost(original.slice(0, at), original.slice(at + 1)))
  }
  const rewrite = (post: Fields): Fields => {
    const { text, evidence, context } = post
    const changed = mapLeaves(post, change)
    const meta = withoutNaming(metaOf(changed), isNaming, leftOut)
    const carried = isRecord(context) && Array.isArray(context['posts']) ? context['posts'].filter(isRecord) : null
    const rewritten = typeof text === 'string' && changed['text'] !== text ? rewriteText(text, nameOf) : null
    return {
      ...changed,
      ...(isRecord(post['meta']) && { meta }),
      ...(changed['parentId'] === FORGOTTEN && { parentId: null, meta: { role: 'reply', ...meta, missingParent: FORGOTTEN } }),
      ...(carried && {
        context: { ...(changed['context'] as Fields), posts: carried.filter(({ id }) => !isForgotten(id)).map(rewrite) },
      }),
      ...(rewritten && Array.isArray(evidence) && { evidence: moveEvidence(evidence, rewritten) }),
    }
  }
  return rewrite(record) as PostRecord
}
