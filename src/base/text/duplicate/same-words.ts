import { foldText, isAscii, mayContainAddress } from '../fold-text.js'
import { hashWord, mixBits } from '../hash-text.js'
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
  return words.length >= MIN_WORD_COUNT && letterCount >= MIN_LETTER_COUNT ? { words, isTruncated: isTruncated(text) } : null
}

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
  return haveSameLetters(short, long)
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

/** Bands of a signature, and hashes per band. Texts that share 2 of 3 word pairs have an equal band in 94 %, 8 of 10 pairs in 99.7 %. */
const BAND_COUNT = 8
const ROWS_PER_BAND = 3
const HASH_COUNT = BAND_COUNT * ROWS_PER_BAND

export interface TextSketch {
  readonly wordCount: number
  readonly isTruncated: boolean
  /**
   * 32-bit numbers. First one of all letters, without separators, since compounds may be written as one word or two; then one per band.
   * Texts with an equal one are candidates for duplicates.
   */
  readonly hashes: readonly number[]
}

type Counted = Pick<TextSketch, 'wordCount' | 'isTruncated'>

/** How many {@link TextSketch.hashes} there are. */
export const SKETCH_LENGTH = 1 + BAND_COUNT

/** @returns null for a text too short to be a duplicate */
export function sketchText(text: string): TextSketch | null {
  const found = extractComparableWords(text)
  if (found === null) return null
  const { words, isTruncated } = found
  return { wordCount: words.length, isTruncated, hashes: hashesOf(words) }
}

/** Whether two texts have the same letters, however they are split into words. */
export const haveSameLetters = (left: TextWords, right: TextWords): boolean => left.words.join('') === right.words.join('')

/** Whether texts of these sketches can have nearly the same words: see `haveSameWords`. */
export function mayHaveSameWords(left: Counted, right: Counted): boolean {
  if (left.wordCount === right.wordCount) return true
  return left.wordCount < right.wordCount ? left.isTruncated : right.isTruncated
}

const least = new Uint32Array(HASH_COUNT)

/**
 * The hash of all letters, and the MinHash signature of pairs of adjacent words in bands.
 *
 * @param words at least two
 * @see Broder (1997), On the resemblance and containment of documents; Leskovec et al., Mining of Massive Datasets, 3.4
 */
function hashesOf(words: readonly string[]): number[] {
  least.fill(0xffffffff)
  let letters = 0
  let previous = 0
  for (let at = 0; at < words.length; at++) {
    const word = hashWord(words[at] as string)
    letters = hashWord(words[at] as string, letters)
    const pair = mixBits(Math.imul(previous, 31) + word)
    previous = word
    for (let index = 0; at > 0 && index < HASH_COUNT; index++) {
      const hash = mixBits(pair + Math.imul(index + 1, 0x9e3779b1)) >>> 0
      if (hash < (least[index] as number)) least[index] = hash
    }
  }
  const hashes = [mixBits(letters)]
  for (let band = 0; band < BAND_COUNT; band++) {
    let hash = 0
    for (let row = 0; row < ROWS_PER_BAND; row++) {
      hash = mixBits(Math.imul(hash, 31) + (least[band * ROWS_PER_BAND + row] as number) + band)
    }
    hashes.push(hash)
  }
  return hashes
}
