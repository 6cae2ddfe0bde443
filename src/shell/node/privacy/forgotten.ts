import { isRecord, parseJson } from '../../../base/json-shape.js'
import { recordDeals, recordedDeals } from '../../../base/thread/deal-record.js'
import type { PostMeta } from '../../../base/thread/post.js'
import { postKeyOf } from '../../../base/thread/unit-key.js'
import type { AuditEvent } from '../../../count/audit/audit-event.js'
import { DUPLICATE_FLAG } from '../../../judge/screen-posts.js'
import { createNameSearch, mapLeaves, moveEvidence, normaliseName, rewriteText, withoutNaming } from './pseudonymise-post.js'

/** Replaces the name of a forgotten person or the id of a forgotten post. */
const FORGOTTEN = 'forgotten'

type Fields = Readonly<Record<string, unknown>>

/** A record of a post: plain or scored. */
export type PostRecord = Fields & { readonly id: string; readonly threadId: string }

/** Keys of a record or its `meta` that name the author. */
const AUTHOR_KEYS = 'author,authorId,author_id,author_fullname,user_id,username,screen_name,handle,acct,did'.split(',')
const ACCOUNT_ID_KEYS = 'authorId,author_id,author_fullname,user_id,did'.split(',')
/** Shorter ids could be any number. */
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
  return keys.flatMap((key) =>
    [record[key], meta[key]].flatMap((value) => (['string', 'number'].includes(typeof value) ? String(value) : [])),
  )
}

/** The person and the posts to forget: those requested, and those found in posts of the person. */
export class Forgotten {
  /** Names and account ids, without case. */
  readonly #people: Set<string>
  readonly #ids: ReadonlySet<string>
  readonly #posts = new Set<string>()

  constructor(people: readonly string[], ids: readonly string[]) {
    this.#people = new Set(people)
    this.#ids = new Set(ids)
  }

  /** Accounts and posts known so far. */
  get knownCount(): number {
    return this.#people.size + this.#posts.size
  }

  isPost(threadId: string, id: string): boolean {
    return this.#ids.has(id) || this.#posts.has(postKeyOf({ threadId, id }))
  }

  /** Takes a post of the person, a retweet of it, or a requested post, with the account ids that it names. */
  learn(record: PostRecord): void {
    const { id, author, text } = record
    const retweeted = typeof text === 'string' ? /^RT @([\w.-]{1,253}):/.exec(text)?.[1] : undefined
    const names = [...valuesAt(record, AUTHOR_KEYS), ...(retweeted === undefined ? [] : [retweeted])]
    if (!this.#ids.has(id) && !names.some((name) => this.#isPerson(name))) return
    this.#posts.add(postKeyOf(record))
    if (typeof author !== 'string' || !this.#isPerson(author)) return
    for (const account of valuesAt(record, ACCOUNT_ID_KEYS)) if (account.length >= MIN_ID_LENGTH) this.#people.add(normaliseName(account))
  }

  /**
   * Starts the edit of a file, which gives null for a record to remove. A deal record on a removed post moves to the next post of its
   * thread.
   *
   * @param leftOut takes the names of columns that name the person in words; they are left out
   */
  openEdit(leftOut = new Set<string>()): (record: PostRecord) => PostRecord | null {
    const dealsOf = new Map<string, ReturnType<typeof recordedDeals>>()
    const isNaming = this.#search()
    return (record) => {
      const { threadId } = record
      const meta = metaOf(record) as PostMeta
      const deals = [...(dealsOf.get(threadId) ?? []), ...recordedDeals(meta)]
      const isGone = this.isPost(threadId, record.id)
      if (isGone) {
        dealsOf.set(threadId, deals)
        return null
      }
      const hasLeft = (dealsOf.get(threadId) ?? []).length > 0
      dealsOf.delete(threadId)
      const known = [...new Map(deals.map((deal) => [deal.id, deal])).values()]
      return this.#edit(hasLeft ? { ...record, meta: recordDeals(meta, known) } : record, isNaming, leftOut)
    }
  }

  /** Starts the edit of an audit. A reason or note that names the person becomes "forgotten"; other events stay as they are. */
  openEventEdit(): (event: AuditEvent) => AuditEvent {
    const isNaming = this.#search()
    return (event) => {
      if (event.kind !== 'label') return event
      const [isReason, isNote] = [event.reason, event.note].map((words) => words !== undefined && isNaming(words))
      return isReason || isNote ? { ...event, ...(isReason && { reason: FORGOTTEN }), ...(isNote && { note: FORGOTTEN }) } : event
    }
  }

  #isPerson(name: string): boolean {
    return this.#people.has(normaliseName(name))
  }

  #search(): (text: string) => boolean {
    return createNameSearch([...this.#people].filter((name) => /\p{L}/u.test(name)))
  }

  /** Mentions and links become `forgotten`. Replies to a removed post get `parentId` null. Offsets of evidence are adjusted. */
  #edit(record: PostRecord, isNaming: (text: string) => boolean, leftOut: Set<string>): PostRecord {
    const { threadId, text, evidence } = record
    const isForgotten = (id: unknown): boolean => this.isPost(threadId, String(id))
    const rename = (handle: string): string => (this.#isPerson(handle) ? FORGOTTEN : handle)
    // The flag holds the id of a post in this thread, or `THREAD/ID`.
    const isForgottenOriginal = (original: string): boolean =>
      isForgotten(original) ||
      [...original.matchAll(/\//g)].some(({ index }) => this.isPost(original.slice(0, index), original.slice(index + 1)))
    const changed = mapLeaves(record, (given, path) => {
      const key = path.at(-1) ?? ''
      if (REFERENCE_KEYS.has(key) && isForgotten(given)) return FORGOTTEN
      if (typeof given === 'number') return given
      if (key === 'flags' && given.startsWith(DUPLICATE_FLAG))
        return isForgottenOriginal(given.slice(DUPLICATE_FLAG.length)) ? DUPLICATE_FLAG + FORGOTTEN : given
      if (key !== 'text' && given !== '' && this.#isPerson(given)) return given.startsWith('@') ? `@${FORGOTTEN}` : FORGOTTEN
      return rewriteText(given, rename).text
    })
    const meta = withoutNaming(metaOf(changed), isNaming, leftOut)
    const rewritten = typeof text === 'string' && changed['text'] !== text ? rewriteText(text, rename) : null
    return {
      ...changed,
      ...(isRecord(record['meta']) && { meta }),
      ...(changed['parentId'] === FORGOTTEN && { parentId: null, meta: { role: 'reply', ...meta, missingParent: FORGOTTEN } }),
      ...(rewritten && Array.isArray(evidence) && { evidence: moveEvidence(evidence, rewritten) }),
    }
  }
}
