import { lazyPattern } from '../../../base/text/lazily.js'
import type { Layout } from '../layout.js'
import { CLOCK, STAMP } from './chat-words.js'

const JOINED =
  'joined the (?:party|server)|is here|appeared|just (?:landed|showed up|joined|slid into the server)|hopped into the server|(?:just )?boosted the server.{0,60}|pinned a message.{0,80}|started a thread:? ?.{0,120}|added .{1,60} to the group'

/** A dash stands between name and time. What is answered stands above the name, a time in brackets above one more message of the author. */
export const DISCORD: Layout = {
  id: 'discord-paste',
  name: 'a channel of Discord',
  sign: 'a name, "—" and "Today at 9:41 AM" above the words',
  isMessages: true,
  needsSign: true,
  byline: '(?:(?<to>handle) [Name short long handle])? (?<name>words) badge{0,3} answered (?<time>time)|line|words notice time?',
  line: lazyPattern(
    `^(?:(?<name>\\S.{0,60}?)(?: \\[[^\\[\\]]{1,12}\\])? [—–] ?)?(?:\\[(?<time>${CLOCK})\\]|(?<=[—–] ?)(?<time2>${STAMP})|(?<=— ?)(?<time3>${CLOCK}))$`,
    'iu',
  ),
  words: {
    handle: '@[^.,:;!?]{1,32}',
    answered: '[—–]',
    badge: '\\[.{1,12}\\]|(?:✓ )?(?:app|bot)|moderator|admin|server owner|op',
    time: `${STAMP}|${CLOCK}`,
    furniture:
      '\\p{L}{3,10} \\d{1,2}, \\d{4}|\\d{1,2}\\.? \\p{L}{3,10} \\d{4}|new|\\(edited\\)|original message was deleted|image|wave to say hi!|click to (?:react|see attachment.{0,20})|add reaction',
    notice: `(?:${JOINED})[.!]?`,
    button: '\\p{Extended_Pictographic}[\\ufe0f\\u200d\\p{M}\\p{Extended_Pictographic}\\u{1f3fb}-\\u{1f3ff}]{0,6}|:\\w{2,40}:',
    end: 'message [#@].{1,80}|(?:online|offline) — \\d+',
  },
  signs:
    '[—–]|direct messages|server boosts|text channels|message [#@].{1,80}|(?:online|offline) — \\d+|.{1,60} [—–] ?(?:(?:today|yesterday) at |\\d{1,4}[/.-]\\d{1,2}[/.-]\\d{1,4},? )\\d{1,2}[:.]\\d{2}.{0,4}',
  countLimit: 12,
}
