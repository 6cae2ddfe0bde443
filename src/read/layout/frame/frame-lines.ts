import { countEach } from '../../../base/statistics/group-by.js'
import type { PageLine } from '../../page/page-line.js'
import type { Letter } from '../layout.js'
import { commonLetter, readTime, shapeOf } from '../page-words.js'
import { EDITED, SAYS } from '../words/vocabulary.js'

/** A time in a line, and the words before it. */
export interface TimeAt {
  readonly time: string
  readonly before: string
}

/** A line of a page in no known layout. */
export interface FrameLine extends PageLine {
  /** Its words with every number as 0 and every time as one sign: lines of one frame share it. Empty for long lines. */
  readonly key: string
  /** What it is on any page; null for words. */
  readonly letter: Letter | null
  readonly time: TimeAt | null
  /** How many lines share its key. */
  readonly count: number
}

const TIMED_LENGTH_LIMIT = 90
const TIMED_WORD_LIMIT = 14
/** Words that stand between a name and a time. */
const BEFORE_TIME = new RegExp(
  `(?:[,·•∙|–—»-]|(?:^| )(?:at|on|um|le|el|am|il|op|${SAYS}|${EDITED}|posted|published|answered|asked|replied|updated|created))$`,
  'iu',
)

/** "33 years" behind words is no time of a post. */
const DURATION = /^(?:an?|\d+) ?(?:y(?:ea)?rs?|months?|weeks?|days?|hours?|min(?:ute)?s?|seconds?)$/i

/** A day and a time of day: nothing need set it apart from a name. */
const DATED = /^(?=.*(?:\p{L}{3}|\d[-/.]\d)).*\d:\d\d ?(?:[ap]m)?$/iu

/** "9 hours ago | link |": links of the page stand behind the time. */
const LINKED = /^[^|]{2,40} \|/

/** The time that ends a short line behind a name or a verb; badges and brackets may follow it. */
export function readTimed(line: string): TimeAt | null {
  const words = line.replace(/(?<=\d) (?:last )?edited by(?: .{0,60})?$/i, '')
  const alone = readTime(words.replace(/ #\d{1,6}$/, ''))
  // A dash opens a line of a list.
  if (alone !== null) return /^[-–—*•] ?\d/.test(words) && DURATION.test(alone) ? null : { time: alone, before: '' }
  if (words.length > TIMED_LENGTH_LIMIT || !/\d|day/.test(words)) return null
  const parts = words.replace(/ ?\([^()]{1,30}\)$| #\d{1,6}$/, '').split(' ')
  if (parts.length > TIMED_WORD_LIMIT) return null
  const ends = commonLetter(parts.at(-1) ?? '') === 'g' ? parts.slice(0, -1) : parts
  for (let at = 0; at < ends.length; at += 1) {
    const before = ends.slice(0, at).join(' ')
    const rest = ends.slice(at).join(' ')
    if (at > 0 && !BEFORE_TIME.test(before) && !DATED.test(rest) && !LINKED.test(rest)) continue
    const time = readTime(rest)
    if (time !== null) return DURATION.test(time) ? null : { time, before }
  }
  return null
}

export const withoutDigits = (words: string): string => words.replace(/\d+(?:[.,]\d+)*/g, '0')

/** A time that is not the post's. */
const LABELLED = /^\p{L}[\p{L} ]{2,30}: ?\S|^(?:joined|member since|last edited|edited) /iu
export const isLabelled = (words: string): boolean => LABELLED.test(words)

const LABEL_ABOVE =
  /^(?:join(?:ed)?(?: date)?|member since|registered|registriert seit|inscrit le|updated on|last (?:post|updated)|due date):?$/i

/** What sites that have no layout of their own print: beside names, below words, in place of posts. */
const OWN_WORDS: readonly (readonly [RegExp, Letter])[] = [
  [
    /^(?:maintainer|collaborator|contributor|(?:new |active |junior |senior |valued )?member|owner|developer|reporter|guest|bullish|bearish|new contributor|original poster|registered|featured|banned|bot account|global moderator|subscriber|top contributor)$/i,
    'g',
  ],
  [
    /^(?:marked as answer|answer selected by .{1,40}|sign in to view|continue reading|view full answer|\d+ of \d+ answers|originally answered: .{1,200}|last edited.{0,120}|no replies|attachments?:?|(?:view|see|show) (?:all )?\d[\d.,]*[km]? (?:upvotes?|likes?|shares?|votes?|reactions?))$/i,
    'f',
  ],
  [/^\S.{0,60}(?<! is) (?:offline|online)$/i, 'g'],
  [/^@[^\s@]{1,40}(?:@[^\s@]{1,60})?$/, 'h'],
  [/^\S.{0,80}\(\d[\d.,]{0,8} ?[km]i?b\).{0,40}$/i, 'f'],
  [/^(?:profile )?(?:photo|picture|image|avatar) (?:for|of) .{1,60}$/i, 'f'],
  [/^[-−–]\d{1,4}$/, 'c'],
  [/^(?:in (?:reply|response)|replying|responding) to:?$/i, 'q'],
  [/^reply ?(?:…|\.{3})$/i, 'r'],
  [/^(?:collapse|expand) (?:all )?(?:replies|comments|thread)$/i, 'm'],
  [/^this (?:comment|post) (?:was marked as .{1,30}|is (?:awaiting|pending) .{1,240})$/i, 'd'],
]
const letterOf = (words: string): Letter | null => OWN_WORDS.find(([pattern]) => pattern.test(words))?.[1] ?? commonLetter(words)

/** Reads lines of a page for `findFrames`. Linear in the text. */
export function readFrameLines(lines: readonly PageLine[]): FrameLine[] {
  const read = lines.map((line, index) => {
    const { words } = line
    const isOther = isLabelled(words) || LABEL_ABOVE.test(lines[index - 1]?.words ?? '')
    const time = words === '' || isOther ? null : readTimed(words)
    const key = time === null ? withoutDigits(words).replace(/^[-−–](?=0$)| ?\(0\)$/u, '') : `${withoutDigits(time.before)}\u0000`
    return { ...line, time, key, letter: words === '' ? null : time === null ? letterOf(words) : ('t' as const) }
  })
  const counts = countEach(read.map(({ key }) => key))
  return read.map((line) => ({ ...line, count: line.key === '' ? 0 : (counts.get(line.key) ?? 0) }))
}

const NAME_LENGTH_LIMIT = 60

/** Whether a line may be a name. */
export const mayBeName = ({ words, letter }: FrameLine): boolean =>
  words.length > 1 && words.length <= NAME_LENGTH_LIMIT && (letter === null || letter === 'h') && shapeOf(words) !== 'x'

/** "In reply to", its name on the line below. */
const BARE_ANSWER = /(?:^| )(?:to|auf|an|à|a|op|na|do|ответ)$|[:：]$/iu

/** Whether a line is the name of who is answered, below words that say so. */
export function isAnswered(lines: readonly FrameLine[], at: number): boolean {
  const [above, line] = [lines[at - 1], lines[at]]
  return above?.letter === 'q' && BARE_ANSWER.test(above.words) && line !== undefined && mayBeName(line)
}
