/** A number with this many digits may exceed 2^53. */
const LONG_NUMBER = /(?:^|[\s:,[])-?\d{16}/

const isDigit = (unit: string | undefined): boolean => unit !== undefined && unit >= '0' && unit <= '9'

/**
 * `JSON.parse`, except that integers above 2^53 become strings, so that ids of X and Mastodon keep all digits, and Python's `NaN` is null.
 * Linear, and supports the same depth as `JSON.parse`; the packages for this recurse and overflow on deep reply chains.
 *
 * @example parseJsonLossless('{"id":1979249076425363763}') // => { id: '1979249076425363763' }
 */
export const parseJsonLossless = (text: string): unknown => parseAsPython(LONG_NUMBER.test(text) ? quoteLongNumbers(text) : text)

/** `JSON.parse`, except that the numbers which Python writes and JSON has not are null: `NaN`, `Infinity`, `-Infinity`. */
function parseAsPython(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (fault) {
    const plain = fault instanceof SyntaxError ? withoutNaN(text) : text
    if (plain === text) throw fault
    return JSON.parse(plain) as unknown
  }
}

function withoutNaN(text: string): string {
  if (!/NaN|Infinity/.test(text)) return text
  const pieces: string[] = []
  let kept = 0
  for (let position = 0; position < text.length; ) {
    if (text[position] === '"') {
      position = endOfString(text, position)
      continue
    }
    NO_NUMBER.lastIndex = position
    const [word] = NO_NUMBER.exec(text) ?? []
    if (word === undefined) position += 1
    else {
      pieces.push(text.slice(kept, position), 'null')
      kept = position += word.length
    }
  }
  return pieces.join('') + text.slice(kept)
}

const NO_NUMBER = /NaN|-?Infinity/y

/** {@link parseJsonLossless} for records of posts: numbers within `meta` stay numbers, as in the posts we write. */
export function parseRecordLossless(text: string): unknown {
  const plain = parseAsPython(text)
  return mayHoldNumbers(plain) && LONG_NUMBER.test(text) ? withMetaOf(plain, parseJsonLossless(text)) : plain
}

/** False for a record whose fields are texts, `meta` aside: most are, and need no search for long numbers. */
function mayHoldNumbers(plain: unknown): boolean {
  if (typeof plain !== 'object' || plain === null || Array.isArray(plain)) return true
  for (const name in plain) {
    const value = (plain as Record<string, unknown>)[name]
    if (typeof value === 'number' || (typeof value === 'object' && value !== null && name !== 'meta')) return true
  }
  return false
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
      // The digits after a point or exponent are too few for an id, or not part of one.
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

/** Offset after the closing quote of the string that opens at `start`; the text's length if it never closes. */
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
