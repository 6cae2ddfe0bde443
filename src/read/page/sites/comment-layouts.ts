import { lazyPattern } from '../../../base/text/lazily.js'
import type { Layout } from '../kinds/layout.js'
import { TIME } from '../words/times.js'
import { CHANNEL_COUNT } from '../words/video.js'
import { ADVERT, CLOSED, EDITED, GONE, ITEM, LABELS, LATER, RANK, REMOVED, REPLIES, SAYS, SUGGESTED_TOPICS } from '../words/vocabulary.js'

/** Times of the topic's head, each followed by a label. */
const DISCOURSE_ROOT =
  '(?:line|(?<name>short) (?:notice|(?<full>short)? badge{0,2} count?) (?<time>time) (?!furniture time time) (?:count (?=[Name short long]))?)'
const DISCOURSE_BYLINE =
  '(?:line|short? advert{1,2} time|(?<name>short) (?:notice|(?<full>short)? badge{0,2} count? (?:(?<reply>short) badge? count?)?) (?<time>time) (?!furniture time time) (?:count (?=[Name short long]))?)'

const DISQUS: Layout = {
  id: 'disqus-paste',
  needsSign: true,
  name: 'comments of Disqus',
  sign: '"NAME  NAME ANSWERED • 2 days ago", or an initial, the name, who is answered and "a month ago"',
  byline:
    '(?:line|picture? (?<name>short|(?<=furniture) badge (?=badge)) [badge furniture]{0,2} (?<to>answered|short)? [badge furniture]{0,2} (?<time>time) [badge furniture]{0,2})',
  line: lazyPattern(
    `^(?<name>\\S.{0,60}?)(?:(?:[ \\u00a0]{2,4}|\\s?[→↪➤»>⇒]\\s?|\\s(?:in reply to|replied to|replying to)\\s)(?<to>\\S.{0,60}?))?(?:\\s(?:mod|author))?\\s{1,2}[•·]\\s{1,2}(?<time>${TIME})(?:\\s{1,2}[•·]\\s{1,2}edited)?$`,
    'du',
  ),
  words: {
    picture: '\\p{L}|avatar',
    answered: '[➤→▸►»↪] ?\\S.{0,60}|(?:in reply to|replying to) .{1,60}',
    reply: '(?:[\\d,]+ ?)?[•·]? ?reply ?(?:[•·] ?)?(?:share ?›)?',
    furniture:
      '−|see more|view — \\S{1,60}|[•·]|avatar|share ?›|edited|featured by .{1,60}|i agree to disqus.{1,60}|please access our .{1,200}|[⚑▲△▼]',
    heading: "join the discussion.{0,3}|sort by.{0,12}|best|newest|oldest|i[’']d rather post as guest|name|email|password",
    end: 'also on .{1,80}|load more comments|✉ ?subscribe.{0,20}',
  },
  signs:
    'or sign up with disqus|join the discussion.{0,3}|share ?›|.{0,20}reply ?• ?share ?›|.{0,60}comment policy|do not sell my data|disqus.{0,30}',
}

const WORDPRESS: Layout = {
  id: 'wordpress-paste',
  needsSign: true,
  name: 'comments of WordPress',
  sign: '"NAME says:" above a date with a time, or "NAME on March 3, 2026 at 3:14 pm"',
  byline: 'picture? (?:line badge{0,2}|(?:untimed|(?<name>short)) badge{0,2} (?<time>time) [badge furniture]{0,2} (?<to>answered)?)',
  line: lazyPattern(
    `^(?:\\d{1,4}[.)]\\s{1,8}|comment by )?(?:(?<name>\\S.{0,80}?)\\s{1,3}(?:${SAYS})\\s?:?|(?<name2>\\S.{0,60}?)(?:,| on| [–—-]) (?<time>${TIME})(?: says:?|:)?)$`,
    'du',
  ),
  words: {
    picture: '\\d{1,4}\\.',
    badge: '(?:post )?author|says:?',
    reply: '(?:log in to )?reply(?: to .{1,60})?|reply ↓',
    furniture:
      'liked by \\d+ (?:person|people)|like|permalink|your comment is awaiting moderation\\.?|\\(edit\\)|#|last edited .{1,80}|(?:like ?)?loading(?:\\.{3}|…)|(?:\\d{1,4}[.)] ?)?(?:pingback|trackback):? .{1,200}',
    heading: '[\\d,]+ (?:thoughts?|responses?|comments?|replies) (?:on|to) .{1,200}|comments|[\\d,]+ comments?|reader interactions',
    end: 'leave a (?:reply|comment)(?: cancel reply)?|your email address will not be published\\..{0,60}|primary sidebar|← older comments|post navigation|related',
  },
  signs:
    '.{1,80} says:?|wpdiscuz|inline[- ]feedbacks?|(?:view|hide) replies \\(\\d+\\)|antworten einblenden.{0,6}|leave a (?:reply|comment).{0,20}|[\\d,]+ (?:thoughts?|responses?|replies|comments) (?:on|to) .{1,200}|log in to reply|.{0,40}wordpress.{0,40}',
  depth: 'indents',
}

const YOUTUBE_SIGNS = `sign in to add a comment|skip navigation|${CHANNEL_COUNT}|kommentar hinzufügen.{0,4}|ajouter un commentaire.{0,4}|shorts|subscriptions|show transcript|pinned by @.{1,60}|@\\S{1,60} ?[•·] ?.{1,20}`

const YOUTUBE: Layout = {
  id: 'youtube-paste',
  needsSign: true,
  name: 'a page of YouTube',
  sign: 'bylines "@name" and "2 days ago" or "@name • 2d ago", above "Reply"',
  byline: '(?:line|(?<handle>handle) [badge furniture]{0,2} (?<time>time))',
  line: lazyPattern(`^(?<handle>@[^\\s•·]{1,60})(?:\\s?[•·]\\s?|\\s{1,3})(?<time>${TIME})(?:\\s?\\((?:${EDITED})\\))?$`, 'du'),
  words: {
    advert: ADVERT,
    furniture: `${LABELS}|pinned by .{1,80}|default profile photo|highlighted (?:comment|reply)|[♥❤].{0,60}|(?:.{0,40} )?subscribers|remember to keep comments.{0,80}|super thanks|top is selected.{0,80}|action menu|(?:dis)?like this comment.{0,60}|show less|top comments|newest first|▼|▲`,
    time: `${TIME} ?\\((?:${EDITED})\\)`,
    heading: '[\\d.,]+[km]? comments|comments|sort by|add a comment.{0,3}|sign in to add a comment',
    end: 'all|related|for you|recently uploaded|shorts|subscriptions',
  },
  signs: `${YOUTUBE_SIGNS}|sort by`,
  isVideo: true,
}

export const COMMENT_LAYOUTS: readonly Layout[] = [
  DISQUS,
  WORDPRESS,
  {
    id: 'substack-paste',
    needsSign: true,
    name: 'comments of Substack',
    sign: 'a name, "Sep 9" and words, then "Like (27)", "Reply", "Share"',
    byline: 'picture? (?<name>words) (?:[Name short long furniture badge]{1,2} (?=time))? (?<time>time) (?:[badge furniture]{0,3})',
    words: {
      picture: 'avatar',
      reply: 'reply(?: \\(\\d+\\))?|expand full comment',
      furniture: `${LABELS}|liked by .{1,60}|[·•]? ?edited(?: ${TIME})?|writes .{1,60}|pinned`,
      badge: 'author|subscriber|paid|founding',
      button: 'like(?: ?\\(?[\\d.,]+k?\\)?)?',
      heading: 'write a comment.{0,3}|discussion about this post|\\d+ comments?|restacks',
      end: '\\d+ more comments(?:\\.{3}|…)?|top|ready for more\\?|no posts|privacy ∙ terms ∙ collection notice',
    },
    signs:
      'discussion about this post|restacks|return to thread|\\d+ repl(?:y|ies) by .{1,80}|expand full comment|.{0,20}substack is the home.{0,30}|like \\(\\d+\\)|start writing.{0,20}|ready for more\\?',
  },
  {
    id: 'discourse-paste',
    hasReplyNames: true,
    needsSign: true,
    name: 'a topic of Discourse',
    sign: 'a user name, a full name and "Oct 28" or "17d", then "2 Replies"',
    byline: `${DISCOURSE_BYLINE} (?:(?<chip>short) (?!short? badge{0,2} count? time))?`,
    root: DISCOURSE_ROOT,
    line: () => /^(?<name>\S{2,40})(?: \([^()]{1,60}\))? (?<time>\p{L}{3,9} \d{1,2}, \d{4}, \d{1,2}:\d{2} ?[ap]m) #?\d{1,6}$/iu,
    words: {
      advert:
        'system|discobot|closed|opened|archived|unarchived|listed|unlisted|pinned|unpinned|(?:split|pinned|closed|opened|reopened|unpinned|moved|archived|listed|unlisted)(?: and \\w{4,12})? (?:this topic|globally).{0,60}',
      badge: `staff|regular|leader|admin|moderator|member|new user|(?:\\p{L}{2,12} )?(?:team|manager)|trust level \\d|${RANK}`,
      furniture: `${LATER}|\\d+ (?:links?|benutzer|nutzer|utilisateurs?|usuarios?|usuários?|utenti|gebruikers?)|(?:(?:un)?pinned globally|closed|opened|(?:un)?listed|${CLOSED}) (?:\\p{L}{2,3} )?(?:${TIME})|\\u200b|summarize|read|min|created|last reply|replies|views|users?|links?|likes|view ignored content\\.?|last visit|\\d+ (?:day|month|year)s? later.{0,30}|.{1,40} (?:split|pinned|closed|opened|unpinned|moved|archived|listed|unlisted) (?:this topic|globally).{0,60}|.{0,40}posts? (?:was|were) .{1,120}|you have selected .{0,30}|select all|cancel selecting|welcome to the community, .{1,60}|this is (?:their|the) first (?:post|time) ?.{0,80}|view hidden content\\.?|this topic (?:was|is|will) .{1,120}|\\d+ / \\d+|pinned globally.{0,30}|solution|copied to clipboard`,
      more: `\\d+ (?:${REPLIES})`,
      notice: `\\((?:${ITEM}) .{0,60}(?:${GONE}).{0,60}\\)|\\((?:post|topic) (?:deleted|withdrawn) by author.{0,80}\\)|this post was flagged by .{1,80}`,
      end: `${SUGGESTED_TOPICS}|related topics|suggested topics|new & unread topics|you will see a count of new replies.{0,40}|want to read more\\?.{0,120}|powered by discourse.{0,80}|there (?:is|are) \\d+ (?:unread|new) .{1,120}|topic list, column headers .{1,60}`,
      heading: 'last reply',
      button: 'reply|share|bookmark|flag|tracking|watching|log in|sign up',
    },
    signs: `${SUGGESTED_TOPICS}|${LATER}|last reply|summarize|related topics|suggested topics|powered by discourse.{0,80}|\\d+ / \\d+|you have selected .{0,30}|created|\\d+ (?:day|month|year)s? later|you will see a count of new replies.{0,40}|new & unread topics|there (?:is|are) \\d+ (?:unread|new) .{1,120}`,
  },
  {
    id: 'product-hunt-paste',
    name: 'a discussion of Product Hunt',
    sign: 'a name, "Maker" and words, then "Upvote (41)", "Report", "Share", "9d ago"',
    byline: '(?<name>words) (?:Name? badge|Name (?=words))? furniture?',
    ends: 'reply',
    words: {
      reply: 'upvote ?(?:\\(?[\\d.,]+k?\\)?)?(?: ?[·•]? ?(?:report|share|reply|comment|[\\dsmhdwoy]{1,4} ago)){0,5}|▲ ?[\\d.,]+',
      count: '\\([\\d.,]+k?\\)',
      badge: '(?:maker|hunter)(?: of .{1,40})?|top product',
      advert: 'visit',
      furniture: 'see more|📌|featured|show \\d+ more replies',
      heading:
        'p/[\\w-]{1,60}|would you recommend this product\\?|log ?in to comment|what do you think\\? ?…?|sort by:?|best|newest|oldest|replies|discussion|reviews|team|sign in to comment',
      end: 'forum threads|trending (?:products|threads)|view all comments|company info|sign in to join the discussion',
    },
    signs: 'product hunt|maker|upvote(?: \\(\\d+\\))?|launches|what do you think\\? ?…?|launch team',
    chips: { isCertain: true, hasAt: true },
    hasHeadlines: true,
  },
  {
    id: 'slashdot-paste',
    name: 'a discussion of Slashdot',
    sign: '"TITLE (Score:5, Insightful)" above "by NAME ( 12345 ) on Tuesday …"',
    byline: '(?:picture badge{0,2} (?:line|untimed badge? (?<time>time)|untimed)|line) badge{0,4}',
    line: () =>
      /^by (?<name>\S.{0,60}?)(?= \( ?\d{1,9} ?\)| writes:?(?: on |$)| <[^<>]*>|$| on (?:mon|tues|wednes|thurs|fri|satur|sun)day)(?:.{0,120}? on (?<time>(?:\w{6,9} )?\w{3,9} \d{1,2},?(?: ?\d{4},?)? ?@ ?\d{1,2}:\d{2} ?[ap]m).{0,80}|.{0,200})$/iu,
    signature: /^--$/,
    words: {
      picture: '.{0,200}\\(score: ?-?\\d(?:, ?[a-z -]{1,20})?\\)',
      time: 'on (?:mon|tues|wednes|thurs|fri|satur|sun)day .{3,30}@ ?\\d{1,2}:\\d{2} ?[ap]m(?: \\(#\\d{1,12}\\))?',
      badge: 'homepage|journal|homepage journal|\\((?:https?:|last journal:).{1,120}\\)|alter relationship',
      reply: '\\[? ?reply to this(?: ?[|·]? ?(?:parent|share|twitter|facebook|linkedin|flag as inappropriate)){0,6} ?\\]?',
      button: 'parent|share|twitter|facebook|linkedin|flag as inappropriate',
      notice: 'comment removed based on user account deletion',
      furniture:
        '(?:(?:twitter|facebook|linkedin|share) ?){2,4}|\\d+ (?:replies|reply) beneath your current threshold\\.?|\\d+ hidden comments?|comment below your threshold|there may be more comments .{0,200}|slashdot top deals|\\d+ comments? .{0,30}below .{0,30}threshold',
      end: 'related links(?: .{1,60})?|load more comments|get \\d+ more comments.{0,40}|top of the:?.{0,40}',
    },
    signs: 'slashdot|.{0,200}\\(score: ?-?\\d.{0,20}\\)|flag as inappropriate|reply to this.{0,7}|the fine print: .{1,200}',
  },
  {
    id: 'seeking-alpha-paste',
    needsSign: true,
    name: 'comments of Seeking Alpha',
    sign: 'an initial, the name, "Today, 8:02 AM" and "Comments (1.2K)", then "Reply", "Like (14)"',
    byline:
      'picture? (?<name>words) (?<time>time) (?:[badge furniture button heading Name short]{0,5} count [badge furniture]{0,3}|[badge furniture button heading]{0,7})',
    words: {
      picture: '\\p{L}|\\p{N}|user avatar',
      badge:
        "(?:• ?)?[\\d.,]+k? followers|premium|article author|(?:author|analyst)(?:[’']s reply)?|investing group|contributor|»|(?:\\|? ?\\+ ?)?follow(?:ing)?|moderator|editor|(?:.{1,30} )?contributor|employee|, contributor",
      count: 'comments ?\\(?[\\d.,]+k?\\)?',
      notice: REMOVED,
      reply: 'reply(?: ?like ?(?:\\([\\d.,]+k?\\))?)?',
      heading: 'share your thoughts|publish|sort by|sign in to comment|add a comment',
      end: 'see more comments|recommended for you|disagree with this article\\?.{0,60}|create a free account to .{1,40}',
    },
    signs: 'seeking alpha|comments \\([\\d.,]+k?\\)|like ?\\(\\d+\\)|.{0,40}free account.{0,40}|article author',
    chips: { isCertain: false, hasAt: true },
  },
  YOUTUBE,
  // Other sites have names without "@" too.
  { ...YOUTUBE, byline: '(?:line|(?:(?<handle>handle)|(?<name>short)) [badge furniture]{0,2} (?<time>time))', signs: YOUTUBE_SIGNS },
]
