import { foldText } from '../fold-text.js'
import { isAscii, mayHoldAddress } from '../plain-text.js'
import { editDistance } from '../string-distance.js'

/**
 * Shorter posts are never duplicates: "this", "lol no" and "so they gave up on their own AI" are said by people apart from each other.
 * Choice: at these limits every repeated text among the corpus's 32,483 posts is a headline; at 8 words alone, one in four was not.
 */
const MIN_WORD_COUNT = 8
const MIN_LETTER_COUNT = 36

const ADDRESSES = /(?:https?:\/\/|www\.)\S+|@[\p{L}\p{N}_.]+|[#$]\p{L}[\p{L}\p{N}_.]*/gu
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const ASCII_WORD = /[a-z0-9]+/g
const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the'])
/** At its end a text may have been cut off by whoever exported it. */
const CUT = /(?:…|\.\.\.)\s*(?:https?:\/\/\S+\s*)?$/u

/** One word in so many may be mistyped. Choice. */
const WORDS_PER_TYPO = 5
/** Below this length another word is as near as a typo: "lose" and "love", "can" and "cant". */
const MIN_TYPO_LENGTH = 5
/** A typo in these turns the meaning round. */
const NEGATION = /^(?:not|no|nor|none|never|nothing|without|.*nt)$/

/** A text as duplicates are told by: its words in lower case, without links, handles, hashtags, punctuation and articles. */
export interface TextWords {
  readonly words: readonly string[]
  /** The export broke the text off, by an ellipsis at its end. */
  readonly isCut: boolean
}

/** The words of a text by which duplicates are told, however few. */
export function readAllWords(text: string): string[] {
  // An apostrophe inside a word is no border: "can't" and "cant" are one.
  const straight = text.replaceAll('’', "'")
  const isPlain = isAscii(straight)
  const folded = isPlain ? straight.toLowerCase() : foldText(straight)
  const bare = (mayHoldAddress(folded) ? folded.replace(ADDRESSES, ' ') : folded).replaceAll("'", '')
  return (bare.match(isPlain ? ASCII_WORD : WORD) ?? []).filter((word) => !ARTICLES.has(word))
}

/** @returns null for a text of too few words to be the duplicate of another */
export function readWords(text: string): TextWords | null {
  const words = readAllWords(text)
  const letterCount = words.reduce((count, word) => count + word.length, 0)
  return words.length < MIN_WORD_COUNT || letterCount < MIN_LETTER_COUNT ? null : { words, isCut: CUT.test(text) }
}

/**
 * Whether two texts are the same words in the same order, but for a typo in at most one word of five, for how compounds are written
 * ("data centre", "datacentre"), and for an end that was cut off. Another word, however alike the rest, makes another text: "a smart
 * move" and "a dumb move" are opposite opinions.
 */
export function haveSameWords(left: TextWords, right: TextWords): boolean {
  const [short, long] = left.words.length <= right.words.length ? [left, right] : [right, left]
  if (short.isCut && short.words.length < long.words.length) {
    // The last word may itself be cut.
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
