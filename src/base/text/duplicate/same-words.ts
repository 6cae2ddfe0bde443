import { foldText } from '../fold-text.js'
import { isAscii, mayContainAddress } from '../plain-text.js'
import { editDistance } from '../string-distance.js'

/**
 * Shorter posts are never duplicates: many people write "this", "lol no" or "so they gave up on their own AI" independently. Choice: with
 * these limits, every repeated text among the corpus's 32,483 posts is a headline; with 8 words alone, one in four was not.
 */
const MIN_WORD_COUNT = 8
const MIN_LETTER_COUNT = 36

const ADDRESSES = /(?:https?:\/\/|www\.)\S+|@[\p{L}\p{N}_.]+|[#$]\p{L}[\p{L}\p{N}_.]*/gu
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const ASCII_WORD = /[a-z0-9]+/g
const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the'])
const ELLIPSIS_END = /(?:…|\.\.\.)$/

/** At most one word in this many may have a typo. Choice. */
const WORDS_PER_TYPO = 5
/** In shorter words a typo is often another word: "lose" and "love", "can" and "cant". */
const MIN_TYPO_LENGTH = 5
/** Words in which a typo reverses the meaning. */
const NEGATION = /^(?:not|no|nor|none|never|nothing|without|.*nt)$/

/** The words of a text that are compared: lower case, without links, handles, hashtags, punctuation and articles. */
export interface TextWords {
  readonly words: readonly string[]
  /** Whether the text ends in an ellipsis, where an export truncated it. */
  readonly isTruncated: boolean
}

/** The compared words of a text of any length. */
export function extractWords(text: string): string[] {
  // An apostrophe does not split a word: "can't" equals "cant".
  const straight = text.replaceAll('’', "'")
  const isPlain = isAscii(straight)
  const folded = isPlain ? straight.toLowerCase() : foldText(straight)
  const bare = (mayContainAddress(folded) ? folded.replace(ADDRESSES, ' ') : folded).replaceAll("'", '')
  return (bare.match(isPlain ? ASCII_WORD : WORD) ?? []).filter((word) => !ARTICLES.has(word))
}

/** @returns null for a text too short to be a duplicate */
export function extractComparableWords(text: string): TextWords | null {
  const words = extractWords(text)
  const letterCount = words.reduce((count, word) => count + word.length, 0)
  return isComparable(words.length, letterCount) ? { words, isTruncated: isTruncated(text) } : null
}

/** Whether a text has words enough to be a duplicate. */
export const isComparable = (wordCount: number, letterCount: number): boolean =>
  wordCount >= MIN_WORD_COUNT && letterCount >= MIN_LETTER_COUNT

/** Whether a text ends in an ellipsis, or in one and a link. */
export function isTruncated(text: string): boolean {
  if (!/…|\.\.\./.test(text)) return false
  const trimmed = text.trimEnd()
  const word = /(?<!\S)\S*$/.exec(trimmed)?.[0] ?? ''
  if (ELLIPSIS_END.test(trimmed) || /(?:…|\.\.\.)https?:\/\/./u.test(word)) return true
  return /^https?:\/\/./u.test(word) && ELLIPSIS_END.test(trimmed.slice(0, -word.length).trimEnd())
}

/**
 * Whether two texts have the same words in the same order, except for a typo in at most one word of five, for the spelling of compounds
 * ("data centre", "datacentre"), and for a truncated end. A different word makes a different text: "a smart move" and "a dumb move" are
 * opposite opinions.
 */
export function haveSameWords(left: TextWords, right: TextWords): boolean {
  const [short, long] = left.words.length <= right.words.length ? [left, right] : [right, left]
  if (short.isTruncated && short.words.length < long.words.length) {
    // The last word may itself be truncated.
    const last = short.words.length - 1
    return agree(short.words.slice(0, last), long.words.slice(0, last)) && (long.words[last] ?? '').startsWith(short.words[last] ?? '')
  }
  if (short.words.length === long.words.length) return agree(short.words, long.words)
  return short.words.join('') === long.words.join('')
}

function agree(left: readonly string[], right: readonly string[]): boolean {
  let typoCount = 0
  for (let index = 0; index < left.length; index++) {
    const [one, other] = [left[index] as string, right[index] as string]
    if (one === other) continue
    if (!isTypo(one, other) || (typoCount += 1) * WORDS_PER_TYPO > left.length) return false
  }
  return true
}

function isTypo(one: string, other: string): boolean {
  if (Math.min(one.length, other.length) < MIN_TYPO_LENGTH || /\p{N}/u.test(one + other)) return false
  if (NEGATION.test(one) !== NEGATION.test(other)) return false
  return editDistance(one, other, 1) <= 1
}
