/** A number with this many digits may exceed 2^53. */
const LONG_NUMBER = /(?:^|[\s:,[])-?\d{16}/

/** What a number, a word or a string of JSON may begin with: an escaped character and a quote, so that strings are passed. */
const TOKEN = /\\[\s\S]|"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity/g

/**
 * `JSON.parse`, except that integers above 2^53 become strings, so that ids of X and Mastodon keep all digits, and Python's `NaN` is null.
 * Linear, and supports the same depth as `JSON.parse`; the packages for this recurse and overflow on deep reply chains.
 *
 * @example parseJsonLossless('{"id":1979249076425363763}') // => { id: '1979249076425363763' }
 */
export const parseJsonLossless = (text: string): unknown => parseAsPython(LONG_NUMBER.test(text) ? quoteLongNumbers(text) : text)

/** The same; undefined for a text that is no JSON. */
export function tryJsonLossless(text: string): unknown {
  try {
    return parseJsonLossless(text)
  } catch {
    return undefined
  }
}

/** `JSON.parse`, except that the numbers which Python writes and JSON has not are null: `NaN`, `Infinity`, `-Infinity`. */
function parseAsPython(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (fault) {
    const isPython = fault instanceof SyntaxError && /NaN|Infinity/.test(text)
    const plain = isPython ? outsideStrings(text, (token) => (/[NI]/.test(token) ? 'null' : token)) : text
    if (plain === text) throw fault
    return JSON.parse(plain) as unknown
  }
}

/** {@link parseJsonLossless} for records of posts: numbers within `meta` stay numbers, as in the posts we write. */
export function parseRecordLossless(text: string): unknown {
  const plain = parseAsPython(text)
  return LONG_NUMBER.test(text) ? withMetaOf(plain, parseJsonLossless(text)) : plain
}

function withMetaOf(plain: unknown, exact: unknown): unknown {
  if (Array.isArray(plain) && Array.isArray(exact)) return plain.map((entry: unknown, index) => withMetaOf(entry, exact[index]))
  const isMeta = typeof plain === 'object' && plain !== null && Object.hasOwn(plain, 'meta')
  return isMeta && typeof exact === 'object' ? { ...exact, meta: (plain as { readonly meta: unknown }).meta } : exact
}

const quoteLongNumbers = (text: string): string =>
  outsideStrings(text, (token) => (/^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token))

/** Replaces numbers and words of Python in JSON. */
function outsideStrings(text: string, replace: (token: string) => string): string {
  let isString = false
  return text.replace(TOKEN, (token) => {
    if (token === '"') isString = !isString
    return isString || token === '"' || token.startsWith('\\') ? token : replace(token)
  })
}
