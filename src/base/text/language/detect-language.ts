import type { eld } from 'eld/extrasmall'
import { isAscii, mayContainAddress } from '../fold-text.js'
import { lazily } from '../lazily.js'

/** Words that are frequent in English and rare in Dutch, German, Polish, French and Spanish. */
const ENGLISH_WORDS: ReadonlySet<string> = new Set(
  (
    "the and of is it it's that that's this they they're them their you you're your i i'm my not isn't don't can't doesn't wasn't have been " +
    'but what just if from there we he she who when how why would should could will which than then about because were are does with be'
  ).split(' '),
)

/** Further English words, for texts of ASCII alone: those seldom mix languages. */
const PLAIN_ENGLISH_WORDS: ReadonlySet<string> = new Set([
  ...ENGLISH_WORDS,
  ...(
    'its only their our him these those other another every everyone everybody someone somebody anyone nobody something nothing ' +
    'anything everything never always again already into through before without while gets makes says said went took ' +
    "know think really wants whole down away out years year until since though yet ever did didn't getting being having " +
    "i'd i've i'll we're we've they'll they've you'll you've what's there's he's she's won't wouldn't couldn't aren't"
  ).split(' '),
])

/**
 * Such words in a clearly English text. Measured: 87 % of the corpus posts, none of 50 short posts
 * in other languages.
 */
const MIN_ENGLISH_WORD_COUNT = 2
const MIN_ENGLISH_WORD_SHARE = 0.15

/**
 * Shorter posts are undetermined: "lol nice", "RIP Nokia" and "ok boomer" belong to no language.
 */
const MIN_WORD_COUNT = 5
/** Minimum number of words that are no names. */
const MIN_PLAIN_WORD_COUNT = 4
/** Minimum letters of another alphabet that determine a language: "ツ" is a face. */
const MIN_SCRIPT_LETTER_COUNT = 4

const ADDRESSES = /(?:https?:\/\/|www\.)\S+|[@#$][\p{L}\p{N}_.]+/gu
const WORD = /[\p{L}\p{M}][\p{L}\p{M}'’]*/gu
const ASCII_WORD = /[A-Za-z][A-Za-z']*/g
const LETTER = /\p{L}/gu
/** Letters of the Latin alphabet, and styled letters that Unicode assigns to no script. */
const LATIN_LETTER = /[\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}]/u
const OTHER_LETTER = /(?![\p{Script=Latin}\p{Script=Common}\p{Script=Inherited}])\p{L}/gu
const NAME_INSIDE_SENTENCE = /(?<=[\p{L}\p{N},;:'"“”’)\-–—]\s+)\p{Lu}[\p{L}\p{M}'’]*/gu
const TICKER = /(?<![\p{L}\p{N}])[A-Z]{2,5}(?![\p{L}\p{N}])/gu

/** Prefix that is analysed, in UTF-16 code units. */
const LENGTH_LIMIT = 1000

interface UndecidedText {
  readonly words: string
  /** Another alphabet rules the model's language out. */
  readonly isOtherAlphabet: boolean
}

/**
 * Gives the words that need the detector; null for a clearly English text, and one that is too
 * short. Addresses are ignored.
 */
export function prefilterEnglish(text: string): UndecidedText | null {
  const words = withoutAddresses(text.slice(0, LENGTH_LIMIT))
  const others = isAscii(words) ? [] : (words.match(OTHER_LETTER) ?? [])
  if (
    others.length >= MIN_SCRIPT_LETTER_COUNT &&
    others.length * 2 > (words.match(LETTER) ?? []).length
  ) {
    return { words, isOtherAlphabet: true }
  }
  const latin =
    others.length === 0
      ? words
      : words.replace(LETTER, (letter) => (LATIN_LETTER.test(letter) ? letter : ' '))
  const matches = matchWords(latin)
  if (matches.length < MIN_WORD_COUNT) return null
  if (isClearlyEnglish(matches, isAscii(latin) ? PLAIN_ENGLISH_WORDS : ENGLISH_WORDS)) return null
  if (/\p{Ll}/u.test(latin) && matches.length - countNames(latin) < MIN_PLAIN_WORD_COUNT)
    return null
  return { words: latin, isOtherAlphabet: false }
}

function isClearlyEnglish(words: readonly string[], english: ReadonlySet<string>): boolean {
  let englishCount = 0
  for (const word of words) if (english.has(word)) englishCount += 1
  return (
    englishCount >= MIN_ENGLISH_WORD_COUNT && englishCount >= MIN_ENGLISH_WORD_SHARE * words.length
  )
}

/** Minimum letters for alphabets with one-letter words or without spaces. */
const MIN_LETTER_COUNT = 12

/** {@link prefilterEnglish} for models of other languages. */
export function prefilterLanguage(text: string): UndecidedText | null {
  const words = withoutAddresses(text.slice(0, LENGTH_LIMIT))
  const count = (pattern: RegExp): number => (words.match(pattern) ?? []).length
  const otherCount = count(OTHER_LETTER)
  const isOtherAlphabet = otherCount * 2 > count(LETTER)
  const isShort = isOtherAlphabet ? otherCount < MIN_LETTER_COUNT : count(WORD) < MIN_WORD_COUNT
  return isShort ? null : { words, isOtherAlphabet }
}

const withoutAddresses = (text: string): string =>
  mayContainAddress(text)
    ? (text.includes('@') ? text.replace(/\S+/g, withoutMail) : text).replace(ADDRESSES, ' ')
    : text

/**
 * Removes an e-mail address from a word. One pattern for both sides of the @ is cubic: 980 @
 * took half a second.
 */
function withoutMail(run: string): string {
  const at = run.indexOf('@', 1)
  const end =
    at === -1 || /^(?:https?:\/\/|www\.)/u.test(run)
      ? undefined
      : [...run.matchAll(/\.\w+/g)].at(-1)
  return end === undefined || end.index < at + 2 ? run : ` ${run.slice(end.index + end[0].length)}`
}

function matchWords(text: string): readonly string[] {
  const straight = text.replaceAll('’', "'")
  if (isAscii(straight)) return straight.toLowerCase().match(ASCII_WORD) ?? []
  return (straight.match(WORD) ?? []).map((word) => word.toLowerCase())
}

const countNames = (text: string): number =>
  (text.match(TICKER)?.length ?? 0) +
  (text.replace(TICKER, '').match(NAME_INSIDE_SENTENCE)?.length ?? 0)

/**
 * Minimum lead of another language's score over the model's. Measured:
 * `test/base/text/language/detect-language.test.ts`, README.
 */
const MIN_LEAD = 0.15
const MIN_LEAD_NAMED = 0.02
/** Minimum lead when the source names the model's language. */
const MIN_LEAD_DENIED = 0.3

/** Codes for "could not tell", "no words" and the like. */
const NO_LANGUAGE = /^(?:und|zxx|mis|mul|q[a-t][a-z]|art)$/

const UNDETERMINED = 'und'

/** One megabyte of n-grams, loaded for the first uncertain text. */
const detector = lazily(() => import('eld/extrasmall').then((module) => module.eld))

/**
 * Finds texts in other languages than the model's, offline. Undetermined texts count as the model's
 * language. They have fewer than five words, names and emoji alone, or a close match; or the
 * detector does not know the model's language.
 *
 * @param texts with the language that the source gives (BCP 47), if any
 * @returns per text, the primary language tag (`de`; `und` for another alphabet that fits no
 *   language), or null for the model's language
 * @see eld, https://github.com/nitotm/efficient-language-detector-js: naive Bayes over byte
 *   n-grams, 60 languages
 */
export async function detectLanguages(
  texts: readonly { readonly text: string; readonly language?: string | undefined }[],
  modelLanguage = 'en',
): Promise<(string | null)[]> {
  const languages: (string | null)[] = []
  for (const { text, language } of texts) {
    const undecided = modelLanguage === 'en' ? prefilterEnglish(text) : prefilterLanguage(text)
    languages.push(
      undecided === null
        ? null
        : decideLanguage(undecided, await detector(), modelLanguage, language),
    )
  }
  return languages
}

function decideLanguage(
  undecided: UndecidedText,
  { detect, info }: typeof eld,
  modelLanguage: string,
  language: string | undefined,
): string | null {
  if (modelLanguage !== 'en' && !Object.values(info().Languages).includes(modelLanguage))
    return null
  const { language: likeliest, getScores } = detect(undecided.words)
  if (undecided.isOtherAlphabet && modelLanguage === 'en')
    return likeliest === '' || likeliest === 'en' ? UNDETERMINED : likeliest
  if (likeliest === '' || likeliest === modelLanguage) return null
  const namedLanguage = primaryTagOf(language)
  const scores = getScores()
  const lead = (scores[likeliest] ?? 0) - (scores[modelLanguage] ?? 0)
  if (lead < minLeadOf(namedLanguage, modelLanguage)) return null
  return namedLanguage === null || namedLanguage === modelLanguage ? likeliest : namedLanguage
}

/** Primary tag of a language that the source gives (BCP 47); null for none. */
function primaryTagOf(language: string | undefined): string | null {
  const tag = /^[a-z]{2,3}(?![a-z])/.exec(language?.toLowerCase() ?? '')?.[0] ?? null
  return tag === null || NO_LANGUAGE.test(tag) ? null : tag
}

function minLeadOf(namedLanguage: string | null, modelLanguage: string): number {
  if (namedLanguage === null) return MIN_LEAD
  return namedLanguage === modelLanguage ? MIN_LEAD_DENIED : MIN_LEAD_NAMED
}
