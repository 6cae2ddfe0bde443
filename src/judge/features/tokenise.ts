import { memoise } from '../../base/text/memoise.js'
import { segmentWords } from './segment-words.js'
import { type Token, WordToken } from './token.js'
import { tokeniseWithWink } from './wink-tokens.js'

/** The white space at which wink first splits a text: spaces of any width, tabs and line breaks. */
const SPACES: ReadonlySet<number> = new Set(
  [...' \u00a0\u2002\u2003\u2004\u2005\u2009\u200a\u202f\u205f\n\r\t'].map((space) => space.charCodeAt(0)),
)
const BLANK = 32
const LAST_ASCII = 127

const isSpace = (code: number): boolean => code === BLANK || ((code < BLANK || code > LAST_ASCII) && SPACES.has(code))

const CACHED_RUN_COUNT = 32_768
/** Longer runs are mostly links and not worth caching. */
const MAX_CACHED_LENGTH = 40

const tokensOfRun = memoise((run) => tokeniseWithWink(run).map(WordToken.numbered), CACHED_RUN_COUNT)

/**
 * Splits a text into tokens with wink-nlp. White space and line breaks are not tokens. An emoji sequence is one token. Each run between two
 * spaces is tokenised independently of its neighbours.
 *
 * @param text any string
 * @returns tokens in order; `text.slice(token.start, token.end) === token.text` holds for each
 */
export function tokenise(text: string): Token[] {
  const tokens: WordToken[] = []
  const add = (found: readonly Token[], offset: number): void => {
    for (const token of found) tokens.push(WordToken.shifted(token, offset))
  }
  for (let start = 0, end = 0; start < text.length; start = end + 1) {
    end = start
    while (end < text.length && !isSpace(text.charCodeAt(end))) end += 1
    if (end === start) continue
    const run = text.slice(start, end)
    if (run.length <= MAX_CACHED_LENGTH) add(tokensOfRun(run), start)
    else for (const piece of splitRun(run)) add(tokeniseWithWink(piece.text), start + piece.start)
  }
  return tokens
}

/** wink's time is quadratic in the length of a run, so longer runs are split: at white space that is none to wink (U+3000), and every 256 letters. */
const MAX_RUN_LENGTH = 256
/** Code units that must not start a piece: the second half of a surrogate pair, joiners and combining marks. */
const CONTINUES = /[\u{DC00}-\u{DFFF}]|\u{200D}|\p{M}/u
const LOW_SURROGATE = /[\u{DC00}-\u{DFFF}]/u

/** Splits a run into pieces without white space of at most {@link MAX_RUN_LENGTH}, give or take a few characters. */
function* splitRun(run: string): Generator<{ readonly text: string; readonly start: number }> {
  if (run.length <= MAX_RUN_LENGTH) return yield { text: run, start: 0 }
  for (const { 0: part, index } of run.matchAll(/\S+/g)) {
    for (let start = 0, end = 0; start < part.length; start = end) {
      end = Math.min(start + MAX_RUN_LENGTH, part.length)
      const limit = end + MAX_RUN_LENGTH
      while (end < part.length && (end < limit ? CONTINUES : LOW_SURROGATE).test(part[end] as string)) end += 1
      yield { text: part.slice(start, end), start: index + start }
    }
  }
}

/** Splits a text into tokens. */
export type Tokenise = (text: string) => readonly Token[]

/** The tokeniser of a model's language; stored with its weights. */
export type TokeniserName = 'wink-nlp' | 'intl-segmenter'

/** Language of models that do not name one. */
export const ENGLISH = 'en'

/** A primary language tag, optionally with a script or region. */
export const LANGUAGE_TAG = /^[a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*$/

/** wink-nlp for English, `Intl.Segmenter` for every other language. */
export const tokeniserNameOf = (language: string): TokeniserName => (/^en(?:-|$)/.test(language) ? 'wink-nlp' : 'intl-segmenter')

/** @param language BCP 47; default English */
export const tokeniserFor = (language: string = ENGLISH): Tokenise =>
  tokeniserNameOf(language) === 'wink-nlp' ? tokenise : (text) => segmentWords(text, language)
