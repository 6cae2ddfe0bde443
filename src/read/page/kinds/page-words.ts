import { compilePattern, lazyPattern, longPattern, memoise } from '../../../base/text/lazily.js'
import { TIME, TIME_SIGN } from '../words/times.js'
import * as say from '../words/vocabulary.js'
import { type Layout, LETTER_OF, type Letter, WORDED_KINDS, type Words } from './layout.js'

/** Whole number. "1234" is matched in one way, not cut into several counts. */
const COUNT = `(?<!\\d)\\d[\\d.,]{0,11}(?!\\d)(?: ?(?:[kmb]|${say.SIZE}))?`
const COUNTED = `${COUNT}\\+? (?:others?|reactions?|likes?|views?|reposts?|restacks?|shares?|comments?|points?|upvotes?|votes?|bookmarks?|quotes?|followers?|subscribers?|saves?|stars?|people (?:like|liked) this)`
const SIGN = '(?:\\p{Extended_Pictographic}|\\p{Emoji_Modifier}|[\\u200d\\ufe0f△▲▽▼↑↓])'
const EDITED = `(?: ?\\(?(?:last )?(?:${say.EDITED})\\)?)`
const DOTS = '(?:[·•∙|—–-] ?)'

/** Buttons on one line with the time: "2d · Like · Reply", "Like Reply 2d Edited". */
const BUTTON = `(?:like|love|reply|share|edited|hide|more|see translation|${COUNT} (?:likes?|reactions?)|${COUNT})`
const BUTTON_TIME = `(?:(?:${BUTTON} ?[·•|]? ?){1,5}(?<=reply ?[·•|]? ?|share ?[·•|]? ?))?(${TIME})(?: ?[·•|]? ?(?:${BUTTON}|${say.LIKE}|${say.REPLY}|${say.EDITED})){0,6}`
/** Several buttons and counts on one line: "Like · 201", "Reply · 6 replies", "👍 12 Reply Share". */
const PART = `(?:like|love|upvote|downvote|reply|respond|share|comment|report|edited|edit|delete|repost|restack|save|send|${COUNT}(?: (?:repl(?:y|ies)|likes?|reactions?|comments?))?|${SIGN}{1,8}(?!${SIGN})|\\(${COUNT}\\))`
const APART = ' ?[·•∙|] ?'
const REPLY_PARTS = `(?:${PART}(?:${APART}| ?)){0,6}(?:reply|respond)(?:(?:${APART}| ?)${PART}){0,6}`
const OTHER_PARTS = `${PART}(?:${APART}${PART}){1,6}|(?:(?:like|love|upvote|vote|share|comment|repost|restack)s?|${say.LIKE}) ?(?:\\(${COUNT}\\)|${COUNT})`

/** Whole lines common to many sites. A layout's own words come first. */
const COMMON: Words = {
  time: BUTTON_TIME,
  reply: `${REPLY_PARTS}|(?:👍 ?)?(?:(?:like|upvote|love) ?[·•|]? ?)?(?:${COUNT} ?)?(?:[·•|👎] ?){0,2}reply|(?:(?:${say.LIKE}) ?[·•|]? ?)?(?:${say.REPLY})`,
  button: `${OTHER_PARTS}|${say.BUTTONS}|like|liked|likes|unlike|dislike|comment|comments|share|shares|repost|reposts|restack|send|save|report|copy|copy link|copied|embed|edit|delete|hide|more|follow|following|followed|subscribe|subscribed|upvote|downvote|vote|quote|bookmark|views?|flag|link|permalink|close|options|share ?[›>]|post|publish|cancel|react|react(?:ion)?s|join group|join|sign up|download|install(?: now)?|shop now|visit (?:my |our )?(?:website|site|blog|store)|view my (?:blog|newsletter|services)|connect|message|get (?:offer|quote|app)|order now|book now|apply now|award`,
  furniture: `${say.FURNITURE}|return to thread|view in discussion|(?:liked|loved) by (?:the )?(?:original )?(?:author|creator|op)|avatar|(?:.{1,60} )?(?:profile (?:picture|photo|image)|avatar)(?: image)?|${COUNTED}(?: ?[·•,|]? ?${COUNTED}){0,5}|reactions?:?|.{1,80} and ${COUNT} others?|learn more|show (?:this thread|probable spam)|open app|.{0,20}load(?:ing)?(?:\\.{3}|…)`,
  badge: `[·•]? ?(?:author|verified(?: account)?|op|mod|moderator|admin|staff|pinned|creator)|(?:nyt|times|guardian|ft|editors?[’']?s?) (?:picks?|repl(?:y|ies))|(?:[·•] ?)?(?:${say.BADGES})`,
  answered: `${say.REPLYING}|(?:[↩↪↳⤷→] ?)?(?:replying|reply|replied|in reply) to .{1,80}|\\(in reply to .{1,80}\\)|[↩↪↳⤷] ?.{1,80}`,
  more: `${say.MORE_REPLIES}|(?:\\[\\+\\] ?)?(?:view|show|see|read|load|hide|all)?(?: all)?(?: ${COUNT}|${COUNT})(?: more| previous| hidden| other)? (?:repl(?:y|ies)|responses?)(?: (?:from|by) .{1,60}| in this thread)?(?: ?[▲▼▾▴⌄›>^])?|(?:view|show|see|load|read|hide)(?: all)?(?: the)?(?: more| previous| older| newer| all| hidden| muted| additional| earlier| other)? (?:repl(?:y|ies)|comments?|responses?)(?: ?\\(${COUNT}(?: repl(?:y|ies))?\\))?(?: ?[▲▼▾▴⌄›>…])?|(?:view|hide|show|see)(?: all)? repl(?:y|ies) ?\\(${COUNT}\\)|${COUNT} more comments?(?:\\.{3}|…)?|view (?:all )?${COUNT}(?: more)? comments?|continue (?:this )?thread.{0,3}|\\d+ comments? on .{1,80} comment|some additional replies are not shown|(?:show|view) additional repl.{0,120}`,
  notice: `${say.DELETED}|[\\[(]?(?:this|the|that|your|a) (?:comment|reply|post|message|tweet|user|account|content)s?(?: .{1,60})? (?:deleted|removed|unavailable|hidden|blocked|withheld|violated .{1,60}|not available|awaiting moderation|suspended|no longer available)(?: .{1,80})?[.)\\]]{0,2}|(?:comment|reply|post|message) (?:(?:has|have) been |was )?(?:deleted|removed|unavailable|hidden)(?: by .{1,30})?\\.?|(?:deleted|removed) by (?:creator|author|user|mod|moderator)|(?:removed: )?this comment broke the house rules\\.?|[\\[(<](?:deleted|removed)[\\])>]|deleted (?:comment|post|user|account)|post (?:not found|blocked)\\.?|blocked(?: post)?`,
  advert: `comments continue after (?:the )?advert.{0,20}|${say.ADVERT}`,
  heading: `${say.HEADING}|(?:add|write|leave|post) (?:a|your) (?:comment|reply|response)(?:\\.{3}|…)?|add (?:a )?comments?.{0,30}|(?:current selected sort order is )?(?:most relevant|top comments|newest first|all comments|most recent|top replies)|sort(?:ed)? by:?(?: .{1,20})?|join the (?:discussion|conversation)(?:\\.{3}|…)?|sign in to (?:add a comment|comment)|to view or add a comment, sign in|post your reply|write your reply`,
  end: `no more (?:comments|replies)|you must (?:log|sign) in or .{1,60}|${say.HOME}|search|notifications|${say.OPEN_APP}|back to top|discover more|up next|trending now|what[’']s happening|who to follow|relevant people|you might (?:also )?like|related (?:topics|posts|articles|stories)|more relevant posts|suggested topics|more from .{1,60}|terms of (?:service|use)|privacy policy|cookie policy|all rights reserved\\.?|(?:copyright )?©.{0,80}`,
}

/** In lower case: a case-insensitive regular expression takes five times as long to make. */
const matchersFor = (words: Words, timeSign?: RegExp): (readonly [ReturnType<typeof longPattern>, Letter])[] =>
  WORDED_KINDS.flatMap((kind) => {
    const pattern = longPattern(`^(?:${words[kind]})$`, 'u', kind === 'time' ? timeSign : undefined)
    return words[kind] === undefined ? [] : [[pattern, LETTER_OF[kind]] as const]
  })
const COMMON_MATCHERS = matchersFor(COMMON, TIME_SIGN)
const REMEMBERED_COUNT_LIMIT = 4096
const TIME_LINE = longPattern(
  `^${DOTS}*(?:\\(?(?:${say.EDITED})\\)? ?${DOTS}?)?(${TIME})${EDITED}?(?: ?[·•∙|] ?[^·•∙|]{0,60}){0,6}$`,
  'u',
  TIME_SIGN,
)
/** A capital M is a million; "9m" is nine minutes. */
const COUNT_LINE = new RegExp(
  `^(?!©)(?:${SIGN} ?){0,8}[-−]?\\d[\\d.,]{0,11}(?!\\d)(?: ?(?:[kKMB]|${say.SIZE}))?(?: ?(?:${SIGN}|(?<!\\d)\\d[\\d.,]{0,11}(?!\\d)[kKMB]?(?!\\p{L}))){0,8}$`,
  'u',
)
const BUTTON_TIME_LINE = longPattern(`^(?:${BUTTON_TIME})$`, 'u', TIME_SIGN)
const HANDLE = /^@[^\s@,;:!?()"“”]{1,63}$/u
const NAME_LENGTH_LIMIT = 60
const NAME_WORD_LIMIT = 8
const PARTICLE = /^(?:van|de|der|den|von|und|of|the|da|di|del|du|la|le|el|al|bin|ibn|y|e|and|&|to)$/iu

/** Shape of words: a name, short enough for one, or neither. */
export function shapeOf(words: string): 'N' | 'n' | 'x' {
  if (words.length > NAME_LENGTH_LIMIT || words === '' || words.startsWith('http')) return 'x'
  const parts = words.split(' ')
  const isSentence = /[!?:;,…]$/u.test(words) || (words.endsWith('.') && (parts.at(-1) ?? '').length > 4)
  if (parts.length > NAME_WORD_LIMIT || (isSentence && parts.length > 1)) return 'x'
  if (isSentence || !/[\p{L}\p{N}]/u.test(words)) return 'n'
  return parts.length <= 6 && parts.every((part) => !/^\p{Ll}/u.test(part) || parts.length === 1 || PARTICLE.test(part)) ? 'N' : 'n'
}

/** Groups of a one-line byline, or undefined. `line` is in lower case where it has the flag d. */
export function matchLine(line: RegExp, raw: string): Readonly<Record<string, string | undefined>> | undefined {
  const text = line.hasIndices ? raw.toLowerCase() : raw
  const match = line.exec(text)
  const places = match?.indices?.groups
  if (places === undefined || text.length !== raw.length) return match?.groups
  return Object.fromEntries(Object.entries(places).map(([name, place]) => [name, place && raw.slice(...place)]))
}

/** Time of a line with nothing else on it, or null. */
export function readTime(words: string): string | null {
  const folded = words.toLowerCase()
  const time = (TIME_LINE.exec(folded) ?? BUTTON_TIME_LINE.exec(folded))?.[1]?.trim()
  if (time === undefined || folded.length !== words.length) return time ?? null
  const at = folded.indexOf(time)
  return words.slice(at, at + time.length)
}

const makeMatchers = ({ words: { handle, ...others } = {} }: Layout) => ({
  first: matchersFor(others),
  handle: handle === undefined ? HANDLE : longPattern(`^(?:${handle})$`),
})
const compiled = new WeakMap<Layout, ReturnType<typeof makeMatchers>>()

/** Patterns of a layout's words, made once. */
function matchersOf(layout: Layout): ReturnType<typeof makeMatchers> {
  const made = compiled.get(layout) ?? makeMatchers(layout)
  compiled.set(layout, made)
  return made
}

/** True for lines that the layout's own record names, not the common vocabulary. */
export function namesLine(layout: Layout, words: string): boolean {
  const folded = words.toLowerCase()
  const { gone } = layout
  return (
    words === '' ||
    (gone !== undefined && words.replace(gone(), '').trim() === '') ||
    matchersOf(layout).first.some(([matcher]) => matcher.test(folded))
  )
}

const countOrTime = (words: string): Letter | null => (COUNT_LINE.test(words) ? 'c' : TIME_LINE.test(words.toLowerCase()) ? 't' : null)

/** Kind of a line on any page; null for words. */
export const commonLetter = memoise((words: string): Letter | null => {
  const folded = words.toLowerCase()
  return COUNT_LINE.test(words) ? 'c' : (COMMON_MATCHERS.find(([matcher]) => matcher.test(folded))?.[1] ?? countOrTime(words))
}, REMEMBERED_COUNT_LIMIT)

/** Removes dots at the edges: "· 88", "2d •". */
const withoutDots = (words: string): string => words.replace(/^[·•∙|] (?=\S)|(?<=\S) [·•∙|]$/gu, '')

/** True for a one-line byline with its time, or of a layout without times. */
function hasTime(groups: Readonly<Record<string, string | undefined>>): boolean {
  const times = Object.keys(groups).filter((group) => group.startsWith('time'))
  return times.length === 0 || times.some((group) => groups[group] !== undefined)
}

/**
 * Makes a function from a line (folded, raw) to its letter.
 *
 * @param sign quick test for whole bylines; null where such lines were cut elsewhere
 */
export function createLetterer(layout: Layout, sign: RegExp | null): (words: string, raw: string) => Letter {
  let line: RegExp | undefined
  const { first, handle } = matchersOf(layout)
  const known = new Map<string, Letter>()
  // Chats have no page buttons.
  const isTimed = /time|<to>/.test(layout.byline)
  const find = (words: string, raw: string): Letter => {
    if (words === '') return 'x'
    if (layout.line !== undefined && sign?.test(raw)) line ??= compilePattern(layout.line(), raw)
    const times = line === undefined ? undefined : matchLine(line, raw)
    const folded = words.toLowerCase()
    if (times?.['opening'] !== undefined) return 'o'
    if (times !== undefined) return hasTime(times) ? 'l' : 'y'
    for (const [matcher, letter] of first) if (matcher.test(folded)) return letter
    const common =
      layout.isMessages === true ? (isTimed ? countOrTime(words) : null) : (commonLetter(words) ?? commonLetter(withoutDots(words)))
    if (common !== null) return common
    return handle.test(folded) ? 'h' : shapeOf(words)
  }
  return (words, raw) => {
    const found = known.get(raw) ?? find(words, raw)
    if (known.size < REMEMBERED_COUNT_LIMIT) known.set(raw, found)
    return found
  }
}

const AROUND_NAME = lazyPattern(
  `^[[(]?(?:${say.ANSWERS}|[↩↪↳⤷→>]) ?(?:(?:replying|reply|replied) to )?|[\\])]$| (?:said|wrote):$| [-–—] view message$`,
  'giu',
)
/** Answered account: "Replying to NAME", "NAME said:", or the layout's group `to`. A handle ends at a space. */
export function nameAnswered(words: string, { answered = '' }: Words = {}, names?: ReadonlySet<string>): string {
  const own = answered.includes('(?<to>') ? new RegExp(`^(?:${answered})$`, 'iu').exec(words)?.groups?.['to'] : undefined
  if (own !== undefined) return own
  const shown = words.replace(AROUND_NAME(), '')
  const named = shown.replace(/^@(?=[^\s@])/, '')
  return named === shown || names?.has(named) ? named : named.replace(/^([^\s@]+?)(?:さん、?)?(?:\s.*)?$/su, '$1')
}

/** Thread labels that nobody writes as words: "Most Activity". */
export const THREAD_LABELS: ReadonlySet<string> = new Set(['main post', 'original post', 'opening post', 'most activity'])
export const isThreadLabel = (words: string): boolean => THREAD_LABELS.has(words.toLowerCase().replace(/ ?:$/, ''))
