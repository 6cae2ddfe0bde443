import { hashStep, RunMemory } from './run-cache.js'
import type { Token } from './token.js'
import { readWinkTokens } from './wink-tokens.js'

/** The characters at which wink parts a text before it looks at anything: blanks of any width, tabs and line breaks. */
const SPACES: ReadonlySet<number> = new Set(
  [...' \u00a0\u2002\u2003\u2004\u2005\u2009\u200a\u202f\u205f\n\r\t'].map((space) => space.charCodeAt(0)),
)
const BLANK = 32
const LAST_ASCII = 127

const isSpace = (code: number): boolean => code === BLANK || ((code < BLANK || code > LAST_ASCII) && SPACES.has(code))

/** Longer runs are links and the like, and not worth remembering. */
const MAX_REMEMBERED_LENGTH = 40

/** So that a common word is split once. */
const runs = new RunMemory(readWinkTokens)

/**
 * Splits a text into tokens with wink-nlp. White space and line breaks are no tokens; an emoji is one, whatever it is joined from.
 * What stands between two spaces is split apart from what stands before and behind it.
 *
 * @param text any string
 * @returns tokens in order; `text.slice(token.start, token.end) === token.text` holds for each
 */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  const { length } = text
  for (let at = 0; at < length; ) {
    if (isSpace(text.charCodeAt(at))) {
      at += 1
      continue
    }
    let end = at
    let hash = 0
    for (let code = text.charCodeAt(at); end < length && !isSpace(code); code = text.charCodeAt(++end)) hash = hashStep(hash, code)
    if (end - at > MAX_REMEMBERED_LENGTH) addLongRun(tokens, text.slice(at, end), at)
    else addPlaced(tokens, runs.split(text, at, end, hash), at)
    at = end
  }
  return tokens
}

/** @param start where the run stands in the text */
function addLongRun(tokens: Token[], run: string, start: number): void {
  if (run.length <= MAX_RUN_LENGTH) addPlaced(tokens, readWinkTokens(run), start)
  else for (const piece of cutRun(run)) addPlaced(tokens, readWinkTokens(piece.text), start + piece.start)
}

function addPlaced(tokens: Token[], found: readonly Token[], offset: number): void {
  for (let at = 0; at < found.length; at++) tokens.push(placed(found[at] as Token, offset))
}

const placed = ({ text, normal, start, end, kind }: Token, offset: number): Token => ({
  text,
  normal,
  start: start + offset,
  end: end + offset,
  kind,
})

/** wink's time grows with the square of a run without white space (100,000 letters took half a minute): longer ones are cut. */
const MAX_RUN_LENGTH = 256
/** What must not begin a piece: the second half of a character, or what joins or colours the one before. */
const CONTINUES = /[\u{DC00}-\u{DFFF}]|\u{200D}|\p{M}/u

/** Pieces of a run that together are the whole of it, none longer than {@link MAX_RUN_LENGTH}, give or take a character. */
function cutRun(run: string): { readonly text: string; readonly start: number }[] {
  const pieces: { readonly text: string; readonly start: number }[] = []
  let start = 0
  for (const part of run.matchAll(LONG_PART)) {
    const last = part.index + part[0].length
    for (let at = part.index + MAX_RUN_LENGTH; at < last; at += MAX_RUN_LENGTH) {
      while (at < last && CONTINUES.test(run[at] as string)) at += 1
      pieces.push({ text: run.slice(start, at), start })
      start = at
    }
  }
  return [...pieces, { text: run.slice(start), start }]
}

const LONG_PART = new RegExp(`\\S{${MAX_RUN_LENGTH + 1},}`, 'g')
