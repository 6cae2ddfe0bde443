import { createHmac } from 'node:crypto'
import { lazyPattern, memoise } from '../../../base/text/lazily.js'
import { hideContentId, isContentId } from '../../../base/thread/content-id.js'
import type { JsonValue, Post, PostMeta } from '../../../base/thread/post.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { isOwnColumn } from '../../../read/record/own-columns.js'

/** 64 bits: the chance that two of a million people collide is 3 in 100 million. */
const DIGIT_COUNT = 16
const PSEUDONYM = /^u_[0-9a-f]{16}$/
const CACHE_SIZE = 100_000

/** Words in keys of `meta` whose value names a person. */
const PERSON_WORDS = new Set(
  'author,user,username,screenname,screen,handle,speaker,account,acct,email,mail,creator,poster,displayname,fullname,realname,did'.split(
    ',',
  ),
)
const ID_WORDS = new Set(['id', 'user', 'author', 'speaker', 'account'])

/** Removes case and a prefix of `@`, `/u/` or `u/` from a name. */
export function normaliseName(name: string): string {
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
  /** An id of a post or thread with pseudonyms for the accounts in it; one made of its words, from which its author can be guessed, becomes another. */
  id(id: string): string
  /** A text with pseudonyms for the accounts in it. */
  text(text: string): string
  /** Replaces names in a post: author, mentions, profile links, and names in meta and ids. */
  post(post: Post): Post
  /** Replaces names in a scored post, and adjusts the offsets of its evidence. */
  scored(post: ScoredPost): ScoredPost
  /** Columns of the source of which cells were left out so far: they still held the name of their author. */
  readonly leftOut: ReadonlySet<string>
}

/**
 * Creates pseudonyms by HMAC-SHA-256 of the name: stable for one key, and not to be guessed from names without it. Existing pseudonyms
 * are kept. Names in running text ("as Ann said") are kept too.
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

  const value = (given: JsonValue | undefined, isPersonal: boolean, isId: boolean): JsonValue | undefined => {
    if (typeof given === 'string') return isPersonal ? (given === '' ? given : pseudonymOf(given)) : text(given)
    if (typeof given === 'number') return isPersonal && isId ? pseudonymOf(String(given)) : given
    if (Array.isArray(given)) return given.map((entry: JsonValue) => value(entry, isPersonal, isId) ?? null)
    if (typeof given === 'object' && given !== null) return fields(given as Readonly<Record<string, JsonValue>>, isPersonal)
    return given
  }
  const fields = (given: Readonly<Record<string, JsonValue | undefined>>, isPersonal: boolean): Record<string, JsonValue> => {
    const entries: [string, JsonValue][] = []
    for (const key of Object.keys(given)) {
      const words = key.split(/(?<=[a-z0-9])(?=[A-Z])|[^A-Za-z0-9]+/).map((word) => word.toLowerCase())
      const isPerson = isPersonal || key === 'name' || words.some((word) => PERSON_WORDS.has(word))
      const changed = value(given[key], isPerson, ID_WORDS.has(words.at(-1) ?? ''))
      if (changed !== undefined) entries.push([key, changed])
    }
    return Object.fromEntries(entries)
  }
  const leftOut = new Set<string>()
  /** Columns of the source without those that name the author in words: nothing else tells what is a name there. */
  const withoutAuthor = (columns: Record<string, JsonValue>, author: string | null): Record<string, JsonValue> => {
    const own = Object.keys(columns).filter(isOwnColumn)
    if (own.length === 0 || author === null || !/\p{L}/u.test(author) || PSEUDONYM.test(author)) return columns
    const names = createNameSearch([normaliseName(author)])
    const held = own.filter((name) => names(JSON.stringify(columns[name])))
    for (const name of held) leftOut.add(name)
    return held.length === 0 ? columns : Object.fromEntries(Object.entries(columns).filter(([name]) => !held.includes(name)))
  }
  const meta = ({ role, addressees, missingParent, capture, ...rest }: PostMeta, author: string | null): PostMeta => ({
    role,
    ...(addressees && { addressees: addressees.map(pseudonymOf) }),
    ...(missingParent !== undefined && {
      missingParent: missingParent.startsWith('@') ? `@${pseudonymOf(missingParent)}` : id(missingParent),
    }),
    ...withoutAuthor(fields(rest, false), author),
    ...(capture && { capture }),
  })
  const post = (given: Post): Post => ({
    id: id(given.id),
    threadId: id(given.threadId),
    parentId: given.parentId === null ? null : id(given.parentId),
    author: given.author === null ? null : pseudonymOf(given.author),
    createdAt: given.createdAt,
    text: text(given.text),
    meta: meta(given.meta, given.author),
  })
  return {
    pseudonymOf,
    id,
    text,
    post,
    leftOut,
    scored: (given) => {
      const rewritten = rewriteText(given.text, pseudonymOf)
      return {
        ...given,
        ...post(given),
        flags: given.flags.map(id),
        evidence:
          given.evidence?.map((one) => {
            const range = rewritten.mapRange(one.start, one.end)
            return { ...one, ...range, text: rewritten.text.slice(range.start, range.end) }
          }) ?? null,
        chain: given.chain?.map((link) => ({ ...link, postId: id(link.postId) })) ?? null,
      }
    },
  }
}

/** What is said of a column of which cells were left out. @param whose such as "their author" */
export const leftOutNote = (column: string, whose: string): string =>
  `cells of the column "${column}" are left out: they name ${whose} in words`

/** A replaced range of a text, and the range of its replacement. Half-open, in UTF-16 units. */
interface Edit {
  readonly start: number
  readonly end: number
  readonly newStart: number
  readonly newEnd: number
}

interface RewrittenText {
  readonly text: string
  /** Maps a range of the old text to the new text. A replaced name is mapped as a whole. */
  mapRange(start: number, end: number): { readonly start: number; readonly end: number }
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
export function rewriteText(text: string, pseudonymOf: (handle: string) => string, pattern = IN_TEXT()): RewrittenText {
  if (!MAY_NAME_SOMEBODY.test(text)) return { text, mapRange: (start, end) => ({ start, end }) }
  const edits: Edit[] = []
  let result = ''
  let from = 0
  for (const match of text.matchAll(pattern)) {
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
  result += text.slice(from)
  return { text: result, mapRange: (start, end) => ({ start: mapOffset(edits, start, 'newStart'), end: mapOffset(edits, end, 'newEnd') }) }
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

/** Whether a text contains one of the names as whole words, ignoring case. */
export type NameSearch = (text: string) => boolean

/** Longer names are not searched for. */
export const MAX_NAME_LENGTH = 1024
const WORD = /[\p{L}\p{N}_]+/gu

const plain = (text: string): string =>
  (text.includes('\\u') ? text.replace(/\\u([\da-f]{4})/gi, (_, digits: string) => String.fromCharCode(Number.parseInt(digits, 16))) : text)
    .normalize('NFC')
    .toLowerCase()

/** Creates a search for names. Its time is linear in the length of the text, whatever the number of names. */
export function createNameSearch(names: Iterable<string>): NameSearch {
  // Names by their longest word, with the offset of that word.
  const byWord = new Map<string, { readonly name: string; readonly at: number }[]>()
  for (const given of names) {
    const name = plain(given)
    const [longest] = [...name.matchAll(WORD)].sort(([one], [other]) => other.length - one.length)
    if (longest === undefined || name.length > MAX_NAME_LENGTH) continue
    byWord.set(longest[0], [...(byWord.get(longest[0]) ?? []), { name, at: longest.index }])
  }
  const isWordAt = (text: string, index: number): boolean => /^[\p{L}\p{N}_]/u.test(text.slice(index, index + 2))
  return (text) => {
    const searched = plain(text)
    for (const { 0: word, index } of searched.matchAll(WORD)) {
      for (const { name, at } of byWord.get(word) ?? []) {
        const start = index - at
        const isWhole = !/[\p{L}\p{N}_]$/u.test(searched.slice(Math.max(0, start - 2), start)) && !isWordAt(searched, start + name.length)
        if (searched.startsWith(name, start) && isWhole) return true
      }
    }
    return false
  }
}
