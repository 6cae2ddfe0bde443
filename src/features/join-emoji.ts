import type { Token } from './token.js'

const PICTURE = '\\p{Extended_Pictographic}[\\ufe0e\\ufe0f\\u{1f3fb}-\\u{1f3ff}]*(?:[\\u{e0020}-\\u{e007e}]+\\u{e007f})?'

/**
 * One emoji as it is seen: a flag, a keycap, or a picture with its marks, joined to more of them. The code points of
 * `Extended_Pictographic` are set aside for good, so that every engine finds the same, whatever its Unicode.
 *
 * @see Unicode Technical Standard #51, ED-17a (possible emoji), of which this is the part that starts with a picture
 */
const EMOJI = new RegExp(`\\p{Regional_Indicator}{2}|[0-9#*]\\ufe0f?\\u20e3|${PICTURE}(?:\\u200d${PICTURE})*`, 'gu')

/** Skin tones, sexes, presentation and keycap marks: they change how an emoji looks, not what it says. */
const LOOKS = /[\u{1f3fb}-\u{1f3ff}\ufe0e\ufe0f\u20e3]|\u200d[\u2640\u2642]/gu

/** An emoji without the marks that only change its looks. */
export function plainEmoji(emoji: string): string {
  return emoji.length > 1 ? emoji.replace(LOOKS, '') || emoji : emoji
}

/**
 * Puts the pieces of each emoji together into one token, and takes apart runs of emoji that the tokeniser did not know.
 * An emoji inside another token, such as an address, stays there.
 *
 * @param tokens in order, offsets into `text`
 */
export function joinEmoji(text: string, tokens: readonly Token[]): Token[] {
  const endOf = new Map<number, number>()
  for (const { index, 0: emoji } of text.matchAll(EMOJI)) endOf.set(index, index + emoji.length)
  const pieces = cutUnknown(text, tokens, endOf)
  const joined: Token[] = []
  for (let at = 0; at < pieces.length; at++) {
    const piece = pieces[at] as Token
    const end = endOf.get(piece.start)
    let last = at
    while (end !== undefined && (pieces[last] as Token).end < end && last + 1 < pieces.length) last++
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

/** Cuts tokens of no known kind where an emoji starts or ends in them. */
function cutUnknown(text: string, tokens: readonly Token[], endOf: ReadonlyMap<number, number>): readonly Token[] {
  const cuts = new Set([...endOf].flat())
  return tokens.flatMap((token) => {
    if (token.kind !== 'other') return token
    const pieces: Token[] = []
    let { start } = token
    for (let end = start + 1; end <= token.end; end++) {
      if (end < token.end && !cuts.has(end)) continue
      const piece = text.slice(start, end)
      pieces.push(piece === token.text ? token : { text: piece, normal: piece.toLowerCase(), start, end, kind: 'other' })
      start = end
    }
    return pieces
  })
}
