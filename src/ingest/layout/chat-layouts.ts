import type { Layout } from './layout.js'

const CLOCK = '\\d{1,2}[:.]\\d{2}(?:[:.]\\d{2})?(?:[\\s\\u202f]?[ap]\\.?[\\s\\u202f]?m\\.?)?'
const DAY = '(?:\\d{1,4}[/.-]\\d{1,2}[/.-]\\d{1,4}|\\p{L}{3,9}\\.? \\d{1,2},? \\d{4}|\\d{1,2}\\.? \\p{L}{3,9}\\.?,? \\d{4}|today|yesterday)'
const STAMP = `(?:${DAY},?(?:\\s(?:at\\s|um\\s)?)?${CLOCK}|${CLOCK},?\\s${DAY})`
/** Characters that WhatsApp puts before names and notices. */
const MARK = '[\\u200e\\u200f\\u202a-\\u202e~\\s]{0,4}'
const NAME = '(?<name>[^:\\n]{1,50}?)'

/** What programs say in place of a message. */
const NOTICE =
  '.{0,40}(?:end-to-end encrypted|created (?:this )?group|security code|changed (?:the (?:subject|group)|this group|their phone)|joined using|was added|were added|you added|missed (?:voice|video) call|(?:image|video|audio|sticker|gif|document|contact card) omitted|turned (?:on|off) disappearing).{0,200}'
const GONE =
  '<?(?:media|image|video|audio|sticker|gif|document|file) omitted>?|null|(?:this message was|you) deleted(?: this message)?\\.?|<attached: .{1,100}>|waiting for this message.{0,80}|<[^<>]{3,80}>|(?:diese nachricht wurde|se eliminó este|este mensaje fue|mensagem|ce message a été|questo messaggio è stato|dit bericht is) .{0,60}(?:gelöscht|mensaje|eliminado|apagada|supprimé|eliminato|verwijderd)\\.?'

/** Words before a colon that are no names. */
const LABELS =
  'note|edit|update|p\\.?s\\.?|sources?|example|warning|tl;?dr|fact|question|answer|pros?|cons?|translation|summary|re|fwd?|subject|from|to|date|cc|rule \\d+|step \\d+|\\d+'

const MESSAGES = { head: 'none', byline: 'l', isMessages: true } as const

const EXPORTS: readonly Layout[] = [
  {
    ...MESSAGES,
    id: 'chat-bracket-paste',
    name: 'a chat with "[date, time] NAME: text", as WhatsApp on iOS exports it',
    sign: 'most lines open with "[date, time] NAME:"',
    line: new RegExp(`^${MARK}\\[(?<time>${STAMP}|${CLOCK})\\]${MARK}${NAME}\\s?:(?:\\s(?<text>.*))?$`, 'isu'),
    words: { d: `${NOTICE}|${GONE}|\\[${STAMP}\\] .{1,160}` },
    signs: '(?!)',
  },
  {
    ...MESSAGES,
    id: 'chat-dash-paste',
    name: 'a chat with "date, time - NAME: text", as WhatsApp on Android exports it',
    sign: 'most lines open with "date, time - NAME:"',
    line: new RegExp(`^${MARK}(?<time>${STAMP}|${CLOCK})\\s[-–—]\\s${MARK}${NAME}\\s?:(?:\\s(?<text>.*))?$`, 'isu'),
    words: { d: `${NOTICE}|${GONE}|${STAMP} [-–—] .{1,200}` },
    signs: '(?!)',
  },
  {
    ...MESSAGES,
    id: 'telegram-paste',
    name: 'a chat copied from Telegram Desktop',
    sign: 'lines "NAME, [date time]" or "[date time] NAME" above the words',
    line: new RegExp(
      `^(?:(?<name>[^,\\[\\]]{1,60}),? \\[(?<time>${STAMP})\\]:?|${MARK}\\[(?<time2>${STAMP})\\] (?<name2>[^:\\[\\]]{1,60}):?)$`,
      'iu',
    ),
    byline: 'l(?<to>q)?',
    words: {
      q: '\\[in reply to .{1,60}\\]',
      f: '\\[forwarded from .{1,80}\\]|\\[ ?(?:photo|video|sticker|gif|file|voice|audio|poll|location|contact|album|animation)[^\\]]{0,80}\\](?: ?\\p{Extended_Pictographic}[\\ufe0f\\u200d\\p{Extended_Pictographic}\\u{1f3fb}-\\u{1f3ff}]{0,6})?',
    },
    signs: '(?!)',
  },
  {
    ...MESSAGES,
    id: 'chat-name-paste',
    name: 'a chat with "NAME: text"',
    sign: 'most lines open with a name and a colon, and names come again',
    line: new RegExp(
      `^(?!(?:${LABELS})\\s?:|https?:)(?<name>[\\p{L}\\p{N}@+(](?:[^:\\n ]{0,30}(?: (?=\\S)|(?=\\s?:))){1,5}?)\\s?:\\s{1,4}(?<text>\\S.*)$`,
      'isu',
    ),
    signs: '(?!)',
  },
]

const SLACK_BYLINE = '(?<name>n)[gfp]{0,2}(?<time>t)|l'
const SLACK: Layout = {
  ...MESSAGES,
  id: 'slack-paste',
  name: 'a channel of Slack',
  sign: 'a name and "9:41 AM" or "[14:03]" above the words',
  byline: SLACK_BYLINE,
  line: new RegExp(
    `^(?:(?<name>[^\\[\\]]{1,60}?)\\s{1,4})?\\[(?<time>${CLOCK})\\]$|^(?<time2>\\d{1,2}:\\d{2})$|^(?<name2>\\S[^\\[\\]]{0,59}?)\\s{2,4}(?<time3>(?:(?:today|yesterday) at )?${CLOCK})$`,
    'iu',
  ),
  words: {
    g: ":[a-z0-9_+'-]{1,40}:|app",
    f: "(?::[a-z0-9_+'-]{1,40}: ?\\d{1,4} ?){1,12}|(?:\\p{Extended_Pictographic}[\\ufe0f\\u200d\\p{M}\\p{Extended_Pictographic}\\u{1f3fb}-\\u{1f3ff}]{0,6} ?\\d{1,4} ?){1,12}|\\(edited\\)|new|last reply .{1,40}|view thread|\\d+ repl(?:y|ies)(?: last reply .{1,40})?|also sent to the channel|today|yesterday|(?:mon|tues|wednes|thurs|fri|satur|sun)day, .{3,20}|saved for later|(?:today|yesterday) at .{4,9}|pinned by .{1,40}|messages|files|add a bookmark|message #.{1,80}|reply…|also send to .{1,80}",
    d: '.{1,60} (?:joined|left) #?\\S{1,80}\\.?|.{1,40} (?:set the channel|was added to|renamed the channel).{0,120}|this message was deleted\\.?',
  },
  signs: "#\\S{1,60}|view thread|last reply .{1,40}|add a bookmark|\\(edited\\)|:[a-z0-9_+'-]{1,40}:|\\[\\d{1,2}:\\d{2}\\]",
  countLimit: 12,
}

/** Exports and copies of chats. */
export const CHAT_LAYOUTS: readonly Layout[] = [
  ...EXPORTS,
  SLACK,
  { ...SLACK, name: 'a thread of Slack', head: 'post', root: SLACK_BYLINE, needs: 'thread' },
]

/** Without marks, nothing tells that each line is a post: the caller says so. */
export const LIST_LAYOUT: Layout = {
  id: 'list-paste',
  name: 'a list with numbers or dashes, one post a line',
  sign: 'lines with numbers or dashes before them',
  byline: 'l',
  line: /^(?:\d{1,4}[.)]|[-–—*•·])\s{1,4}(?<text>\S.*)$/su,
  head: 'none',
  signs: '(?!)',
  isList: true,
}
