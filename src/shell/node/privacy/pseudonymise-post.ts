import { createHmac } from 'node:crypto'
import { isRecord } from '../../../base/json-shape.js'
import { groupBy } from '../../../base/statistics/group-by.js'
import { lazyPattern, memoise } from '../../../base/text/lazily.js'
import { hideContentId, isContentId } from '../../../base/thread/content-id.js'
import type { Post, PostMeta } from '../../../base/thread/post.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { isOwnColumn } from '../../../read/record/own-columns.js'

/** 64 bits: the chance that two of a million people collide is 3 in 100 million. */
const DIGIT_COUNT = 16
const PSEUDONYM = /^u_[0-9a-f]{16}$/
const CACHE_SIZE = 100_000
/** Shortest searched name of anyone but the author: "en" is also a language. Choice. */
const MIN_NAME_LENGTH = 3

/** Keys of `meta` whose value names a person, without case and separators. `user_verified` and `account_type` do not. */
const PERSON = 'author|user|speaker|account|creator|poster|owner|commenter|member'
const PERSON_KEY = new RegExp(
  `^(?:(?:${PERSON})(?:id|name|fullname|displayname|username|screenname|handle|login|email|mail|url|did)?|(?:user|screen|display|full|real|nick)name|name|handle|login|acct|did|e?mail)$`,
)
const isPersonKey = (key: string): boolean => PERSON_KEY.test(key.replace(/[^A-Za-z0-9]/g, '').toLowerCase())

/** Removes case and a prefix of `@`, `/u/` or `u/` from a name. */
function normaliseName(name: string): string {
  return name
    .replace(/^(?:@|\uff20|\/?u\/)/, '')
    .replace(/%3a/gi, ':')
    .normalize('NFC')
    .toLowerCase()
}

/** Replaces names by pseudonyms, consistently for each person. */
export interface Pseudonymiser {
  /** The pseudonym of a name. Case and a prefix of `@`, `/u/` or `u/` make no difference. */
  pseudonymOf(name: string): string
  /** An id of a post or thread with pseudonyms for the accounts in it. An id made of words would reveal the author, and becomes another. */
  id(id: string): string
  /** A text with pseudonyms for the accounts in it. */
  text(text: string): string
  /** Replaces names in a post: author, mentions, profile links, and names in meta and ids. */
  post(post: Post): Post
  /** Replaces names in a scored post, and adjusts the offsets of its evidence. */
  scored(post: ScoredPost): ScoredPost
  /** Takes the posts of whole threads, whose accounts are then searched in the source's own columns. Forgets earlier threads. */
  meet(posts: Iterable<Post>): void
  /** Columns of the source that name persons; their cells become pseudonyms. */
  readonly renamed: ReadonlySet<string>
  /** Columns of the source with cells left out so far, since they named an account of their thread. */
  readonly leftOut: ReadonlySet<string>
}

/**
 * Creates pseudonyms by HMAC-SHA-256 of the name: stable for one key, and secret without it. Existing pseudonyms are kept. Names in running
 * text ("as Ann said") are kept too.
 *
 * @param key 32 bytes, see `readPseudonymKey`
 */
export function createPseudonymiser(key: Uint8Array): Pseudonymiser {
  const hash = memoise((name: string) => createHmac('sha256', key).update(name).digest('hex').slice(0, DIGIT_COUNT), CACHE_SIZE)
  const pseudonymOf = (given: string): string => {
    const name = normaliseName(given)
    return PSEUDONYM.test(name) ? name : `u_${hash(name)}`
  }
  const id = (value: string): string => (isContentId(value) ? hideContentId(value, hash) : rewriteText(value, pseudonymOf, IN_ID()).text)
  const text = (value: string): string => rewriteText(value, pseudonymOf).text

  const inMeta = (given: string | number, path: readonly string[]): string | number => {
    const isPersonal = path.some(isPersonKey)
    if (isPersonal && given !== '' && path.length === 1) renamed.add(path[0] as string)
    if (typeof given === 'string') return isPersonal && given !== '' ? pseudonymOf(given) : text(given)
    return isPersonKey(path.at(-1) ?? '') || (isPersonal && path.at(-1) === 'id') ? pseudonymOf(String(given)) : given
  }
  const [leftOut, renamed] = [new Set<string>(), new Set<string>()]
  let searches = new Map<string, NameSearch>()
  const searchFor = (accounts: Iterable<string | null>, minLength: number): NameSearch => {
    const names = [...new Set(accounts)].flatMap((name) => (name === null || PSEUDONYM.test(name) ? [] : normaliseName(name)))
    return createNameSearch(names.filter((name) => name.length >= minLength && /\p{L}/u.test(name)))
  }
  /** Removes source columns that name an account in words, where names cannot be told from other words. */
  const withoutNames = <Meta extends object>(columns: Meta, { author, threadId }: Post): Meta => {
    if (!Object.keys(columns).some(isOwnColumn)) return columns
    const [isAuthor, isOther] = [searchFor([author], 1), searches.get(threadId)]
    return withoutNaming(columns, (text) => isAuthor(text) || isOther?.(text) === true, leftOut)
  }
  const meta = (given: Post, { role, addressees, missingParent, capture, ...rest }: PostMeta): PostMeta => ({
    role,
    ...(addressees && { addressees: addressees.map(pseudonymOf) }),
    ...(missingParent !== undefined && {
      missingParent: missingParent.startsWith('@') ? `@${pseudonymOf(missingParent)}` : id(missingParent),
    }),
    ...withoutNames(mapLeaves(rest, inMeta), given),
    ...(capture && { capture }),
  })
  const post = (given: Post): Post => ({
    id: id(given.id),
    threadId: id(given.threadId),
    parentId: given.parentId === null ? null : id(given.parentId),
    author: given.author === null ? null : pseudonymOf(given.author),
    createdAt: given.createdAt,
    text: text(given.text),
    meta: meta(given, given.meta),
  })
  return {
    pseudonymOf,
    id,
    text,
    post,
    meet: (posts) => {
      const byThread = [...groupBy(posts, ({ threadId }) => threadId)]
      const accountsOf = ({ author, meta: { addressees = [] } }: Post) => [author, ...addressees]
      searches = new Map(byThread.map(([threadId, own]) => [threadId, searchFor(own.flatMap(accountsOf), MIN_NAME_LENGTH)]))
    },
    renamed,
    leftOut,
    scored: (given) => ({
      ...given,
      ...post(given),
      flags: given.flags.map(id),
      evidence: given.evidence && moveEvidence(given.evidence, rewriteText(given.text, pseudonymOf)),
      chain: given.chain?.map((link) => ({ ...link, postId: id(link.postId) })) ?? null,
    }),
  }
}

/** A copy of a record in which `change` replaced each text and number. @param path the keys that lead to it */
function mapLeaves<Value>(
  value: Value,
  change: (leaf: string | number, path: readonly string[]) => string | number,
  path: readonly string[] = [],
): Value {
  if (typeof value === 'string' || typeof value === 'number') return change(value, path) as Value
  if (Array.isArray(value)) return value.map((entry) => mapLeaves(entry, change, path)) as Value
  if (!isRecord(value)) return value
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, mapLeaves(inner, change, [...path, key])])) as Value
}

/** `meta` without the columns of the source that hold one of the names. @param leftOut takes the names of these columns */
function withoutNaming<Meta extends object>(meta: Meta, isNaming: NameSearch, leftOut: Set<string>): Meta {
  const held = Object.keys(meta).filter((name) => isOwnColumn(name) && isNaming(JSON.stringify(meta[name as keyof Meta])))
  for (const name of held) leftOut.add(name)
  return held.length === 0 ? meta : (Object.fromEntries(Object.entries(meta).filter(([name]) => !held.includes(name))) as Meta)
}

/** Moves the stretches of a text to their places in the rewritten text. */
const moveEvidence = <Stretch extends Pick<Edit, 'start' | 'end'>>(
  stretches: readonly Stretch[],
  rewritten: ReturnType<typeof rewriteText>,
): Stretch[] =>
  stretches.map((one) => {
    const range = rewritten.mapRange(one.start, one.end)
    return { ...one, ...range, text: rewritten.text.slice(range.start, range.end) }
  })

/** Note for a column whose cells were left out. @param whom such as "the person" */
export const leftOutNote = (column: string, whom = 'accounts of their thread'): string =>
  `cells of the column "${column}" are left out: they name ${whom} in words`

/** A replaced range of a text, and the range of its replacement. Half-open, in UTF-16 units. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly newStart: number
  readonly newEnd: number
}

const HANDLE_HOSTS = String.raw`(?:x|twitter|instagram|facebook|github|tiktok|threads|medium|youtube)\.(?:com|net)\/@?|t\.me\/`
/** Paths followed by a handle, on certain hosts or, where the path is unambiguous, on any host. */
const PROFILE_PATHS = [
  String.raw`reddit\.com\/(?:u|user)\/`,
  String.raw`bsky\.app\/profile\/`,
  String.raw`news\.ycombinator\.com\/user\?id=`,
  String.raw`linkedin\.com\/in\/`,
  String.raw`:\/\/[^\s\/]{1,253}\/(?:@|users\/)`,
  String.raw`at:\/\/`,
].join('|')
const HANDLE = String.raw`[\p{L}\p{N}_](?:[\p{L}\p{N}_]|[.\-@](?=[\p{L}\p{N}_])){0,63}`
const URL_HANDLE = String.raw`[\p{L}\p{N}_](?:[\p{L}\p{N}_%~]|[.\-@:](?=[\p{L}\p{N}_])){0,253}`

const LINKED = String.raw`(?<=(?<![\p{L}\p{N}])(?:${HANDLE_HOSTS})|${PROFILE_PATHS})(?<linked>${URL_HANDLE})`
const DID = `(?<did>did(?::|%3[Aa])[a-z]{2,16}(?::|%3[Aa])[A-Za-z0-9._%-]{1,200})`
const MAIL = String.raw`(?<![\p{L}\p{N}_@.+\-])(?<mail>[\p{L}\p{N}_][\p{L}\p{N}_.+\-]{0,63}@[\p{L}\p{N}\-]{1,63}(?:\.[\p{L}\p{N}\-]{1,63}){1,4})`
const MENTION = String.raw`(?<![\p{L}\p{N}_])[@\uff20](?<mention>${HANDLE})`
const REDDIT_NAME = String.raw`(?<![\p{L}\p{N}_/])\/?u\/(?<redditor>[\w-]{2,24})`

const IN_TEXT = lazyPattern(`${DID}|${LINKED}|${MAIL}|${MENTION}|${REDDIT_NAME}`, 'gu')
/** DIDs, and handles in links: ids of some platforms name the author. */
const IN_ID = lazyPattern(`${DID}|${LINKED}`, 'gu')
/** Quick test: most texts contain none of these and need no search. */
const MAY_NAME_SOMEBODY = /[@\uff20]|\/|did[:%]/

/** First path segments of X and other sites that are not handles. */
const RESERVED = new Set(
  'i,home,search,hashtag,intent,share,explore,settings,messages,notifications,compose,login,signup,about,tos,privacy,watch,channel,shorts,results,p,reel,reels,stories,groups,events,pages,photo,sharer,orgs,topics,features,sponsors,marketplace,tag,c,joinchat'.split(
    ',',
  ),
)

/**
 * Replaces @mentions, profile links, mail addresses, `u/names` and DIDs in a text.
 *
 * @param pseudonymOf the replacement of a handle; `@` and the surrounding link are kept
 */
export function rewriteText(text: string, pseudonymOf: (handle: string) => string, pattern = IN_TEXT()) {
  /** Maps a range of the old text to the new text. A replaced name is mapped as a whole. */
  const mapRange = (start: number, end: number) => ({ start: mapOffset(edits, start, 'newStart'), end: mapOffset(edits, end, 'newEnd') })
  const edits: Edit[] = []
  let result = ''
  let from = 0
  for (const match of MAY_NAME_SOMEBODY.test(text) ? text.matchAll(pattern) : []) {
    const { did, linked, mail, mention, redditor } = match.groups ?? {}
    const handle = did ?? linked ?? mail ?? mention ?? redditor ?? ''
    if (linked !== undefined && RESERVED.has(linked.toLowerCase())) continue
    const end = match.index + match[0].length
    const start = end - handle.length
    result += text.slice(from, start)
    const newStart = result.length
    result += pseudonymOf(handle)
    edits.push({ start, end, newStart, newEnd: result.length })
    from = end
  }
  return { text: result + text.slice(from), mapRange }
}

function mapOffset(edits: readonly Edit[], offset: number, side: 'newStart' | 'newEnd'): number {
  let shift = 0
  for (const edit of edits) {
    if (offset <= edit.start) break
    if (offset < edit.end) return edit[side]
    shift = edit.newEnd - edit.end
  }
  return offset + shift
}

/** True if a text contains one of the names as whole words, ignoring case. */
type NameSearch = (text: string) => boolean

/** Longer names are not searched for. */
export const MAX_NAME_LENGTH = 1024
const WORD = /[\p{L}\p{N}\p{M}_]+/gu

const plain = (text: string): string =>
  (text.includes('\\u') ? text.replace(/\\u([\da-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))) : text)
    .normalize('NFC')
    .toLowerCase()

/** Creates a search for names; signs at their ends do not count. Linear in the length of the text, for any number of names. */
function createNameSearch(names: Iterable<string>): NameSearch {
  const known = new Set<string>()
  const wordCounts = new Set<number>()
  const spanOf = (text: string, words: readonly RegExpExecArray[], first: number, last: number): string =>
    text.slice(words[first]?.index, (words[last]?.index ?? 0) + (words[last]?.[0].length ?? 0))
  for (const given of names) {
    const name = plain(given)
    const words = [...name.matchAll(WORD)]
    if (words.length === 0 || name.length > MAX_NAME_LENGTH) continue
    known.add(spanOf(name, words, 0, words.length - 1))
    wordCounts.add(words.length)
  }
  return (text) => {
    const searched = plain(text)
    const words = [...searched.matchAll(WORD)]
    return words.some((_, at) => [...wordCounts].some((count) => known.has(spanOf(searched, words, at, at + count - 1))))
  }
}
