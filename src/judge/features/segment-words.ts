import { segmentInBlocks } from '../../base/text/language/segment-in-blocks.js'
import { joinEmoji } from './join-emoji.js'
import type { Token, TokenKind } from './token.js'

/**
 * Tokens of every language: links (ASCII, so that text without spaces can follow), mail addresses,
 * handles, hashtags.
 */
const ADDRESSES =
  /(?<url>(?:https?:\/\/|www\.)[\x21-\x7e]+)|(?<email>(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+){1,127})|(?<mention>(?<![\p{L}\p{N}_])[@＠][\p{L}\p{M}\p{N}_.]*[\p{L}\p{M}\p{N}_])|(?<hashtag>(?<![\p{L}\p{N}_&])[#＃][\p{L}\p{M}\p{N}_]+)/gu
/** Punctuation after a link that belongs to the sentence. */
const URL_END = /(?<![.,;:!?'")\]}>])[.,;:!?'")\]}>]+$/
const PICTURE = /\p{Extended_Pictographic}|\p{Regional_Indicator}/u
/** White space, and invisible marks that control direction or line breaks. */
const INVISIBLE = /^[\s\p{Cf}\p{Cc}]+$/u
/** Vowel marks and the elongation stroke, which Arabic text may omit. */
const ARABIC_EXTRAS = /[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed]/g

/**
 * Longer texts are segmented in parts, whose ends may split a word of a language without spaces.
 */
const BLOCK_LENGTH = 4096

const segmenters = new Map<string, Intl.Segmenter>()

function segmenterOf(language: string): Intl.Segmenter {
  let segmenter = segmenters.get(language)
  if (segmenter === undefined)
    segmenters.set(language, (segmenter = new Intl.Segmenter(language, { granularity: 'word' })))
  return segmenter
}

/**
 * Splits a text of any language into words with `Intl.Segmenter`. White space and invisible marks
 * are no tokens; an emoji is one.
 *
 * @param language BCP 47, such as `de` or `ja`
 * @returns tokens in order; `text.slice(token.start, token.end) === token.text` holds for each
 * @see Unicode Standard Annex 29. Versions of ICU differ in Japanese, Chinese and Thai, by its
 *   dictionaries.
 */
export function segmentWords(text: string, language: string): Token[] {
  const tokens: Token[] = []
  let from = 0
  for (const match of text.matchAll(ADDRESSES)) {
    const { index, 0: whole, groups = {} } = match
    const kind = Object.keys(groups).find((name) => groups[name] !== undefined) as TokenKind
    const address = kind === 'url' ? whole.replace(URL_END, '') : whole
    addWords(tokens, text, from, index, language)
    tokens.push({
      text: address,
      normal: normalise(address, language),
      start: index,
      end: index + address.length,
      kind,
    })
    from = index + address.length
  }
  addWords(tokens, text, from, text.length, language)
  return joinEmoji(text, tokens)
}

function addWords(tokens: Token[], text: string, from: number, to: number, language: string): void {
  if (from >= to) return
  for (const { segment, index, isWordLike } of segmentInBlocks(
    segmenterOf(language),
    text.slice(from, to),
    BLOCK_LENGTH,
  )) {
    if (INVISIBLE.test(segment)) continue
    const start = from + index
    const kind = kindOf(segment, isWordLike === true)
    tokens.push({
      text: segment,
      normal: normalise(segment, language),
      start,
      end: start + segment.length,
      kind,
    })
  }
}

function kindOf(segment: string, isWordLike: boolean): TokenKind {
  if (isWordLike) return /\p{N}/u.test(segment) && !/\p{L}/u.test(segment) ? 'number' : 'word'
  if (PICTURE.test(segment)) return 'other'
  if (/^\p{Sc}/u.test(segment)) return 'currency'
  if (/^\p{P}/u.test(segment)) return 'punctuation'
  if (/^\p{S}/u.test(segment)) return 'symbol'
  return /^\p{N}/u.test(segment) ? 'number' : 'other'
}

/** Normalises a token: compatibility forms to plain ones, lower case, no Arabic vowel marks. */
function normalise(segment: string, language: string): string {
  const plain = segment.normalize('NFKC').toLocaleLowerCase(language)
  return plain.replace(ARABIC_EXTRAS, '') || plain
}
