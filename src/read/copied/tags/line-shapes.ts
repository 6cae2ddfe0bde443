import { commonKind, shapeOf } from '../line-kinds.js'
import type { Kind, KindLine } from '../lines/kinds.js'
import { LINE_LENGTH_LIMIT } from '../lines/thresholds.js'
import { findAges, gluedMoment, parseMoment } from './moments.js'

/** What a line of a page shows by its shape. */
export interface LineShape {
  /** Empty for a long line, which shows nothing else. */
  readonly words: string
  readonly moment: string | null
  /** The account that the line answers. */
  readonly answers: string | null
  /** True for words that may be somebody's name. */
  readonly isNamelike: boolean
}

/** Script whose signs are words. */
const SYLLABLE = /\p{Lo}/u

/** Account with its server, as federated sites show it: "spoke_wrench@lemmy.example". */
const ACCOUNT = /^[\p{L}\d_.-]{1,40}(?: [\p{L}\d_.-]{1,20}){0,2}@[\w.-]+\.\w{2,}$/u
/** True for an account with its server. Most lines hold no "@", and are not searched. */
const isAccount = (words: string): boolean => words.includes('@') && ACCOUNT.test(words)

/** Longest name, in UTF-16 units, in letters and in syllables. */
const NAME_LENGTH_LIMIT = 40
const SYLLABLE_NAME_LIMIT = 16
const NAME_WORD_LIMIT = 6
const SENTENCE_END = /[!?…]$|\w{3}\.$/

/**
 * True for words that may be somebody's name.
 *
 *     Ann Bo, kx0mb1, 林小满_：     true
 *     They sold the harbour.       false
 */
function isNamelike(words: string, kind: Kind | null): boolean {
  if (words.length > NAME_LENGTH_LIMIT || !/\p{L}/u.test(words) || words.startsWith('http'))
    return false
  if (kind === 'handle' || isAccount(words)) return true
  if (!/^[\p{L}\d_$("“«]/u.test(words)) return false
  if (SYLLABLE.test(words))
    return words.length <= SYLLABLE_NAME_LIMIT && !/[。、！？!?]/.test(words)
  return (
    shapeOf(words.replace(/[:：,]$/, '')) !== 'long' &&
    words.split(' ').length <= NAME_WORD_LIMIT &&
    !SENTENCE_END.test(words)
  )
}

/** Shapes of the lines of a page. Linear in the page. */
export function shapesOf(lines: readonly KindLine[]): LineShape[] {
  const ages = findAges(lines.map(({ words }) => words))
  return lines.map((line) => shapeOfLine(line, ages))
}

/**
 * Head of an answer behind an arrow, which shows depth, and the name that it answers.
 *
 *     ↳ Ann Bo, 9 June, 09:03 (to Cy)  -> Ann Bo, 9 June, 09:03; Cy
 */
const ARROWED = /^[↳↪⤷→] ?(?<head>\S.*?)(?: \((?:\p{Ll}{1,4} )?@?(?<to>[^()]{1,40})\))?$/u

function shapeOfLine(line: KindLine, ages: ReadonlySet<string>): LineShape {
  if (line.words === '' && line.end - line.start >= LINE_LENGTH_LIMIT)
    return { words: '', moment: null, answers: null, isNamelike: false }
  const { head, to = null } = ARROWED.exec(line.words)?.groups ?? {}
  const timedHead = head === undefined ? null : parseMoment(head)
  const words = timedHead === null ? line.words : (head ?? '')
  const timed = timedHead ?? parseMoment(words)
  const kind = line.kind === 'handle' ? line.kind : commonKind(words)
  return {
    words,
    moment: timed?.time ?? gluedMoment(words) ?? (ages.has(words) ? words : null),
    answers: timed?.to ?? (timedHead && to),
    isNamelike: isNamelike(words, kind),
  }
}
