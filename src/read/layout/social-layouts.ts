import { lazyPattern } from '../../base/text/lazily.js'
import type { Layout } from './layout.js'
import { TIME } from './words/times.js'
import { SOUND } from './words/video.js'
import { AUTHOR, COMMENT_COUNT, FOLLOW, FOR_YOU, LOG_IN, PICTURE, RELATED, REPLIED, REPLY, REPLYING, SIZE } from './words/vocabulary.js'

const X_WORDS = {
  g: 'bot|automated(?: by .{1,60})?|verified account|square profile picture|subscribed',
  f: '(?:everybody|everyone|some people|nobody|people .{1,60}) can reply|(?:reposted|quoted) by .{1,60}|.{1,60} (?:reposted|pinned)|pinned|post hidden by .{1,40}|the following labels .{1,80}|rude|@|suggested for you|see more accounts you might like|end of feed|show|and|read [\\d.,km]+ repl(?:y|ies)|view quotes|context is written by .{1,160}|do you find this helpful\\?|rate it|sourced from across x|und|et|y|from [a-z0-9.-]+|show (?:this thread|more|probable spam|hidden replies|additional repl.{0,120})|click to follow .{1,60}|you reposted|translated post|the media could not be played\\.|reload|さん,?|(?:show|translate) tweet|load more',
  d: "you[’']re unable to view this post.{0,160}|sign in to see this post|this author has chosen .{0,120}|this post (?:is|was) .{0,160}|the author .{0,60}(?:blocked|restricted).{0,60}|(?:the )?(?:post|reply|account) is (?:blocked|hidden)\\.?",
  a: 'ad|promoted|readers added .{0,120}|birdwatch.{0,40}',
  b: 'reply|relevant|top|latest|see new posts|quotes?|views?|retweets?',
  r: '(?!)',
  e: "discover more|relevant people|trending now|what[’']s happening|who to follow|new to x\\?|don[’']t miss what[’']s happening|feedback|show hidden replies|about \\| source code.{0,80}",
  s: 'post your reply|write your reply|most relevant replies|add another post',
}
/** Marks of direction, which pages put around names. */
const DIRECTION = '[\\u200e\\u200f\\u202a-\\u202e\\u2066-\\u2069]'
/** Programs that read pictures take a dot for any sign. */
const lineOf = (handle: string): (() => RegExp) =>
  lazyPattern(
    `^${DIRECTION}{0,3}(?=[^@]|\\S+\\s?[·•])(?!(?:replying|reply|automated) )(?:(?<name>[^@\\s][^@]{0,63}?)[\\s${DIRECTION.slice(1, -1)}]{1,6})?(?<handle>${handle})${DIRECTION}{0,3}(?:\\s?[·•|*~–—-]\\s?(?<time>${TIME}))?(?:\\s?[·•](?: ?(?:edited|follow|subscribe))?)?$`,
    'du',
  )
const X_LINE = lineOf('@[\\p{L}\\p{N}_.-]{1,63}')
/** A handle of Bluesky is a domain. */
const DOMAIN = '@[\\p{L}\\p{N}_-]{1,63}(?:\\.[\\p{L}\\p{N}_-]{1,63}){1,8}'
const X_NAME = '(?:(?<name>w)[gf]{0,2}(?<handle>h)|y)g{0,2}'
const X_BYLINE = `(?:${X_NAME}(?:f?a|(?<dot>f)?(?<time>t))|l)`

/** A thread of X. What is copied from it without bylines says the same around the posts. */
export const X: Layout = {
  id: 'x-paste',
  carriesHandles: true,
  rootCounts: 4,
  name: 'a thread of X',
  sign: 'a name, "@handle", "·" and "3h", above three or four counts',
  byline: `${X_BYLINE}(?:(?<to>q)(?:(?<first>h)(?:f?h){0,9}f{0,2})?)?`,
  root: `(?:${X_NAME}(?:f?(?<time>t))?|l)`,
  line: X_LINE,
  words: { ...X_WORDS, q: `replying to ?(?:@.{1,200})?|${REPLYING}` },
  head: 'post',
  signs: `${REPLYING}|replying to.{0,80}|grok|post your reply|see new posts|people on x .{0,60}|automated.{0,40}|readers added .{0,80}|relevant people|.{1,40}[·•] [\\d.,]+[km]? views`,
  countLimit: 4,
  // A note of other readers.
  signature: /^Readers added (?:context|.{0,120})$/i,
}

const LINKEDIN_BYLINE = '(?:l|(?<name>n)(?:p(?=g))?)[gf]{0,4}[Nnxbhgc]{0,2}[gf]{0,2}(?<time>t){1,2}'
const DEGREE = '[123](?:st|nd|rd|e|er|º|°|ª|\\.|-[йя]|次|촌| ?度)?\\+?'
const LINKEDIN_DEGREE = `${DEGREE}|you|following|author`

const STOCKTWITS: Layout = {
  id: 'stocktwits-paste',
  name: 'a stream of Stocktwits',
  sign: 'a name, "Bullish" or "Bearish" and a time, above words with $TICKER',
  byline: '(?<name>w)(?:a|(?<handle>h)?[gf]{0,3}(?<time>t)[gf]{0,2})',
  words: {
    g: 'bullish|bearish|neutral|edge|edited|premium|official|plus|verified',
    f: '[+−-]?[\\d.,]+ ?\\([+−-]?[\\d.,]+%\\)|load more|remove ads|bullish \\(.{1,10}\\)|log in to see more sentiment data|\\d+ new messages?|unlock advanced sentiment data|upgrade',
    b: 'comment|repost|like|share|reply|follow|post|log in',
    r: '(?!)',
    e: "trending now|related symbols|people also (?:viewed|watch)|log in to see more messages|latest stories|top discussions|you[’']ve reached the end of the preview|top news|get the stocktwits app",
    s: 'latest|most recent',
  },
  head: 'none',
  signs: 'watchers|.{0,20}stocktwits.{0,20}|message volume|community sentiment|\\$[a-z]{1,5}(?:\\.[a-z]{1,2})? .{1,200}',
  needsSign: true,
  countLimit: 4,
}

/** Pages of networks. */
export const SOCIAL_LAYOUTS: readonly Layout[] = [
  {
    id: 'linkedin-paste',
    needsSign: true,
    name: 'a post of LinkedIn and its comments',
    sign: 'a name, "• 2nd", a headline and "3d"',
    byline: LINKEDIN_BYLINE,
    root: LINKEDIN_BYLINE,
    line: lazyPattern(
      `^(?!(?:verified|premium|influencer|author)\\b)(?<name>[^\\s·•].{0,60}?)\\s*(?:\\([^()]{2,24}\\)\\s*)?(?:[·•]\\s*(?:${LINKEDIN_DEGREE})|\\s{2,4}author)$`,
      'du',
    ),
    words: {
      p: "view .{1,80}[’']s? .{0,12}(?:graphic link|profile)|view profile for .{1,80}",
      g: `(?:(?:verified|premium|influencer|author|creator|out of network) ?)*[•·] ?(?:${DEGREE}|following|you|author)|author|\\((?:she|he|they)/[^()]{2,20}\\)|(?:verified|premium|influencer)(?: profile)?(?: ?[•·] ?(?:1st|2nd|3rd\\+?|you))?|1st|2nd|3rd\\+?|(?:1st|2nd|3rd\\+?) degree connection`,
      b: 'like|celebrate|support|love|insightful|funny|curious|comment|repost|send|share|copy|linkedin|facebook|x|twitter',
      f: "report this (?:post|comment)|(?:no alternative text description for this image)|activate to view .{0,60}|open emoji keyboard|feed post number \\d+|.{1,80}[’']s? post|image preview|(?:like|celebrate|support|love|insightful|funny|praise|empathy|interest|appreciation|maybe|curious){2,8}",
      m: '\\d+ comments? on .{1,80} comment',
      e: 'explore (?:content categories|topics)|more relevant posts|see more comments',
      s: 'to view or add a comment, sign in|most relevant|most recent|add a comment.{0,3}',
    },
    head: 'post',
    signs: `report this (?:post|comment)|.{0,20}[•·] ?${DEGREE}|my network|view .{1,80}graphic link|feed post number \\d+|view profile for .{1,80}`,
    countLimit: 1,
    chips: { isCertain: false, hasAt: false },
  },
  {
    id: 'facebook-paste',
    name: 'a post of Facebook and its comments',
    sign: 'a name and words, then "2d", "Like", "Reply"',
    byline: '(?<name>[NnxL])g{0,3}',
    ends: 't',
    root: '(?<name>n)(?:q(?:nf?)?)?[gf]{0,4}(?<time>t)',
    words: {
      q: 'is (?:with|at|in|feeling|celebrating) ?.{0,60}',
      f: "\\.|(?:shared with|geteilt mit|partagé avec|compartid[oa] con|compartilhado com|condiviso con|gedeeld met|udostępnione|доступно) .{1,40}|.{1,80}[’']s? post|hide or report this|[\\u{f0000}-\\u{ffffd}]|\\d+ of \\d+|original audio|remove preview",
      g: `(?:[·•] ?)?(?:${FOLLOW}|(?:top|rising|all-star|new|valued|group|visual|active|founding|super|diamond|weekly|frequent|trusted|local|rising star) (?:fan|contributor|expert|member|responder|story ?teller|follower|supporter|commenter|star)|author|admin(?:istrator)?|moderator|story ?teller|conversation (?:starter|booster)|community (?:leader|builder)|subscriber|supporter|follower|follow|verified(?: account)?|ai info|super[ -]?fan|top-fan|fan destacado)`,
      a: 'shop now|learn more|sign up|download|install(?: now)?|join (?:group|now)|book now|apply now|order now|get (?:offer|quote|tickets)|visit (?:group|page|website)|play (?:game|now)|contact us|send message|see (?:menu|details)',
      m: `${REPLIED}|view (?:all )?\\d+ (?:more |previous )?(?:repl(?:y|ies)|comments?)|view (?:more|previous) (?:comments|replies)`,
      s: 'most relevant|all comments|newest|(?:write|comment as) .{1,40}|most relevant is selected.{0,120}',
      e: 'see more on facebook|contacts|group conversations',
    },
    head: 'post',
    signs:
      'all reactions:|top fan|see more on facebook|shared with public|facebook|top contributor|marketplace|most relevant is selected.{0,120}',
    chips: { isCertain: true, hasAt: false },
  },
  {
    id: 'threads-paste',
    name: 'a thread of Threads',
    sign: 'a handle without @, "3d", then "Like", "Reply", "Repost", "Share" with counts',
    byline: '(?:(?<handle>h)[fgb]{0,3}(?<time>t)|l)[fg]{0,3}(?<to>q)?',
    root: '(?:(?<handle>h)(?:[fgb]{0,3}|[Nn][fgb]{0,2})(?<time>t)|l)',
    line: () =>
      /^(?<handle>@?[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.]{1,29})\s{1,3}(?:[·•]\s{0,2})?(?<time>\d{1,3}[smhdw]|\d{1,2}\/\d{1,2}\/\d{2,4})$/iu,
    words: {
      h: '@?[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}_.]{0,29}',
      g: '[·•]? ?author|verified|edited|[·•]? ?pinned',
      f: 'translate|view activity|view on threads|related replies|thread|first thread|liked by original author|\\d+/\\d+',
      e: 'some additional replies are not (?:available|shown)\\.?|log in to see more replies\\.?|say more with threads',
      m: 'view more replies|view repl(?:y|ies)',
      s: 'top|recent|most recent',
      b: 'reply to .{1,40}…|like|repost|share|more',
    },
    head: 'post',
    signs:
      'threads|threads[- ]\\p{L}{3,20}|.{1,40} (?:no|do|sur|de|von|bei|en|su|op|on|of|в|на) threads|view activity|reply to .{1,40}…|say more with threads|repost',
    countLimit: 4,
  },
  {
    id: 'bluesky-paste',
    name: 'a thread of Bluesky',
    sign: 'a name, "@name.bsky.social" and "· 3d"',
    byline: `${X_BYLINE}(?<to>q)?`,
    root: `(?:${X_NAME}(?:f?(?<time>t))?|l)`,
    line: lineOf(DOMAIN),
    words: { ...X_WORDS, h: DOMAIN },
    head: 'post',
    signs:
      ".{0,60}@\\S{1,60}\\.bsky\\.social.{0,20}|(?:everybody|some people|nobody) can reply|what[’']s up\\?|write your reply|reply to .{1,60}|[\\d.,]+k? saves?",
    countLimit: 3,
  },
  X,
  STOCKTWITS,
  {
    ...STOCKTWITS,
    name: 'a conversation of Stocktwits',
    sign: 'the same below one message, under "Replies"',
    root: '(?<name>w)(?<handle>h)?[gf]{0,2}(?<time>t)g?',
    words: {
      ...STOCKTWITS.words,
      f: '[+−-]?[\\d.,]+ ?\\([+−-]?[\\d.,]+%\\)|load more|remove ads',
      e: 'trending now|related symbols|people also (?:viewed|watch)|log in to see more messages|latest stories|top discussions|top news|get the stocktwits app',
      s: 'replies|most recent',
    },
    head: 'post',
    needs: 'replies',
    chips: { isCertain: false, hasAt: true },
  },
  {
    id: 'instagram-paste',
    name: 'a post of Instagram and its comments',
    sign: '"NAME\'s profile picture", the name, words, then "5d88 likesReply"',
    byline: 'p(?<handle>h)[gf]{0,3}(?<time>t)?(?!g{0,3}bp)',
    root: 'p(?<handle>h)[gf]{0,3}(?<time>t)',
    words: {
      p: PICTURE,
      h: '@?[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}_.]{0,29}',
      r: `(?:${TIME})?(?:[\\d.,]+[km]? likes?)?reply(?:see translation)?|(?:${TIME})?(?:[\\d.,]+(?: ?(?:[km]|${SIZE}))? ?\\p{L}[\\p{L}’' ]{1,16})?(?:${REPLY})`,
      m: 'view replies \\([\\d,]+\\)|hide replies|view all [\\d,]+ comments|load more comments',
      e: 'more posts from .{1,40}|liked by .{1,40} and .{1,30} others',
    },
    head: 'post',
    signs: ".{1,40}[’']s profile picture|.{0,20}\\d+ likesreply|more posts from .{1,40}|instagram",
    chips: { isCertain: true, hasAt: true },
  },
  {
    id: 'instagram-paste',
    name: 'the comments of Instagram',
    sign: 'a name and words, then "5d", "88 likes", "Reply"',
    byline: '(?<handle>h)[gf]{0,2}',
    ends: 't',
    words: {
      h: '@?[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}_.]{0,29}',
      g: 'verified|edited|author|following|• ?follow(?:ing)?',
      t: `(?:edited ?[·•]? ?)?${TIME}(?:\\s?[\\d.,]+[km]? likes?)?(?:\\s?reply)?(?:\\s?see translation)?`,
      f: `${FOR_YOU}|most recent|see translation|liked by author|[♥❤]|.{1,40}[’']s profile picture`,
      m: 'view [\\d,]+ more repl(?:y|ies)|hide replies|view replies',
      s: 'comments|add a comment.{0,60}',
    },
    head: 'post',
    signs: '[\\d.,]+ likes?|hide replies|add a comment for .{1,60}|for you',
    chips: { isCertain: true, hasAt: true },
  },
  {
    id: 'instagram-paste',
    name: 'a post of Instagram, signed out',
    sign: 'a name, "5d" and words, then "88 likes", "Reply"',
    byline: '(?:l|(?<handle>h)[gf]{0,2}(?<time>t))[gf]{0,2}',
    // "name  Edited · 19w"
    line: () =>
      /^(?<handle>@?[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.]{1,29})\s{1,3}(?:verified\s?)?(?:[·•]\s?)?(?:edited\s?)?(?:[·•]\s?)?(?<time>\d{1,3}\s?[smhdwy])(?:\s?[·•]\s?edited)?$/iu,
    root: 'l|(?<handle>h)(?:[gf]{0,2}(?<time>t)|g(?=[Nnx])|(?=[Nnx]{1,12}f?t))',
    words: {
      h: '(?:\\p{Extended_Pictographic}\\ufe0f? ?)?@?[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}_.]{0,29}',
      r: '(?:[\\d.,]+[km]? likes? ?)?reply(?: ?see translation)?',
      m: '(?:[—–-]{1,3} ?)?(?:view|hide)(?: all)? ?(?:[\\d,]+ )?(?:more )?replies(?: \\([\\d,]+\\))?',
      e: `view more comments|${LOG_IN}|more posts from .{1,40}`,
    },
    head: 'post',
    signs:
      'instagram|[\\d.,]+ likes?|view all [\\d,]+ replies|log in to like or comment\\.?|more posts from .{1,40}|never miss a post from .{1,40}',
  },
  {
    id: 'tiktok-paste',
    name: 'the comments of TikTok',
    sign: 'a name and words, then "8-30" or "2d ago", "Reply" and a count',
    byline: '(?:(?:w(?=wf{0,2}g))?(?<name>w)(?:f{0,2}g|f{1,2})?|l)(?:p(?<to>w))?',
    line: lazyPattern(`^(?<name>\\S.{0,60}?)\\s?[·•]\\s?(?:${AUTHOR})$`, 'du'),
    ends: 't',
    words: {
      p: '[▶▸►][\\ufe0e\\ufe0f]?',
      t: `(?:(?:\\d{4}-)?\\d{1,2}-\\d{1,2}|${TIME})(?: ?[·•]? ?reply)?`,
      f: `liked by (?:creator|author)|[♥❤]|\\[?sticker\\]?|you may like|${RELATED}|(?:📌 ?)?pinned|get tiktok app|[·•] ?creator|see translation`,
      g: AUTHOR,
      m: 'view [\\d.,]+k? more|view [\\d.,]+k? repl(?:y|ies)|hide(?: replies)?',
      s: `${COMMENT_COUNT}|add comment.{0,3}`,
      e: `see the full conversation in the app|${LOG_IN}|get tiktok app`,
    },
    head: 'page',
    signs: `tiktok|(?:${SOUND}) ?[-–—] ?.{1,60}|♫ .{1,60}|liked by creator|add comment\\.\\.\\.|for you`,
  },
]
