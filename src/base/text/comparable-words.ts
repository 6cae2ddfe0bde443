import { foldText, isAscii, mayContainAddress } from './fold-text.js'

/**
 * Shorter posts are never duplicates: many people write "lol no". Choice: repeated texts of the
 * corpus are headlines from here on.
 */
const MIN_WORD_COUNT = 8
const MIN_LETTER_COUNT = 36

const ADDRESSES = /(?:https?:\/\/|www\.)\S+|@[\p{L}\p{N}_.]+|[#$]\p{L}[\p{L}\p{N}_.]*/gu
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const ASCII_WORD = /[a-z0-9]+/g
const ARTICLES: ReadonlySet<string> = new Set(['a', 'an', 'the'])
const ELLIPSIS_END = /(?:…|\.\.\.)$/

/** Words to compare: lower case, without links, handles, hashtags, punctuation and articles. */
export function extractWords(text: string): string[] {
  // An apostrophe does not split a word: "can't" equals "cant".
  const straight = text.replaceAll('’', "'")
  const isPlain = isAscii(straight)
  const folded = isPlain ? straight.toLowerCase() : foldText(straight)
  const withoutAddresses = (
    mayContainAddress(folded) ? folded.replace(ADDRESSES, ' ') : folded
  ).replaceAll("'", '')
  return (withoutAddresses.match(isPlain ? ASCII_WORD : WORD) ?? []).filter(
    (word) => !ARTICLES.has(word),
  )
}

/** The compared words of a text; null for one that is too short to be recognised again. */
export function comparableWordsOf(text: string): string[] | null {
  const words = extractWords(text)
  const letterCount = words.reduce((count, word) => count + word.length, 0)
  return words.length >= MIN_WORD_COUNT && letterCount >= MIN_LETTER_COUNT ? words : null
}

/** Tells a text that ends in an ellipsis, or in one and a link. */
export function isTruncated(text: string): boolean {
  if (!/…|\.\.\./.test(text)) return false
  const trimmed = text.trimEnd()
  const word = /(?<!\S)\S*$/.exec(trimmed)?.[0] ?? ''
  if (ELLIPSIS_END.test(trimmed) || /(?:…|\.\.\.)https?:\/\/./u.test(word)) return true
  return /^https?:\/\/./u.test(word) && ELLIPSIS_END.test(trimmed.slice(0, -word.length).trimEnd())
}
