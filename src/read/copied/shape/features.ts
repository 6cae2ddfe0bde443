import { countEach } from '../../../base/statistics/group-by.js'
import { commonKind, shapeOf } from '../line-kinds.js'
import { type Kind, type KindLine, kindsOf } from '../lines/kinds.js'
import { LINE_LENGTH_LIMIT } from '../lines/thresholds.js'
import { type Ages, findAges, gluedMoment, isAge, mayBeMoment, parseMoment } from './moments.js'

/** Line of a page as shape sees it. */
export interface ShapeLine {
  readonly at: number
  readonly words: string
  /** Words with every number as 0: alike lines of several posts have one form. */
  readonly form: string
  readonly moment: string | null
  /** Name before the moment, where known words part them, and the account that the line answers. */
  readonly signer: string | null
  readonly answers: string | null
  readonly isMaybeMoment: boolean
  readonly isAge: boolean
  /** True for lines that pages print around posts anywhere: buttons, counts, badges. */
  readonly isCommon: boolean
  readonly isAnswered: boolean
  /** True for words of the page in place of a post's: "This comment was deleted". */
  readonly isNotice: boolean
  /** True for words that may be somebody's name. */
  readonly isNamelike: boolean
  readonly isHandle: boolean
  /** True for a line of the page that holds the name on the line below. */
  readonly isCaption: boolean
  readonly wordCount: number
  readonly isApart: boolean
}

const COMMON_KINDS = kindsOf(
  'badge',
  'furniture',
  'count',
  'picture',
  'button',
  'reply',
  'answered',
  'more',
  'notice',
  'advert',
  'heading',
  'end',
)

/** Form of lines without a word: signs, initials. */
const SIGN_FORM = '(sign)'
const SIGN = /^[^\p{L}\d]*$|^.$|^\p{L}{1,2}$/u
/** Script whose signs are words. */
const SYLLABLE = /\p{Lo}/u
const NUMBER = /[-−–]?\d+(?:[.,\u00a0 ]\d+){0,9}(?: ?(?:k|m|b|тыс|mil|万))?(?!\p{L})/gu

const withoutNumbers = (words: string): string => words.toLowerCase().replace(NUMBER, '0')

/** True for the form of a sign or a number, which many lines have. */
export const isBareForm = (form: string): boolean => form === SIGN_FORM || form === '0'

/**
 * Form of a line, which its likes in other posts share.
 *
 *     View 31 upvotes  -> view 0 upvotes
 *     1.2K             -> 0
 *     J                -> (sign)
 */
export const formOf = (words: string): string =>
  SIGN.test(words) && !SYLLABLE.test(words) ? SIGN_FORM : withoutNumbers(words)

/** Account with its server, as federated sites show it: "spoke_wrench@lemmy.example". */
const ACCOUNT = /^[\p{L}\d_.-]{1,40}(?: [\p{L}\d_.-]{1,20}){0,2}@[\w.-]+\.\w{2,}$/u
/** True for an account with its server. Most lines hold no "@", and are not searched. */
export const isAccount = (words: string): boolean => words.includes('@') && ACCOUNT.test(words)

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

/** "👍 31" */
const SIGNED_COUNT = /^\p{So}[^\p{L}\p{N}\p{P}\s]{0,6} ?\d[\d.,]{0,9}[km]?$/iu
const SPACELESS = /[\p{sc=Han}\p{sc=Hiragana}\p{sc=Katakana}\p{sc=Thai}]/gu
/** Words of a long line, which is never a label. */
const LONG_WORD_COUNT = 60

/** Words of a line. Two signs of a script without spaces count as one. */
const countWords = (words: string): number =>
  words.split(' ').length + Math.floor((words.match(SPACELESS)?.length ?? 0) / 2)

/** Features of the lines of a page. Linear in the page. */
export function featuresOf(lines: readonly KindLine[]): ShapeLine[] {
  const ages = findAges(lines.map(({ words }) => words))
  const features = lines.map((line, at) =>
    line.words === '' && line.end - line.start >= LINE_LENGTH_LIMIT
      ? longLine(line, at)
      : shortLine(line, at, ages),
  )
  return withCaptions(
    features.map((line, at) => withTags(line, features[at - 1], features[at + 1])),
  )
}

const TAG = /^#\p{L}[^#]{0,40}$/u

/** Line as the page's, where it is one of several tags, one a line. */
function withTags(line: ShapeLine, ...beside: (ShapeLine | undefined)[]): ShapeLine {
  const isOfSeveral = TAG.test(line.words) && beside.some((each) => TAG.test(each?.words ?? ''))
  return isOfSeveral ? { ...line, isCommon: true, isNamelike: false } : line
}

const CAPTION_WORD_LIMIT = 8

/** Form of a line that holds the name on the line below; null of others. */
function captionForm({ words, wordCount }: ShapeLine, below: ShapeLine | undefined): string | null {
  if (below === undefined || !below.isNamelike || below.words === words) return null
  if (wordCount > CAPTION_WORD_LIMIT + below.wordCount) return null
  const at = below.words.length < 2 ? -1 : words.indexOf(below.words)
  const end = at + below.words.length
  if (at === -1 || /\p{L}$/u.test(words.slice(0, at)) || /^\p{L}/u.test(words.slice(end)))
    return null
  const masked = `${words.slice(0, at)}~${words.slice(end)}`
  return /\p{L}{2}|@/u.test(masked) ? withoutNumbers(masked) : null
}

const LEAST_CAPTION_COUNT = 3
/** Fewest names below their own handles. */
const LEAST_HANDLE_COUNT = 2
const beforeName = (form: string): string => form.slice(0, form.indexOf('~'))

/**
 * Lines of which those that hold the name below them, behind the same words each time, are the
 * page's.
 *
 *     View Ann Bo’s graphic link       form "view ~’s graphic link"
 *     Ann Bo
 */
function withCaptions(lines: readonly ShapeLine[]): ShapeLine[] {
  const forms = lines.map((line, index) => captionForm(line, lines[index + 1]))
  const counts = countEach(forms)
  const captions = [...counts].flatMap(([form, count]) =>
    form === null || count < (form === '@~' ? LEAST_HANDLE_COUNT : LEAST_CAPTION_COUNT) ? [] : form,
  )
  const opened = new Set(captions.map(beforeName).filter(Boolean))
  const known = new Set(captions)
  const asCaption = { isCommon: true, isCaption: true, isNamelike: false, isHandle: false }
  return lines.map((line, index) => {
    const form = forms[index] ?? null
    if (form === null || !(known.has(form) || opened.has(beforeName(form)))) return line
    return { ...line, ...asCaption, form, isAnswered: false }
  })
}

const longLine = ({ blankCountAbove }: KindLine, at: number): ShapeLine => ({
  at,
  words: '',
  form: `(long ${at})`,
  moment: null,
  signer: null,
  answers: null,
  isMaybeMoment: false,
  isAge: false,
  isCommon: false,
  isAnswered: false,
  isNotice: false,
  isNamelike: false,
  isHandle: false,
  isCaption: false,
  wordCount: LONG_WORD_COUNT,
  isApart: blankCountAbove > 0,
})

/**
 * Head of an answer behind an arrow, which shows depth, and the name that it answers.
 *
 *     ↳ Ann Bo, 9 June, 09:03 (to Cy)  -> Ann Bo, 9 June, 09:03; Cy
 */
const ARROWED = /^[↳↪⤷→] ?(?<head>\S.*?)(?: \((?:\p{Ll}{1,4} )?@?(?<to>[^()]{1,40})\))?$/u

function shortLine(line: KindLine, at: number, ages: Ages): ShapeLine {
  const { kind: lineKind, blankCountAbove } = line
  const { head, to = null } = ARROWED.exec(line.words)?.groups ?? {}
  const timedHead = head === undefined ? null : parseMoment(head)
  const words = timedHead === null ? line.words : (head ?? '')
  const kind = lineKind === 'handle' ? lineKind : commonKind(words)
  const timed = timedHead ?? parseMoment(words)
  const moment = timed?.time ?? gluedMoment(words) ?? (ages.sure.has(words) ? words : null)
  const form = formOf(words)
  const isCommonKind =
    COMMON_KINDS.has(kind ?? lineKind) || (timedHead === null && COMMON_KINDS.has(lineKind))
  return {
    at,
    words,
    form,
    moment,
    signer: timed?.name ?? null,
    answers: timed?.to ?? (timedHead && to),
    isMaybeMoment: moment === null && (ages.maybe.has(words) || mayBeMoment(words)),
    isAge: moment === null && isAge(words),
    isCommon: isCommonKind || form === SIGN_FORM || SIGNED_COUNT.test(words),
    isAnswered: kind === 'answered',
    isNotice: kind === 'notice',
    isNamelike: isNamelike(words, kind),
    isHandle: kind === 'handle' && words.startsWith('@'),
    isCaption: false,
    wordCount: countWords(words),
    isApart: blankCountAbove > 0,
  }
}

const WORDY_COUNT = 5

/** True for a sentence, or for as many words as labels do not have. */
export const isWordy = ({ wordCount, words, isCommon }: ShapeLine): boolean =>
  !isCommon && (wordCount >= WORDY_COUNT || (/[.!?…。！？]$/.test(words) && wordCount > 2))

/** True for a short line without the end of a sentence. */
export const isLabel = ({ wordCount, words }: ShapeLine, wordLimit: number): boolean =>
  wordCount <= wordLimit && !/[.!?…]$/.test(words)

/**
 * Words of a line before its moment.
 *
 *     Fern commented April 2  -> Fern commented
 *     #2 — 3 May              -> ""
 */
export function wordsBeforeMoment(line: ShapeLine | undefined): string {
  if (line === undefined || line.moment === null) return ''
  const at = line.words.toLowerCase().indexOf(line.moment.toLowerCase())
  const before = at <= 0 ? '' : line.words.slice(0, at)
  // A badge, not a name, stands glued to a moment.
  if (/[\p{Ll})]$/u.test(before)) return ''
  return before.replace(/^[^\p{L}\d@]+|(?<![^\p{L}\d)])[^\p{L}\d)]+$/gu, '').replace(/^\d+\W+/, '')
}
