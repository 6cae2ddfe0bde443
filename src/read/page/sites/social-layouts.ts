import { lazyPattern } from '../../../base/text/lazily.js'
import type { Layout } from '../kinds/layout.js'
import { TIME } from '../words/times.js'
import { SOUND } from '../words/video.js'
import {
  ADVERT,
  ALL_REACTIONS,
  AUTHOR,
  BADGES,
  COMMENT_COUNT,
  FOLLOW,
  FOR_YOU,
  LABELS,
  LOG_IN,
  PICTURE,
  RELATED,
  REPLIED,
  REPLY,
  SIZE,
} from '../words/vocabulary.js'
import { BLUESKY, X } from './x.js'

const LINKEDIN_BYLINE =
  '(?:line|(?<name>short) (?:picture (?=badge))?) [badge furniture]{0,4} [Name short long button handle badge count]{0,2} [badge furniture]{0,2} (?<time>time){1,2}'
const DEGREE = '[123](?:st|nd|rd|e|er|º|°|ª|\\.|-[йя]|次|촌| ?度)?\\+?'
const LINKEDIN_DEGREE = `${DEGREE}|you|following|author`

const STOCKTWITS: Layout = {
  id: 'stocktwits-paste',
  name: 'a stream of Stocktwits',
  sign: 'a name, "Bullish" or "Bearish" and a time, above words with $TICKER',
  byline: '(?<name>words) (?:advert|(?<handle>handle)? [badge furniture]{0,3} (?<time>time) [badge furniture]{0,2})',
  words: {
    badge: 'bullish|bearish|neutral|edge|edited|premium|official|plus|verified',
    advert: ADVERT,
    furniture:
      '[+−-]?[\\d.,]+ ?\\([+−-]?[\\d.,]+%\\)|load more|remove ads|bullish \\(.{1,10}\\)|log in to see more sentiment data|\\d+ new messages?|unlock advanced sentiment data|upgrade',
    button: 'comment|repost|like|share|reply|follow|post|log in',
    reply: '(?!)',
    end: "trending now|related symbols|people also (?:viewed|watch)|log in to see more messages|latest stories|top discussions|you[’']ve reached the end of the preview|top news|get the stocktwits app",
    heading: 'latest|most recent',
  },
  head: 'none',
  signs: 'watchers|.{0,20}stocktwits.{0,20}|message volume|community sentiment|\\$[a-z]{1,5}(?:\\.[a-z]{1,2})? .{1,200}',
  needsSign: true,
  countLimit: 4,
}

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
      picture: "view .{1,80}[’']s? .{0,12}(?:graphic link|profile)|view profile for .{1,80}",
      badge: `(?:(?:verified|premium|influencer|author|creator|out of network) ?)*[•·] ?(?:${DEGREE}|following|you|author)|author|\\((?:she|he|they)/[^()]{2,20}\\)|(?:verified|premium|influencer)(?: profile)?(?: ?[•·] ?(?:1st|2nd|3rd\\+?|you))?|1st|2nd|3rd\\+?|(?:1st|2nd|3rd\\+?) degree connection`,
      button: 'like|celebrate|support|love|insightful|funny|curious|comment|repost|send|share|copy|linkedin|facebook|x|twitter',
      advert: ADVERT,
      furniture: `${LABELS}|activate to view .{0,80}|report this (?:post|comment)|open emoji keyboard|feed post number \\d+|.{1,80}[’']s? post|image preview|(?:like|celebrate|support|love|insightful|funny|praise|empathy|interest|appreciation|maybe|curious){2,8}`,
      end: 'explore (?:content categories|topics)|more relevant posts|see more comments',
    },
    signs: `report this (?:post|comment)|.{0,20}[•·] ?${DEGREE}|my network|view .{1,80}graphic link|feed post number \\d+|view profile for .{1,80}`,
    countLimit: 1,
    chips: { isCertain: false, hasAt: false },
  },
  {
    id: 'facebook-paste',
    name: 'a post of Facebook and its comments',
    sign: 'a name and words, then "2d", "Like", "Reply"',
    byline: '(?<name>[Name short long]) badge{0,3}',
    ends: 'time',
    root: '(?<name>short) (?:answered (?:short furniture?)?)? [badge furniture]{0,4} (?<time>time)',
    words: {
      answered: 'is (?:with|at|in|feeling|celebrating) ?.{0,60}',
      furniture: `${LABELS}|${ALL_REACTIONS}|\\.|(?:shared with|geteilt mit|partagé avec|compartid[oa] con|compartilhado com|condiviso con|gedeeld met|udostępnione|доступно) .{1,40}|.{1,80}[’']s? post|hide or report this|[\\u{f0000}-\\u{ffffd}]|\\d+ of \\d+|original audio|remove preview`,
      badge: `(?:[·•] ?)?(?:${BADGES}|${FOLLOW}|(?:top|rising|all-star|new|valued|group|visual|active|founding|super|diamond|weekly|frequent|trusted|local|rising star) (?:fan|contributor|expert|member|responder|story ?teller|follower|supporter|commenter|star)|author|admin(?:istrator)?|moderator|story ?teller|conversation (?:starter|booster)|community (?:leader|builder)|subscriber|supporter|follower|follow|verified(?: account)?|ai info|super[ -]?fan|top-fan|fan destacado)`,
      advert: `${ADVERT}|shop now|learn more|sign up|download|install(?: now)?|join (?:group|now)|book now|apply now|order now|get (?:offer|quote|tickets)|visit (?:group|page|website)|play (?:game|now)|contact us|send message|see (?:menu|details)`,
      more: `${REPLIED}|view (?:all )?\\d+ (?:more |previous )?(?:repl(?:y|ies)|comments?)|view (?:more|previous) (?:comments|replies)`,
      heading: 'most relevant|all comments|newest|(?:write|comment as) .{1,40}|most relevant is selected.{0,120}',
      end: 'see more on facebook|contacts|group conversations',
    },
    signs:
      'all reactions:|top fan|see more on facebook|shared with public|facebook|top contributor|marketplace|most relevant is selected.{0,120}',
    chips: { isCertain: true, hasAt: false },
  },
  {
    id: 'threads-paste',
    name: 'a thread of Threads',
    sign: 'a handle without @, "3d", then "Like", "Reply", "Repost", "Share" with counts',
    byline: '(?:(?<handle>handle) [furniture badge button]{0,3} (?<time>time)|line) [furniture badge]{0,3} (?<to>answered)?',
    // Topic between: "ann › Business".
    root: '(?:(?<handle>handle) (?:[furniture badge button]{0,3}|furniture? [Name short handle] [furniture badge button]{0,2}) (?<time>time)|line)',
    line: () =>
      /^(?<handle>@?[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.]{1,29})\s{1,3}(?:[·•]\s{0,2})?(?<time>\d{1,3}[smhdw]|\d{1,2}\/\d{1,2}\/\d{2,4})$/iu,
    words: {
      handle: '@?[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}_.]{0,29}',
      badge: '[·•]? ?author|verified|edited|[·•]? ?pinned',
      advert: ADVERT,
      furniture: `${LABELS}|view activity|view on threads|related replies|thread|first thread|liked by original author|\\d+/\\d+`,
      end: 'some additional replies are not (?:available|shown)\\.?|log in to see more replies\\.?|say more with threads',
      heading: 'top|recent|most recent',
      button: 'reply to .{1,40}…|like|repost|share|more',
    },
    signs:
      'threads|threads[- ]\\p{L}{3,20}|.{1,40} (?:no|do|sur|de|von|bei|en|su|op|on|of|в|на) threads|view activity|reply to .{1,40}…|say more with threads|repost',
    countLimit: 4,
  },
  BLUESKY,
  X,
  STOCKTWITS,
  {
    ...STOCKTWITS,
    name: 'a conversation of Stocktwits',
    sign: 'the same below one message, under "Replies"',
    root: '(?<name>words) (?<handle>handle)? [badge furniture]{0,2} (?<time>time) badge?',
    words: { ...STOCKTWITS.words, heading: 'replies|most recent' },
    head: 'post',
    needs: 'replies',
    chips: { isCertain: false, hasAt: true },
  },
  {
    id: 'instagram-paste',
    name: 'a post of Instagram and its comments',
    sign: '"NAME\'s profile picture", the name, words, then "5d88 likesReply"',
    byline: 'picture (?<handle>handle) [badge furniture]{0,3} (?:(?<time>time) (?:furniture badge)?)? (?!badge{0,3} button picture)',
    root: 'picture (?<handle>handle) [badge furniture]{0,3} (?<time>time)',
    words: {
      picture: PICTURE,
      handle: '@?[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}_.]{0,29}',
      reply: `(?:${TIME})?(?:[\\d.,]+[km]? likes?)?reply(?:see translation)?|(?:${TIME})?(?:[\\d.,]+(?: ?(?:[km]|${SIZE}))? ?\\p{L}[\\p{L}’' ]{1,16})?(?:${REPLY})`,
      badge: `(?:[·•] ?)?(?:${BADGES})`,
      furniture: `${LABELS}|[\\d.,]+ likes?`,
      end: 'more posts from .{1,40}|liked by .{1,40} and .{1,30} others',
    },
    signs: ".{1,40}[’']s profile picture|.{0,20}\\d+ likesreply|more posts from .{1,40}|instagram",
    chips: { isCertain: true, hasAt: true },
  },
  {
    id: 'instagram-paste',
    name: 'the comments of Instagram',
    sign: 'a name and words, then "5d", "88 likes", "Reply"',
    byline: '(?<handle>handle) [badge furniture]{0,2}',
    ends: 'time',
    words: {
      handle: '@?[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}_.]{0,29}',
      badge: `verified|edited|(?:[·•] ?)?author|following|• ?follow(?:ing)?|${BADGES}`,
      time: `(?:edited ?[·•]? ?)?${TIME}(?:\\s?[\\d.,]+[km]? likes?)?(?:\\s?reply)?(?:\\s?see translation)?`,
      furniture: `${LABELS}|${FOR_YOU}|most recent|liked by author|[♥❤]|.{1,40}[’']s profile picture`,
      heading: 'comments|add a comment.{0,60}',
    },
    head: 'post',
    signs: '[\\d.,]+ likes?|hide replies|add a comment for .{1,60}|for you',
    chips: { isCertain: true, hasAt: true },
  },
  {
    id: 'instagram-paste',
    name: 'a post of Instagram, signed out',
    sign: 'a name, "5d" and words, then "88 likes", "Reply"',
    byline: '(?:line|(?<handle>handle) [badge furniture]{0,2} (?<time>time)) [badge furniture]{0,2}',
    // "name  Edited · 19w"
    line: () =>
      /^(?<handle>@?[\p{L}\p{N}_][\p{L}\p{N}\p{M}_.]{1,29})\s{1,3}(?:verified\s?)?(?:[·•]\s?)?(?:edited\s?)?(?:[·•]\s?)?(?<time>\d{1,3}\s?[smhdwy])(?:\s?[·•]\s?edited)?$/iu,
    root: 'line|(?<handle>handle) (?:[badge furniture]{0,2} (?<time>time)|badge (?=[Name short long])|(?=[Name short long]{1,12} furniture? time))',
    words: {
      handle: '(?:\\p{Extended_Pictographic}\\ufe0f? ?)?@?[\\p{L}\\p{N}_][\\p{L}\\p{N}\\p{M}_.]{0,29}',
      reply: '(?:[\\d.,]+[km]? likes? ?)?reply(?: ?see translation)?',
      badge: `(?:[·•] ?)?(?:${BADGES})`,
      furniture: LABELS,
      more: '(?:[—–-]{1,3} ?)?(?:view|hide)(?: all)? ?(?:[\\d,]+ )?(?:more )?replies(?: \\([\\d,]+\\))?',
      end: `view more comments|${LOG_IN}|more posts from .{1,40}`,
    },
    signs:
      'instagram|[\\d.,]+ likes?|view all [\\d,]+ replies|log in to like or comment\\.?|more posts from .{1,40}|never miss a post from .{1,40}',
  },
  {
    id: 'tiktok-paste',
    name: 'the comments of TikTok',
    sign: 'a name and words, then "8-30" or "2d ago", "Reply" and a count',
    byline:
      '(?:(?:words (?=words furniture{0,2} badge))? (?<name>words) (?:furniture{0,2} badge|furniture{1,2})?|line) (?:picture (?<to>words))?',
    line: lazyPattern(`^(?<name>\\S.{0,60}?)\\s?[·•]\\s?(?:${AUTHOR})$`, 'du'),
    ends: 'time',
    words: {
      picture: '[▶▸►][\\ufe0e\\ufe0f]?',
      time: `(?:(?:\\d{4}-)?\\d{1,2}-\\d{1,2}|${TIME})(?: ?[·•]? ?reply)?`,
      furniture: `liked by (?:creator|author)|[♥❤]|\\[?sticker\\]?|you may like|${RELATED}|(?:📌 ?)?pinned|get tiktok app|[·•] ?creator|${LABELS}`,
      badge: AUTHOR,
      heading: `${COMMENT_COUNT}|add comment.{0,3}`,
      end: `see the full conversation in the app|${LOG_IN}|get tiktok app`,
    },
    signs: `tiktok|(?:${SOUND}) ?[-–—] ?.{1,60}|♫ .{1,60}|liked by creator|add comment\\.\\.\\.|for you`,
  },
]
