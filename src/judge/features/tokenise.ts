import { hashStep, RunCache } from './run-cache.js'
import { type Token, WordToken } from './token.js'
import { tokeniseWithWink } from './wink-tokens.js'

/** The white space at which wink first splits a text: spaces of any width, tabs and line breaks. */
const SPACES: ReadonlySet<number> = new Set(
  [...' \u00a0\u2002\u2003\u2004\u2005\u2009\u200a\u202f\u205f\n\r\t'].map((space) => space.charCodeAt(0)),
)
const BLANK = 32
const LAST_ASCII = 127

const isSpace = (code: number): boolean => code === BLANK || ((code < BLANK || code > LAST_ASCII) && SPACES.has(code))

/** Longer runs are mostly links and not worth caching. */
const MAX_CACHED_LENGTH = 40

const runs = new RunCache(tokeniseWithWink)

/**
 * Splits a text into tokens with wink-nlp. White space and line breaks are not tokens. An emoji sequence is one token. Each run between two
 * spaces is tokenised independently of its neighbours.
 *
 * @param text any string
 * @returns tokens in order; `text.slice(token.start, token.end) === token.text` holds for each
 */
export function tokenise(text: string): Token[] {
  const tokens: WordToken[] = []
  const { length } = text
  for (let at = 0; at < length; ) {
    if (isSpace(text.charCodeAt(at))) {
      at += 1
      continue
    }
    let end = at
    let hash = 0
    for (let code = text.charCodeAt(at); end < length && !isSpace(code); code = text.charCodeAt(++end)) hash = hashStep(hash, code)
    if (end - at > MAX_CACHED_LENGTH) addLongRun(tokens, text.slice(at, end), at)
    else addShifted(tokens, runs.split(text, at, end, hash), at)
    at = end
  }
  return tokens
}

/** @param start offset of the run in the text */
function addLongRun(tokens: WordToken[], run: string, start: number): void {
  if (run.length <= MAX_RUN_LENGTH) addShifted(tokens, tokeniseWithWink(run), start)
  else for (const piece of splitRun(run)) addShifted(tokens, tokeniseWithWink(piece.text), start + piece.start)
}

function addShifted(tokens: WordToken[], found: readonly Token[], offset: number): void {
  for (let at = 0; at < found.length; at++) tokens.push(WordToken.shifted(found[at] as Token, offset))
}

/**
 * wink's time is quadratic in the length of a run (100,000 letters took half a minute), so longer runs are split: at white space that is
 * none to wink, such as U+3000, and every 256 letters.
 */
const MAX_RUN_LENGTH = 256
/** Code units that must not start a piece: the second half of a surrogate pair, joiners and combining marks. */
const CONTINUES = /[\u{DC00}-\u{DFFF}]|\u{200D}|\p{M}/u
const LOW_SURROGATE = /[\u{DC00}-\u{DFFF}]/u

/** Splits a run into pieces without white space of at most {@link MAX_RUN_LENGTH}, give or take a few characters. */
function* splitRun(run: string): Generator<{ readonly text: string; readonly start: number }> {
  for (const { 0: part, index } of run.matchAll(/\S+/g)) {
    for (let start = 0, end = 0; start < part.length; start = end) {
      end = Math.min(start + MAX_RUN_LENGTH, part.length)
      const limit = end + MAX_RUN_LENGTH
      while (end < part.length && (end < limit ? CONTINUES : LOW_SURROGATE).test(part[end] as string)) end += 1
      yield { text: part.slice(start, end), start: index + start }
    }
  }
}
