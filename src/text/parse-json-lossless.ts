/** A number of so many digits may lie above 2^53. */
const LONG_NUMBER = /(?:^|[\s:,[])-?\d{16}/

const isDigit = (unit: string | undefined): boolean => unit !== undefined && unit >= '0' && unit <= '9'

/**
 * `JSON.parse`, but whole numbers above 2^53 become strings of their digits instead of losing the last ones: ids of X and Mastodon.
 * Linear, and as deep as `JSON.parse` goes. Own code, since the packages for it recurse and overflow on deep reply chains.
 *
 * @throws {SyntaxError} as `JSON.parse` does
 * @example parseJsonLossless('{"id":1979249076425363763}') // => { id: '1979249076425363763' }
 */
export function parseJsonLossless(text: string): unknown {
  return JSON.parse(LONG_NUMBER.test(text) ? quoteLongNumbers(text) : text) as unknown
}

/**
 * The same for a record of posts: numbers inside `meta` stay numbers, as posts that were written have them.
 *
 * @throws {SyntaxError} as `JSON.parse` does
 */
export function parseRecordLossless(text: string): unknown {
  const plain = JSON.parse(text) as unknown
  return LONG_NUMBER.test(text) ? withMetaOf(plain, parseJsonLossless(text)) : plain
}

function withMetaOf(plain: unknown, exact: unknown): unknown {
  if (Array.isArray(plain) && Array.isArray(exact)) return plain.map((entry: unknown, index) => withMetaOf(entry, exact[index]))
  const isMeta = typeof plain === 'object' && plain !== null && Object.hasOwn(plain, 'meta')
  return isMeta && typeof exact === 'object' ? { ...exact, meta: (plain as { readonly meta: unknown }).meta } : exact
}

function quoteLongNumbers(text: string): string {
  const pieces: string[] = []
  let kept = 0
  let position = 0
  while (position < text.length) {
    const unit = text[position]
    if (unit === '"') position = endOfString(text, position)
    else if (unit !== '-' && !isDigit(unit)) position += 1
    else {
      let end = position + 1
      while (isDigit(text[end])) end += 1
      const isWhole = !/[.eE]/.test(text[end] ?? '')
      const digits = text.slice(position, end)
      if (isWhole && digits.length >= 16 && !Number.isSafeInteger(Number(digits))) {
        pieces.push(text.slice(kept, position), '"', digits, '"')
        kept = end
      }
      // The rest of a fraction or exponent is digits, too short or none of an id.
      position = isWhole ? end : endOfNumber(text, end)
    }
  }
  pieces.push(text.slice(kept))
  return pieces.join('')
}

function endOfNumber(text: string, start: number): number {
  let end = start
  while (end < text.length && /[\d.eE+-]/.test(text[end] ?? '')) end += 1
  return end
}

/** Behind the closing quote of the string that opens at `start`; the text's length when it never closes. */
function endOfString(text: string, start: number): number {
  let position = start + 1
  for (;;) {
    const quote = text.indexOf('"', position)
    if (quote === -1) return text.length
    let slashes = 0
    while (text[quote - 1 - slashes] === '\\') slashes += 1
    if (slashes % 2 === 0) return quote + 1
    position = quote + 1
  }
}
