/** A number with this many digits may exceed 2^53. */
const LONG_NUMBER = /(?:^|[\s:,[])-?\d{16}/
/** Sign of one. V8 searches for it in steps of several characters. */
const MANY_DIGITS = /\d{16}/

const hasLongNumber = (text: string): boolean => MANY_DIGITS.test(text) && LONG_NUMBER.test(text)

/** Matches numbers and words of Python; escapes and quotes too, so that strings are passed over. */
const TOKEN = /\\[\s\S]|"|-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?|NaN|-?Infinity/g

/**
 * `JSON.parse` that keeps all digits of ids: integers above 2^53 become strings. Python's `NaN` is
 * null. Linear, at any depth that `JSON.parse` supports.
 *
 * @example parseJsonLossless('{"id":1979249076425363763}') // => { id: '1979249076425363763' }
 */
export const parseJsonLossless = (text: string): unknown =>
  parseAsPython(hasLongNumber(text) ? quoteLongNumbers(text) : text)

export function tryJsonLossless(text: string): unknown {
  try {
    return parseJsonLossless(text)
  } catch {
    return undefined
  }
}

/** `JSON.parse` in which `NaN`, `Infinity` and `-Infinity`, which Python writes, are null. */
function parseAsPython(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch (fault) {
    const isPython = fault instanceof SyntaxError && /NaN|Infinity/.test(text)
    const plain = isPython
      ? outsideStrings(text, (token) => (/[NI]/.test(token) ? 'null' : token))
      : text
    if (plain === text) throw fault
    return JSON.parse(plain) as unknown
  }
}

/**
 * {@link parseJsonLossless} for records of posts: numbers within `meta` stay numbers, as in the
 * posts we write.
 */
export function parseRecordLossless(text: string): unknown {
  const plain = parseAsPython(text)
  return hasLongNumber(text) ? withMetaOf(plain, parseJsonLossless(text)) : plain
}

function withMetaOf(plain: unknown, exact: unknown): unknown {
  if (Array.isArray(plain) && Array.isArray(exact))
    return plain.map((entry: unknown, index) => withMetaOf(entry, exact[index]))
  const isMeta = typeof plain === 'object' && plain !== null && Object.hasOwn(plain, 'meta')
  return isMeta && typeof exact === 'object'
    ? { ...exact, meta: (plain as { readonly meta: unknown }).meta }
    : exact
}

const quoteLongNumbers = (text: string): string =>
  outsideStrings(text, (token) =>
    /^-?\d{16,}$/.test(token) && !Number.isSafeInteger(Number(token)) ? `"${token}"` : token,
  )

/** Replaces numbers and words of Python in JSON. */
function outsideStrings(text: string, replace: (token: string) => string): string {
  let isString = false
  return text.replace(TOKEN, (token) => {
    if (token === '"') isString = !isString
    return isString || token === '"' || token.startsWith('\\') ? token : replace(token)
  })
}
