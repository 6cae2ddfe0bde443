import type { Token } from './token.js'

const PICTURE =
  '\\p{Extended_Pictographic}[\\ufe0e\\ufe0f\\u{1f3fb}-\\u{1f3ff}]*(?:[\\u{e0020}-\\u{e007e}]+\\u{e007f})?'

/**
 * Matches one displayed emoji: a flag, a keycap, or a pictograph with modifiers and joined
 * pictographs. `Extended_Pictographic` is the same in every version of Unicode.
 *
 * @see Unicode Technical Standard #51, ED-17a (possible emoji), restricted to sequences that start
 *   with a pictograph
 */
const EMOJI = new RegExp(
  `\\p{Regional_Indicator}{2}|[0-9#*]\\ufe0f?\\u20e3|${PICTURE}(?:\\u200d${PICTURE}){0,30}`,
  'gu',
)

/** Modifiers for skin tone, gender, presentation and keycaps, which keep the meaning. */
const STYLE_MARKS = /[\u{1f3fb}-\u{1f3ff}\ufe0e\ufe0f\u20e3]|\u200d[\u2640\u2642]/gu

export const plainEmoji = (emoji: string): string =>
  emoji.length > 1 ? emoji.replace(STYLE_MARKS, '') || emoji : emoji

/**
 * Makes each emoji one token: joins its pieces, and splits unknown runs. An emoji inside a link
 * stays there.
 */
export function joinEmoji(text: string, tokens: readonly Token[]): Token[] {
  const endOf = new Map<number, number>()
  for (const { index, 0: emoji } of text.matchAll(EMOJI)) endOf.set(index, index + emoji.length)
  const pieces = splitUnknown(text, tokens, endOf)
  const joined: Token[] = []
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] as Token
    const end = endOf.get(piece.start)
    let last = at
    while (end !== undefined && (pieces[last] as Token).end < end && last + 1 < pieces.length)
      last++
    const isWhole = end === (pieces[last] as Token).end
    if (!isWhole || (last === at && piece.kind !== 'other')) {
      joined.push(piece)
      continue
    }
    const emoji = text.slice(piece.start, end)
    joined.push({ text: emoji, normal: plainEmoji(emoji), start: piece.start, end, kind: 'emoji' })
    at = last
  }
  return joined
}

/** Splits tokens of kind `other` where an emoji starts or ends. */
function splitUnknown(
  text: string,
  tokens: readonly Token[],
  endOf: ReadonlyMap<number, number>,
): readonly Token[] {
  const cuts = new Set([...endOf].flat())
  return tokens.flatMap((token) => {
    if (token.kind !== 'other') return token
    const pieces: Token[] = []
    let { start } = token
    for (let end = start + 1; end <= token.end; end++) {
      if (end < token.end && !cuts.has(end)) continue
      const piece = text.slice(start, end)
      pieces.push(
        piece === token.text
          ? token
          : { text: piece, normal: piece.toLowerCase(), start, end, kind: 'other' },
      )
      start = end
    }
    return pieces
  })
}
