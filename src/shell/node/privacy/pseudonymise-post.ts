import { createHmac } from 'node:crypto'
import { memoise } from '../../../base/text/lazily.js'
import { hideContentId, isContentId } from '../../../base/thread/content-id.js'
import type { JsonValue, Post, PostMeta } from '../../../base/thread/post.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { rewriteId, rewriteText } from './pseudonym-text.js'

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
  const id = (value: string): string => (isContentId(value) ? hideContentId(value, hash) : rewriteId(value, pseudonymOf))
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
  const meta = ({ role, addressees, missingParent, capture, ...rest }: PostMeta): PostMeta => ({
    role,
    ...(addressees && { addressees: addressees.map(pseudonymOf) }),
    ...(missingParent !== undefined && {
      missingParent: missingParent.startsWith('@') ? `@${pseudonymOf(missingParent)}` : id(missingParent),
    }),
    ...fields(rest, false),
    ...(capture && { capture }),
  })
  const post = (given: Post): Post => ({
    id: id(given.id),
    threadId: id(given.threadId),
    parentId: given.parentId === null ? null : id(given.parentId),
    author: given.author === null ? null : pseudonymOf(given.author),
    createdAt: given.createdAt,
    text: text(given.text),
    meta: meta(given.meta),
  })
  return {
    pseudonymOf,
    id,
    text,
    post,
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
