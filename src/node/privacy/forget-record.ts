import { kindOfRecord } from '../../ingest/platform/reddit-record.js'
import { findFields } from '../../ingest/record/field-names.js'
import { postKeyOf } from '../../thread/post-key.js'
import { rewriteText } from './pseudonym-text.js'

/** What stands for a person or post that was forgotten. */
export const FORGOTTEN = 'forgotten'

/** Whom and what to forget. */
export interface ForgetTarget {
  /** Whether a name, however written, is the person's. */
  isPerson(name: string): boolean
  /** Whether a post was asked for by its id. */
  isPost(id: string): boolean
}

/** Posts that go, found in the first pass over all files: ids by thread, and ids alone for records that name no thread. */
export interface ForgottenPosts {
  add(threadId: string | null, id: string): void
  has(threadId: string | null, id: string): boolean
  readonly count: number
}

export function createForgottenPosts(): ForgottenPosts {
  const keys = new Set<string>()
  const ids = new Set<string>()
  return {
    add: (threadId, id) => {
      keys.add(postKeyOf({ threadId: threadId ?? '', id }))
      ids.add(id)
    },
    has: (threadId, id) =>
      threadId === null ? ids.has(id) : keys.has(postKeyOf({ threadId, id })) || keys.has(postKeyOf({ threadId: '', id })),
    get count() {
      return keys.size
    },
  }
}

type Fields = Readonly<Record<string, unknown>>

/** Keys of an author's record that name the author. */
const NAMES_OF_AUTHOR = ['username', 'screen_name', 'handle', 'acct', 'did', 'name', 'id', 'id_str', 'rest_id']
/** Keys of a post's record that name its author, beside those that ingest knows. */
const AUTHOR_KEYS = ['account', 'author_id', 'author_fullname', 'author.username', 'author.id', 'user_id', 'user_id_str']
/** Keys of an account's record that hold the name it goes by. */
const HANDLE_KEYS = ['username', 'screen_name', 'handle', 'acct']
/** Keys of an account's record, or of a post's, that hold the id of the account. */
const ACCOUNT_ID_KEYS = ['id', 'id_str', 'rest_id', 'did']
const AUTHOR_ID_KEYS = ['author_id', 'author.id', 'author_fullname', 'user_id', 'user_id_str', 'authorId']
/** Shorter ids of accounts may be numbers of something else: they are not looked for. */
const MIN_ACCOUNT_ID_LENGTH = 6
/** Keys of a post's record that are its id, beside those that ingest knows. */
const ID_KEYS = ['rest_id', 'uri', 'name', 'item_id', 'objectID']
/** Keys whose value is the id of another post. */
const REFERENCE_KEYS = new Set(
  'parentId,parent_id,quotes,postId,missingParent,reply_to,reply-to,in_reply_to_id,in_reply_to_status_id_str,story_id,crosspost_parent,uri'.split(
    ',',
  ),
)

const isObject = (value: unknown): value is Fields => typeof value === 'object' && value !== null && !Array.isArray(value)
const asText = (value: unknown): string | null => (typeof value === 'string' ? value : typeof value === 'number' ? String(value) : null)

/** The ids under which a record stands for a post, and its thread's; none for an account or a reference. */
export function idsOf(record: Fields): { readonly ids: readonly string[]; readonly threadId: string | null } {
  if (isAccount(record) || isReference(record)) return { ids: [], threadId: null }
  const fields = findFields(Object.keys(record))
  const own = (name: string | undefined): string | null => (name === undefined ? null : asText(record[name]))
  const id = own(fields.get('id'))
  // Dumps of Reddit leave the kind out of the id; posts and references have it.
  const kind = id === null ? null : kindOfRecord(record)
  const all = [id, kind === null ? null : `${kind}_${id}`, ...ID_KEYS.map(own)]
  const ids = all.filter((one): one is string => one !== null)
  return { ids, threadId: own(fields.get('threadId')) }
}

const at = (value: unknown, ...keys: readonly string[]): unknown =>
  keys.reduce<unknown>((inner, key) => (isObject(inner) && Object.hasOwn(inner, key) ? inner[key] : undefined), value)

/** The account of a post as X's website gives it. */
const webAccountOf = (record: Fields): unknown => at(record, 'core', 'user_results', 'result')

/** Names that a value holds: itself, or those of an account. */
function namesIn(value: unknown): readonly string[] {
  if (!isObject(value)) return [asText(value)].filter((name): name is string => name !== null && name !== '')
  const named = [...NAMES_OF_AUTHOR.map((key) => value[key]), at(value, 'core', 'screen_name'), at(value, 'legacy', 'screen_name')]
  return named.map(asText).filter((name): name is string => name !== null && name !== '')
}

/** Whether a record is an account, not a post. */
const isAccount = (record: Fields): boolean =>
  !findFields(Object.keys(record)).has('text') &&
  [...HANDLE_KEYS.map((key) => at(record, key)), at(record, 'core', 'screen_name'), at(record, 'legacy', 'screen_name')].some(
    (name) => typeof name === 'string',
  )

/** Whether a record only refers to a post, as answers on Bluesky do. */
const isReference = (record: Fields): boolean => Object.keys(record).every((key) => key === 'uri' || key === 'cid' || key === '$type')

/**
 * The ids of the person's account that a record tells: pages of X's API name authors by id alone, and tell the name elsewhere.
 * Empty for a record that is not about the person.
 */
export function accountIdsOf(record: Fields, target: ForgetTarget): readonly string[] {
  const isPerson = (value: unknown): boolean => namesIn(value).some((name) => target.isPerson(name))
  const take = (from: unknown, keys: readonly string[]): unknown[] => keys.map((key) => at(from, key))
  const author = findFields(Object.keys(record)).get('author')
  const found: unknown[] = []
  if (isAccount(record)) {
    if (isPerson(record)) found.push(...take(record, ACCOUNT_ID_KEYS))
  } else if ([author, 'author.username'].some((key) => key !== undefined && isPerson(at(record, key)))) {
    found.push(...take(record, AUTHOR_ID_KEYS), ...take(at(record, 'meta'), AUTHOR_ID_KEYS))
  }
  return found.map(asText).filter((id): id is string => id !== null && id.length >= MIN_ACCOUNT_ID_LENGTH)
}

/** Whether a record is a post to be forgotten, or the account itself: by its author, by its id, or as a retweet of the person's words. */
export function isForgotten(record: Fields, target: ForgetTarget): boolean {
  const fields = findFields(Object.keys(record))
  const author = fields.get('author')
  const named = [...(author === undefined ? [] : [author]), ...AUTHOR_KEYS].map((key) => at(record, key))
  const web = [webAccountOf(record), at(record, 'legacy', 'user_id_str')]
  if ([...named, ...web, ...(isAccount(record) ? [record] : [])].some((value) => namesIn(value).some((name) => target.isPerson(name)))) {
    return true
  }
  const text = at(record, fields.get('text') ?? '') ?? at(record, 'legacy', 'full_text')
  const retweeted = typeof text === 'string' ? /^RT @([\w.-]{1,253}):/.exec(text)?.[1] : undefined
  if (retweeted !== undefined && target.isPerson(retweeted)) return true
  return !isAccount(record) && idsOf(record).ids.some((id) => target.isPost(id))
}

/**
 * A record of somebody else without the person and the posts: mentions and links name `forgotten`, answers to a forgotten post have
 * `parentId` null and `meta.missingParent` "forgotten", evidence stays on its words.
 *
 * @returns the same object when nothing was to be changed
 */
export function forgetIn<Value>(value: Value, target: ForgetTarget, posts: ForgottenPosts): Value {
  const nameOf = (handle: string): string => (target.isPerson(handle) ? FORGOTTEN : handle)
  const text = (given: string): string => rewriteText(given, nameOf).text
  const walk = (given: unknown, key: string, threadId: string | null): unknown => {
    if (typeof given === 'number') return REFERENCE_KEYS.has(key) && posts.has(threadId, String(given)) ? FORGOTTEN : given
    if (typeof given === 'string') {
      if (REFERENCE_KEYS.has(key) && posts.has(threadId, given)) return FORGOTTEN
      if (key !== 'text' && given !== '' && target.isPerson(given)) return given.startsWith('@') ? `@${FORGOTTEN}` : FORGOTTEN
      return text(given)
    }
    if (Array.isArray(given)) {
      let isSame = true
      const list = given.map((entry: unknown) => {
        const changed = walk(entry, key, threadId)
        if (changed !== entry) isSame = false
        return changed
      })
      return isSame ? given : list
    }
    if (!isObject(given)) return given
    const thread = idsOf(given).threadId ?? threadId
    let isSame = true
    const result: Record<string, unknown> = {}
    for (const name of Object.keys(given)) {
      const changed = walk(given[name], name, thread)
      if (changed !== given[name]) isSame = false
      Object.defineProperty(result, name, { value: changed, enumerable: true, writable: true, configurable: true })
    }
    if (isSame) return given
    if (result['parentId'] === FORGOTTEN) {
      result['parentId'] = null
      if (isObject(result['meta'])) result['meta'] = { ...result['meta'], missingParent: FORGOTTEN }
    }
    moveEvidence(given, result, nameOf)
    return result
  }
  return walk(value, '', null) as Value
}

function moveEvidence(before: Fields, after: Record<string, unknown>, nameOf: (handle: string) => string): void {
  const { text, evidence } = before
  if (typeof text !== 'string' || !Array.isArray(evidence)) return
  const rewritten = rewriteText(text, nameOf)
  after['evidence'] = evidence.map((one: unknown) => {
    if (!isObject(one) || typeof one['start'] !== 'number' || typeof one['end'] !== 'number') return one
    const range = rewritten.mapRange(one['start'], one['end'])
    return { ...one, ...range, ...(typeof one['text'] === 'string' && { text: rewritten.text.slice(range.start, range.end) }) }
  })
}
