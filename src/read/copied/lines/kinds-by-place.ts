import { wordsFor } from '../words/words.js'
import { type Kind, kindsOf } from './kinds.js'
import type { PageLine } from './page-line.js'
import { isOriginalButton } from './translation.js'

/**
 * Kind of a line by the lines above and below, in any language; null where these do not tell.
 *
 * @param counts how often the same words stand alone on a line
 */
export function kindByPlace(
  lines: readonly PageLine[],
  at: number,
  kindAt: (at: number) => Kind,
  counts: ReadonlyMap<string, number>,
): Kind | null {
  if (isDottedTime(lines, at, kindAt)) return 'time'
  if ([SHOWN_STAMP, EDITED_AGE].some((shape) => shape.test(lines[at]?.words ?? ''))) return 'time'
  if (isScrambled(lines, at)) return 'time'
  if (isOfPicture(lines, at)) return 'picture'
  if ([at, at - 1].some((each) => isBetweenNames(lines, each, kindAt))) return 'badge'
  if (isCountBelow(lines, at, kindAt)) return 'count'
  if (isVideoCard(lines, at, kindAt)) return 'end'
  if (isAnsweredLabel(lines, at, kindAt, counts)) return 'answered'
  if (/^tags:?$/i.test(lines[at - 1]?.words ?? '') && kindAt(at - 1) === 'furniture')
    return 'furniture'
  if (isTranslationLabel(lines, at, kindAt)) return 'furniture'
  if (isSiteOfPicture(lines, at, kindAt) || isReaction(lines, at, kindAt)) return 'furniture'
  if (isButtonAboveCount(lines, at, kindAt)) return 'furniture'
  return isInStamp(lines, at, kindAt) ? 'furniture' : null
}

/**
 * True for what stands between a name and the same name, below the end of a post; both of them tell
 * of the name above.
 *
 *     2
 *     Group member 417
 *     Anonymous participant      <-
 *     Group member 417           (a badge, too)
 */
function isBetweenNames(
  lines: readonly PageLine[],
  at: number,
  kindAt: (at: number) => Kind,
): boolean {
  const isShort = [at - 1, at].every((each) => kindAt(each) === 'short')
  const isTwice = lines[at - 1]?.words === lines[at + 1]?.words
  return isShort && isTwice && POST_END.has(kindAt(at - 2))
}

const POST_END = kindsOf('count', 'button', 'reply', 'more', 'furniture', 'picture')

const TRANSLATION_LABEL_LENGTH_LIMIT = 80

/**
 * True for what says that a post is translated, in any language: a button for the original below.
 *
 *     6 שע׳
 *     תורגם מ-רוסית על ידי Grok      <-
 *     הצגת טקסט מקורי
 */
const isTranslationLabel = (
  lines: readonly PageLine[],
  at: number,
  kindAt: (at: number) => Kind,
): boolean =>
  (lines[at]?.words.length ?? 0) <= TRANSLATION_LABEL_LENGTH_LIMIT &&
  (kindAt(at - 1) === 'time' || isDottedTime(lines, at - 1, kindAt)) &&
  isOriginalButton(lines[at + 1]?.words ?? '')

/**
 * True for the reactions to a post, joined to one word, in any language.
 *
 *     J’aime
 *     j’aimeinstructif      <- also "Gefällt mirApplausWunderbar"
 *     143
 */
function isReaction(lines: readonly PageLine[], at: number, kindAt: (at: number) => Kind): boolean {
  const { words = '' } = lines[at] ?? {}
  if (words.length > REACTIONS_LENGTH_LIMIT || kindAt(at + 1) !== 'count') return false
  const isOneWord = /^[\p{Ll}’']{6,}$/u.test(words) && kindAt(at - 1) === 'button'
  return isOneWord || (words.includes(' ') && JOINED_LABELS.test(words))
}

const REACTIONS_LENGTH_LIMIT = 60
const JOINED_LABELS = /^(?:\p{Lu}\p{Ll}{1,20}(?: \p{Ll}{1,20})?){3,7}$/u

const BUTTON_LENGTH_LIMIT = 30

/**
 * True for a button between the one for a reply and a count, in any language.
 *
 *     Répondre
 *     Supprimer l’aperçu      <-
 *     33
 *     Hervé Le Goff
 */
function isButtonAboveCount(
  lines: readonly PageLine[],
  at: number,
  kindAt: (at: number) => Kind,
): boolean {
  const { words = '', blankCountAbove = 0 } = lines[at] ?? {}
  const isLabel = words.length <= BUTTON_LENGTH_LIMIT && /^\p{Lu}\p{Ll}+ \p{L}/u.test(words)
  if (!isLabel || blankCountAbove > 0 || kindAt(at - 1) !== 'reply') return false
  return kindAt(at + 1) === 'count' && kindAt(at + 2) !== 'time'
}

const SITE_LABEL = /^\p{L}{1,12}:? [a-z\d-]+(?:\.[a-z\d-]+){1,4}$/u

/**
 * True for the site that a picture links to, in any language.
 *
 *     Image
 *     Depuis echoducommerce.example      <-
 *     7:41 AM · 30 nov. 2026
 */
const isSiteOfPicture = (
  lines: readonly PageLine[],
  at: number,
  kindAt: (at: number) => Kind,
): boolean =>
  SITE_LABEL.test(lines[at]?.words ?? '') &&
  /^(?:picture|furniture)$/.test(kindAt(at - 1)) &&
  /^(?:time|count)$/.test(kindAt(at + 1))

const SHORT_COUNT = /^\d[\d.,]{0,6} ?\p{L}{1,5}\.?$/u

/**
 * True for a count in the short form of any language, below two others.
 *
 *     310
 *     198
 *     6,2 N        <-
 */
const isCountBelow = (
  lines: readonly PageLine[],
  at: number,
  kindAt: (at: number) => Kind,
): boolean =>
  SHORT_COUNT.test(lines[at]?.words ?? '') &&
  kindAt(at) !== 'time' &&
  kindAt(at - 1) === 'count' &&
  kindAt(at - 2) === 'count'

const DURATION = /^\d{1,2}:\d{2}(?::\d{2})?$/
/** Fewest and most lines of a card: duration, title, channel, views, a dot, its age. */
const CARD_LINE_COUNTS = [4, 7] as const

/**
 * True for the duration of a video that the page recommends, above another one.
 *
 *     14:22              <-
 *     A day at the last bookshop
 *     Books and Towns
 *     81K views
 *     9:07
 */
const isVideoCard = (
  lines: readonly PageLine[],
  at: number,
  kindAt: (at: number) => Kind,
): boolean => {
  const [least, most] = CARD_LINE_COUNTS
  if (!DURATION.test(lines[at]?.words ?? '')) return false
  const below = lines.slice(at + 1, at + 1 + most)
  const length = 1 + below.findIndex(({ words }) => DURATION.test(words))
  // A message of a chat has no age beside its clock.
  const isAged = below.slice(1, length - 1).some((_, index) => kindAt(at + 2 + index) === 'time')
  return length >= least && isAged
}

/**
 * True for the initials of the name below, which stand for its picture.
 *
 *     WO                 <-
 *     Wally Ostby
 */
function isInitials(lines: readonly PageLine[], at: number): boolean {
  const { words = '' } = lines[at] ?? {}
  if (!/^\p{Lu}{2}$/u.test(words)) return false
  const initials = lines[at + 1]?.words.replace(/(\S)\S* ?/gu, '$1') ?? ''
  return initials.toUpperCase().startsWith(words)
}

const isOfPicture = (lines: readonly PageLine[], at: number): boolean =>
  isInitials(lines, at) || isPictureSize(lines, at) || isLinkToName(lines, at)

const LINK_WORDS_LENGTH_LIMIT = 30

/**
 * True for the label of a link to the account below, whose name stands twice, in any language.
 *
 *     Voir la page de Groupe Marchevent      <-
 *     Groupe Marchevent
 *     Groupe Marchevent
 */
function isLinkToName(lines: readonly PageLine[], at: number): boolean {
  const [label, name, again] = lines.slice(at, at + 3).map(({ words }) => words)
  if (label === undefined || !name || name !== again || label === name) return false
  const isShort = label.length <= name.length + LINK_WORDS_LENGTH_LIMIT
  return isShort && /^\p{Lu}.*\p{Ll}/u.test(name) && ` ${label} `.includes(` ${name} `)
}

const PICTURE_SIZE = /^(?:\S{1,60}?)?\d{2,5}[×x]\d{2,5} [\d.]+ [KM]B$/u

/**
 * True for the size of a picture, and for its name above.
 *
 *     bill_june                <-
 *     1920×1080 214 KB         <-
 */
function isPictureSize(lines: readonly PageLine[], at: number): boolean {
  const { words = '' } = lines[at] ?? {}
  const { words: below = '', blankCountAbove } = lines[at + 1] ?? {}
  const isName = /^\S{1,60}$/.test(words) && blankCountAbove === 0
  return PICTURE_SIZE.test(words) || (isName && PICTURE_SIZE.test(below))
}

/**
 * Day and clock below an opening post, in any language.
 *
 *     8:03 ÖÖ · 19 Oca 2026      8.03 ap. · 19. tammik. 2026      오전 8:03 · 2026년 1월 19일
 *     9 Ekim, 21:14 ·
 */
const SHOWN_STAMP =
  /^(?=.{0,30}\d[:.]\d{2}(?!\d))(?:(?=.{0,40}(?<!\d)20\d{2}(?!\d))(?=.{1,30} [·•] ).{10,45}|\d.{8,30} [·•])$/u
/** "Bearbeitet • 4 T", "Edited · 5d" */
const EDITED_AGE = new RegExp(`^(?:${wordsFor('edited')}) ?[·•] ?.{0,8}\\d.{0,10}$`, 'iu')
const LONE_DOT = /^[·•]$/
const OPENS_IN_DOT = /^[·•] (?=.*\d)/
const DOTTED_TIME_LENGTH_LIMIT = 20
const ANSWERED_LABEL_LENGTH_LIMIT = 30

/**
 * True for a time in any language: a short line with a digit that a lone dot parts from a handle.
 *
 *     @basia_k          @basia_k
 *     ·                 · 19 sty      <-
 *     19 sty      <-
 */
function isDottedTime(
  lines: readonly PageLine[],
  at: number,
  kindAt: (at: number) => Kind,
): boolean {
  const words = lines[at]?.words ?? ''
  const isShort = words.length <= DOTTED_TIME_LENGTH_LIMIT && /\d/.test(words)
  if (!isShort || kindAt(at) === 'more') return false
  if (OPENS_IN_DOT.test(words)) return kindAt(at - 1) === 'handle'
  const isBelowDot = LONE_DOT.test(lines[at - 1]?.words ?? '')
  return isBelowDot && /^(?:handle|picture|badge)$/.test(kindAt(at - 2))
}

/**
 * True for "Replying to" in any language: it parts such a time from a handle.
 *
 *     2 godz.
 *     W odpowiedzi do      <-
 *     @basia_k
 *
 * A sentence that a link breaks goes on with a blank: "Ask", "@basia_k", " what becomes of it."
 * One that a link ends stands above a count.
 */
function isAnsweredLabel(
  lines: readonly PageLine[],
  at: number,
  kindAt: (at: number) => Kind,
  counts: ReadonlyMap<string, number>,
): boolean {
  const { words: handle = '' } = lines[at + 1] ?? {}
  const isShort = (lines[at]?.words.length ?? 0) <= ANSWERED_LABEL_LENGTH_LIMIT
  const { words: below = '', indent = 0 } = lines[at + 2] ?? {}
  const isEnd = kindAt(at + 2) === 'count' && (counts.get(lines[at]?.words ?? '') ?? 0) < 2
  const isBroken = isEnd || indent > 0 || /^[,.;:!?)]/.test(below)
  // Of an account that is not here, the label may be words: "Ask", "@ann".
  const isKnown = /^@\w+$/.test(handle) && (counts.get(handle) ?? 0) > 1
  return isShort && isKnown && !isBroken && isDottedTime(lines, at - 1, kindAt)
}

const STAMP_LINE_LIMIT = 6
const STAMP_WORD_LIMIT = 2
const DOT_BEHIND = /(?:^|\s)[·•]$/u
const endsInDot = (words = ''): boolean => DOT_BEHIND.test(words.slice(-2))

/**
 * True for a short label that a dot above parts from the day and clock of a post.
 *
 *     May 20, 2026, 10:03 AM
 *     ·
 *     Web              <-
 *     ·
 *     Public           <-
 */
function isInStamp(
  lines: readonly PageLine[],
  index: number,
  kindAt: (at: number) => Kind,
): boolean {
  const { words = '' } = lines[index] ?? {}
  if (!endsInDot(lines[index - 1]?.words)) return false
  if (!/^\p{L}/u.test(words) || words.split(' ').length > STAMP_WORD_LIMIT) return false
  for (let at = index - 1; at >= Math.max(0, index - STAMP_LINE_LIMIT); at -= 1) {
    const above = lines[at]?.words ?? ''
    if (isDayAndClock(above) && kindAt(at) === 'time') return true
    const isPart = endsInDot(above) || endsInDot(lines[at - 1]?.words)
    if (!isPart) return false
  }
  return false
}

/** True for words with a clock and a year. */
export const isDayAndClock = (words: string): boolean =>
  /\d[:.]\d{2}(?!\d)/.test(words) && /(?<!\d)20\d{2}(?!\d)/.test(words)

const MAYBE_NAMES = kindsOf(
  'count',
  'badge',
  'reply',
  'button',
  'furniture',
  'more',
  'heading',
  'end',
)

/**
 * True for a word of the page that the picture right above it tells to be an account.
 *
 *     u/uma avatar
 *     uma              <- also "share", "more"
 *     •
 */
export function isNameOfPicture(
  lines: readonly PageLine[],
  at: number,
  kind: Kind,
  kindOf: (words: string, raw: string) => Kind,
): boolean {
  const { words = '', blankCountAbove = 0 } = lines[at] ?? {}
  if (!MAYBE_NAMES.has(kind) || blankCountAbove > 0 || !/^\p{L}\S*$/u.test(words)) return false
  const { words: above = '' } = lines[at - 1] ?? {}
  return above.split(/[\s/]+/).includes(words) && kindOf(above, above) === 'picture'
}

const SCRAMBLED = /^[\p{L}\d :,]{20,100}$/u
/** Fewest digits beside letters that no words have. */
const LEAST_MIXED_COUNT = 8

/**
 * True for a line of letters and digits beside a dot, among which those of a time are hidden.
 *
 *     opdtrSseon1l5a82h12ug h4c fa3m7t1gfil0t60a1y 2Mgh95ct1gl64tm ·
 */
function isScrambled(lines: readonly PageLine[], at: number): boolean {
  const { words = '' } = lines[at] ?? {}
  const besides = [words, lines[at - 1]?.words, lines[at + 1]?.words]
  const isBesideDot = besides.some((each) => endsInDot(each))
  const signs = words.replace(DOT_BEHIND, '')
  const mixedCount = signs.match(/\p{L}\d/gu)?.length ?? 0
  return isBesideDot && SCRAMBLED.test(signs) && mixedCount >= LEAST_MIXED_COUNT
}

const LEAST_SCRAMBLED_COUNT = 8

/**
 * Lines of one sign each, among which the letters of a time are hidden; the last stands for the
 * time.
 *
 *     t
 *     o
 *     S        <- and so on, at least eight
 */
export function findScrambled(lines: readonly PageLine[]): ReadonlyMap<number, Kind> {
  const kindAt = new Map<number, Kind>()
  let from = 0
  for (let at = 0; at <= lines.length; at += 1) {
    if (lines[at]?.words.length === 1) continue
    if (at - from >= LEAST_SCRAMBLED_COUNT)
      for (let part = from; part < at; part += 1)
        kindAt.set(part, part === at - 1 ? 'time' : 'furniture')
    // The signs of a few may stand together above the others.
    const isTogether = /^(?=.*\d)(?=.*\p{L})\S{4,20}$/u.test(lines[from - 1]?.words ?? '')
    // A name stands above the dot, and perhaps a button below it.
    const isBelowDot = [2, 3].some((far) => LONE_DOT.test(lines[from - far]?.words ?? ''))
    if (kindAt.has(at - 1) && (isTogether || isBelowDot)) kindAt.set(from - 1, 'furniture')
    from = at + 1
  }
  return kindAt
}
