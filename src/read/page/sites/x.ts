import { lazyPattern } from '../../../base/text/lazily.js'
import type { Layout } from '../kinds/layout.js'
import { TIME } from '../words/times.js'
import { ADVERT, BESIDE, LABELS, QUOTED, REPLYING } from '../words/vocabulary.js'

const X_WORDS = {
  badge: 'bot|automated(?: by .{1,60})?|verified account|square profile picture|subscribed',
  furniture: `${LABELS}|who can reply\\?|(?:everybody|everyone|some people|nobody|people .{1,60}) can reply|(?:reposted|quoted) by .{1,60}|.{1,60} (?:reposted|pinned)|pinned|post hidden by .{1,40}|the following labels .{1,80}|rude|@|suggested for you|see more accounts you might like|end of feed|show|and|show repl(?:y|ies)|read [\\d.,km]+ repl(?:y|ies)|[<‹←] ?post|(?:\\d{1,2}:\\d{2} ?)?(?:[345]g|lte|wi-?fi) ?\\d{1,3} ?%?|view quotes|context is written by .{1,160}|do you find this helpful\\?|rate it|sourced from across x|from [a-z0-9.-]+|show (?:this thread|more|probable spam|hidden replies|additional repl.{0,120})|click to follow .{1,60}|you reposted|translated post|the media could not be played\\.|reload|さん[,、]?|[,、]|(?:show|translate) tweet|load more|und|et|y`,
  notice:
    "(?:deleted|blocked) post|blocked|post (?:not found|blocked(?: by moderation list)?)|you[’']re unable to view this post.{0,160}|sign in to see this post|this author has chosen .{0,120}|this post (?:is (?:unavailable|hidden|from an? .{1,80})|was (?:deleted|hidden) by .{1,60}?)\\.?(?: learn more)?|the author .{0,60}(?:blocked|restricted).{0,60}|(?:the )?(?:post|reply|account) is (?:blocked|hidden)\\.?",
  advert: `${ADVERT}|readers added .{0,120}|birdwatch.{0,40}`,
  button: `${QUOTED}|reply|relevant|top|latest|see new posts|quotes?|views?|retweets?`,
  reply: '(?!)',
  end: `discover more|relevant people|trending now|what[’']s happening|who to follow|new to x\\?|don[’']t miss what[’']s happening|feedback|show hidden replies|about \\| source code.{0,80}|${BESIDE}`,
  heading: 'post your reply|write your reply|most relevant replies|add another post',
}
/** Direction marks around names. */
const DIRECTION = '[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]'
/** OCR reads the dot as any sign. */
const lineOf = (handle: string): (() => RegExp) =>
  lazyPattern(
    `^${DIRECTION}{0,3}(?=[^@]|\\S+\\s?[·•])(?!(?:replying|reply|automated) )(?:(?<name>[^@\\s][^@]{0,63}?)[\\s${DIRECTION.slice(1, -1)}]{1,6})?(?<handle>${handle})${DIRECTION}{0,3}(?:\\s?[·•|*~–—-]\\s?(?<time>${TIME}))?(?:\\s?[·•](?: ?(?:edited|follow|subscribe))?)?$`,
    'du',
  )
const X_LINE = lineOf('@[\\p{L}\\p{N}_.-]{1,63}')
/** Bluesky handles are domains: "@ann.bsky.social". */
const DOMAIN = '@[\\p{L}\\p{N}_-]{1,63}(?:\\.[\\p{L}\\p{N}_-]{1,63}){1,8}'
const named = (name: string): string => `(?:${name} (?<handle>handle)|untimed) badge{0,2}`
const X_NAME = named('(?<name>words) [badge furniture]{0,2}')
/** Names above replies may be missing or made of signs. */
const X_BYLINE = `(?:${named('(?:(?<name>words) [badge furniture]{0,2})?')} (?:furniture? advert|(?<dot>furniture)? (?<time>time))|line)`

/** Thread of X. A paste without bylines has the same lines around the posts. */
export const X: Layout = {
  id: 'x-paste',
  carriesHandles: true,
  rootCounts: 4,
  cut: 'show more',
  name: 'a thread of X',
  sign: 'a name, "@handle", "·" and "3h", above three or four counts',
  byline: `${X_BYLINE} (?:(?<to>answered) (?:(?<first>handle) (?:furniture{0,2} handle){0,9} furniture{0,2})?)?`,
  root: `(?:${X_NAME} (?:furniture? (?<time>time))?|line)`,
  line: X_LINE,
  words: { ...X_WORDS, answered: `rep[li1|]y[li1|]ng to ?(?:@.{1,200})?|${REPLYING}` },
  signs: `${REPLYING}|conversation|conversación|konversation|conversa|replying to.{0,80}|grok|post your reply|see new posts|people on x .{0,60}|automated.{0,40}|readers added .{0,80}|relevant people|© 20\\d\\d x corp\\.?|.{1,40}[·•] [\\d.,]+[km]? views`,
  countLimit: 4,
  signature: /^Readers added (?:context|.{0,120})$/i,
}

/** Thread of Bluesky, laid out like X. */
export const BLUESKY: Layout = {
  id: 'bluesky-paste',
  name: 'a thread of Bluesky',
  sign: 'a name, "@name.bsky.social" and "· 3d"',
  byline: `${X_BYLINE} (?<to>answered)?`,
  root: `(?:${X_NAME} (?:furniture? (?<time>time))?|line)`,
  line: lineOf(DOMAIN),
  words: { ...X_WORDS, handle: DOMAIN },
  signs:
    ".{0,60}@\\S{1,60}\\.bsky\\.social.{0,20}|(?:everybody|some people|nobody) can reply|what[’']s up\\?|write your reply|reply to .{1,60}|[\\d.,]+k? saves?",
  countLimit: 3,
}
