import { lazyPattern } from '../../../base/text/lazily.js'
import type { Layout } from '../kinds/layout.js'
import { TIME } from '../words/times.js'
import { CHAT_LAYOUTS } from './chat-layouts.js'
import { COMMENT_LAYOUTS } from './comment-layouts.js'
import { HACKER_NEWS_LAYOUTS } from './hacker-news.js'
import { REDDIT_LAYOUTS } from './reddit.js'
import { SOCIAL_LAYOUTS } from './social-layouts.js'

const HANDLE = '@[\\w.-]{1,60}@[\\p{L}\\p{N}-]{1,60}(?:\\.[\\p{L}\\p{N}-]{1,60}){1,4}'
const MASTODON_BYLINE =
  '(?:(?<time>time) (?=furniture? words (?:badge|furniture)? (?:handle|line)) furniture?)? (?<name>words) (?:badge|furniture)? (?:(?<handle>handle)|(?<=time furniture? words (?:badge|furniture)?)line) [badge furniture]{0,3}'

/** Server behind each handle; time above the name or below the words. */
const MASTODON: Layout = {
  id: 'mastodon-paste',
  carriesHandles: true,
  name: 'a thread of Mastodon',
  sign: 'a name and "@name@server", words, then "2d" and counts',
  byline: MASTODON_BYLINE,
  root: MASTODON_BYLINE,
  // Accounts of the reader's own server lack the server name.
  line: () => /^(?<handle>@\w{1,60})$/u,
  words: {
    handle: HANDLE,
    time: '\\d{1,3}[smhdwy] ?\\*',
    furniture:
      'boosts?|favou?rites?|:\\w{2,40}:|[🌐🔓🔒✉️🌙]|edited .{1,30}|show (?:more|less|content)|translate(?:d from .{1,40})?|automated',
    badge: 'automated|bot|edited .{1,20}',
    count: '\\d{1,3}\\+',
    reply: '(?!)',
    end: 'explore|live feeds|login to follow profiles .{1,160}|mastodon: .{1,120}|about this (?:server|profile)',
  },
  signs: `${HANDLE}|.{1,80}social network powered by mastodon\\.|boosts?|favou?rites?|live feeds|search or paste url|server stats:|mastodon: .{1,120}`,
  countLimit: 3,
  chips: { isCertain: true, hasAt: true },
}

/** Title below the name, account counts and place, then time and number of the post. */
const XENFORO_BYLINE =
  '(?<name>short) [Name short long badge] badge{0,2} [count time furniture badge]{0,12} short? (?<time>time) [furniture button badge]{0,4} picture (?:(?<to>answered).{1,20}? more)?'

/** XenForo forum. A quoted post is left out; its author is the answered account. */
const XENFORO: Layout = {
  id: 'xenforo-paste',
  needsSign: true,
  name: 'a topic of a XenForo forum',
  sign: 'a name, its title and counts, "Thursday at 6:30 AM" and "#3" above the words',
  byline: XENFORO_BYLINE,
  root: XENFORO_BYLINE,
  words: {
    picture: '#\\d{1,7}',
    answered: '.{1,60} (?:said|wrote):',
    more: 'click to expand(?:\\.{3}|…)',
    count: '-?\\d{1,6} \\(\\d{1,6} / -?\\d{1,6}\\)',
    badge:
      'new|et subscriptor|subscriptor(?:\\+{1,2})?|ars staff|staff member|moderator|moderating|administrator|verified member|supporter|contributor|thread starter|original poster|op',
    furniture:
      '\\p{L}|thread starter ?.{1,60}|start date ?.{0,40}|tags|last edited:? .{1,40}|add bookmark|joined|messages|reaction score|solutions|points|location|likes|trophy points|last edited by .{1,60}|reactions: ?.{0,120}',
    notice: 'you must log in or register to view this post\\.',
    end: 'you must log in or register to reply here\\.?|similar threads|share:|community platform by xenforo.{0,40}',
  },
  signature: /^Reactions:/i,
  signs:
    'add bookmark|click to expand(?:\\.{3}|…)|thread starter|community platform by xenforo.{0,60}|reaction score|\\d+ \\(\\d+ / -?\\d+\\)',
}

/** Account counts and place above the byline, "Top" below the words. */
const PHPBB: Layout = {
  id: 'phpbb-paste',
  name: 'a topic of a phpBB forum',
  sign: '"Post by NAME » Mon Nov 16, 2026 8:14 pm" above the words, "Top" below',
  byline: 'line',
  root: 'line',
  line: lazyPattern(`^(?:re: .{1,200} )?(?:post )?by (?<name>\\S.{0,60}?) » (?<time>${TIME})$`, 'du'),
  words: { furniture: `last edited by .{1,160}|user avatar|online|posts: [\\d,]+|joined: ${TIME}|re: .{1,200}` },
  signature: /^(?:Top|--|_{5,})$/,
  signs: '(?:.{1,200} )?(?:post )?by \\S.{0,60} » .{1,40}|powered by phpbb.{0,60}|board index.{0,120}',
}

/** Answered account below the name, in one word; recommendations below the time. */
const GUARDIAN: Layout = {
  id: 'guardian-paste',
  needsSign: true,
  name: 'comments of the Guardian',
  sign: 'a name, who is answered and "19 Nov 2026 7.21", then "Reply", "Share", "Report"',
  byline:
    '(?<name>handle|Name) furniture? (?<to>handle|Name)? (?<time>time) badge{0,2} (?:count (?=[badge furniture Name short long handle]))? [badge furniture]{0,3}',
  words: {
    handle: '[\\p{L}\\p{N}_.-]{2,40}',
    time: '\\d{1,2} \\p{L}{3,9} \\d{4} \\d{1,2}[.:]\\d{2}(?: (?:gmt|bst))?',
    badge: 'guardian pick|contributor|(?:guardian )?staff|moderator',
    furniture: 'jump to comment|last|next|prev(?:ious)?|first|[→↪➤]',
    notice: "this comment was removed by a moderator because it didn[’']t abide .{1,200}",
    more: 'show \\d+ more repl(?:y|ies)',
    heading: 'display threads|expanded|(?:un)?threaded|collapsed|displaying (?:threads|comments) .{1,40}',
    end: 'view more comments|more on this story|most viewed',
  },
  signs:
    'guardian pick|display(?:ing)? threads.{0,40}|this comment was removed by a moderator because .{1,200}|jump to comment|(?:.{1,40} )?guardian .{0,60}',
}

const OUTLINE_NAME = '[^*@():\\n]{1,60}?'
const OUTLINE_GONE = '\\[(?:post|comment|reply|tweet|message) [^\\]]{0,60}(?:deleted|removed|hidden)[^\\]]{0,40}\\]'

/** Noted thread: indent gives depth, author in bold or with a handle, omitted in later posts. */
const OUTLINE: Layout = {
  id: 'outline-paste',
  name: 'an outline of a thread, in Markdown or a mail',
  sign: '"- **NAME** (@name) · 09:16" or "NAME, in reply to NAME, 10:34", each as far indented as its post is deep',
  byline: '(?:line|untimed)',
  root: '(?:line|untimed)',
  depth: 'indents',
  needsDepth: true,
  caution: 'somebody kept this thread by hand: their marks and remarks may stand in the posts',
  line: lazyPattern(
    `^(?:(?:[-*+•▪◦‣]|\\d{1,3}[.)]) )?(?=\\*\\*[^*]{1,60}\\*\\*(?: \\(@|,? (?:[·—–-]|in reply|replying|→|->|>) )|${OUTLINE_NAME}(?: \\(@|, (?:in reply|replying) to )|\\[[^\\]]{1,60}\\],? \\d|\\*?${OUTLINE_GONE})(?:\\*?\\[[^\\]]{1,100}\\]\\*?|(?:\\*\\*)?(?<name>${OUTLINE_NAME})(?:\\*\\*)?)(?: \\(@[\\w.-]{1,60}\\))?(?:(?:,? (?:in reply to|replying to)|[ ,]*(?:→|->|>)) @?(?<to>[^,:·—–()]{1,60}?))?(?:,? ?[·—–-]? ?\\*?(?<time>${TIME})\\*?)?(?::?(?= *$)|: )(?<text>.*)$`,
    'iu',
  ),
  signs: '.{1,60} \\(@[\\w.-]{1,60}\\).{0,400}|.{1,60}, (?:in reply|replying) to .{1,80}',
  gone: lazyPattern(OUTLINE_GONE, 'giu'),
  signature: /^(?:[-_=]{3,}|#{1,6} .{1,80})$/,
}

/** Every layout, the preferred first. A site's phone and desktop pages are separate layouts. */
export const LAYOUTS: readonly Layout[] = [
  ...REDDIT_LAYOUTS,
  ...HACKER_NEWS_LAYOUTS,
  ...COMMENT_LAYOUTS,
  ...SOCIAL_LAYOUTS,
  MASTODON,
  XENFORO,
  PHPBB,
  GUARDIAN,
  OUTLINE,
  ...CHAT_LAYOUTS,
]
