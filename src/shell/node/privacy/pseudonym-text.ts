import { lazyPattern } from '../../../base/text/lazily.js'

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

/** Hosts whose paths start with a handle. */
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
const IN_ID = lazyPattern(`${DID}|${LINKED}`, 'gu')
/** Quick test: most texts contain none of these and need no search. */
const MAY_NAME_SOMEBODY = /[@\uff20]|\/|did[:%]/

/** First path segments of X and other sites that are not handles. */
const RESERVED = new Set(
  'i,home,search,hashtag,intent,share,explore,settings,messages,notifications,compose,login,signup,about,tos,privacy,watch,channel,shorts,results,p,reel,reels,stories,groups,events,pages,photo,sharer,orgs,topics,features,sponsors,marketplace,tag,c,joinchat'.split(
    ',',
  ),
)

/** Replaces DIDs, and handles in links, in an id, because ids of some platforms name the author. */
export function rewriteId(id: string, pseudonymOf: (handle: string) => string): string {
  return rewriteText(id, pseudonymOf, IN_ID()).text
}

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
