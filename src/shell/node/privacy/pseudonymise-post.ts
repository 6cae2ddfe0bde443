import { createHmac } from 'node:crypto'
import { isRecord } from '../../../base/json-shape.js'
import { lazyPattern, memoise } from '../../../base/text/lazily.js'
import { hideContentId, isContentId } from '../../../base/thread/content-id.js'
import type { Post, PostMeta } from '../../../base/thread/post.js'
import type { Evidence } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { isOwnColumn } from '../../../read/record/own-value.js'

/** 64 bits: the chance that two of a million people collide is 3 in 100 million. */
const DIGIT_COUNT = 16
const PSEUDONYM = /^u_[0-9a-f]{16}$/
const CACHE_SIZE = 100_000
/** Facts of a post that name its author. */
const PERSON_FACTS = ['authorId', 'authorName']
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
  /**
   * An id of a post or thread with pseudonyms for the accounts in it. An id made of words would
   * reveal the author, and becomes another.
   */
  id(id: string): string
  /** A text with pseudonyms for the accounts in it. */
  text(text: string): string
  /**
   * Replaces names in a post: author, mentions, profile links and ids. Leaves out the source's own
   * columns, which may hold any name.
   */
  post(post: Post): Post
  /** Replaces names in a scored post, and adjusts the offsets of its evidence. */
  scored(post: ScoredPost): ScoredPost
}

/**
 * Creates pseudonyms by HMAC-SHA-256 of the name: stable for one key, and secret without it.
 * Existing pseudonyms are kept. Names in running text ("as Ann said") are kept too.
 */
export function createPseudonymiser(key: Uint8Array): Pseudonymiser {
  const hash = memoise(
    (name: string) => createHmac('sha256', key).update(name).digest('hex').slice(0, DIGIT_COUNT),
    CACHE_SIZE,
  )
  const pseudonymOf = (spelling: string): string => {
    const name = normaliseName(spelling)
    return PSEUDONYM.test(name) ? name : `u_${hash(name)}`
  }
  const id = (value: string): string =>
    isContentId(value) ? hideContentId(value, hash) : rewriteText(value, pseudonymOf, IN_ID())
  const text = (value: string): string => rewriteText(value, pseudonymOf)

  const meta = ({ role, addressees, missingParent, capture, ...rest }: PostMeta): PostMeta => ({
    role,
    ...(addressees && { addressees: addressees.map(pseudonymOf) }),
    ...(missingParent !== undefined && {
      missingParent: missingParent.startsWith('@')
        ? `@${pseudonymOf(missingParent)}`
        : id(missingParent),
    }),
    ...Object.fromEntries(
      Object.entries(rest).flatMap(([name, value]) => {
        if (isOwnColumn(name)) return []
        return [
          [
            name,
            PERSON_FACTS.includes(name)
              ? pseudonymOf(String(value))
              : mapTexts(value, name === 'possibleParents' ? id : text),
          ],
        ]
      }),
    ),
    ...(capture && { capture }),
  })
  const post = (original: Post): Post => ({
    id: id(original.id),
    threadId: id(original.threadId),
    parentId: original.parentId === null ? null : id(original.parentId),
    author: original.author === null ? null : pseudonymOf(original.author),
    createdAt: original.createdAt,
    text: text(original.text),
    meta: meta(original.meta),
  })
  const scored = (original: ScoredPost): ScoredPost => {
    const hidden = post(original)
    // Evidence begins and ends between words, and so between names.
    const placeOf = (offset: number): number => text(original.text.slice(0, offset)).length
    const move = (each: Evidence): Evidence => {
      const start = placeOf(each.start)
      const end = placeOf(each.end)
      return { ...each, start, end, text: hidden.text.slice(start, end) }
    }
    return {
      ...original,
      ...hidden,
      flags: original.flags.map(id),
      evidence: original.evidence?.map(move) ?? null,
    }
  }
  return { pseudonymOf, id, text, post, scored }
}

/** A copy of a value in which `change` replaced each text. */
function mapTexts(value: unknown, change: (text: string) => string): unknown {
  if (typeof value === 'string') return change(value)
  if (Array.isArray(value)) return value.map((entry) => mapTexts(entry, change))
  if (!isRecord(value)) return value
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, mapTexts(inner, change)]),
  )
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
 * Replaces handles in @mentions, profile links, mail addresses, `u/names` and DIDs of a text; `@`
 * and the surrounding link are kept.
 */
export function rewriteText(
  text: string,
  pseudonymOf: (handle: string) => string,
  pattern = IN_TEXT(),
): string {
  if (!MAY_NAME_SOMEBODY.test(text)) return text
  return text.replace(pattern, (whole: string, ...rest: readonly unknown[]) => {
    const groups = rest.at(-1) as Readonly<Record<string, string | undefined>>
    const handle = Object.values(groups).find((group) => group !== undefined) ?? ''
    const isPage = RESERVED.has(groups['linked']?.toLowerCase() ?? '')
    return isPage ? whole : whole.slice(0, whole.length - handle.length) + pseudonymOf(handle)
  })
}
