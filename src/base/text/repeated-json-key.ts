/**
 * Finds a key that stands twice in one object of a JSON text, of which `JSON.parse` keeps the last
 * value without a word. Linear; the text must be valid JSON.
 *
 * @example findRepeatedKey('{"author":"ann","author":"bo"}') // => 'author'
 * @returns the first such key as it is written, or null
 */
export function findRepeatedKey(text: string): string | null {
  const opened: Set<string>[] = []
  for (let at = 0; at < text.length; at += 1) {
    const sign = text.charCodeAt(at)
    if (sign === OPEN) opened.push(new Set())
    else if (sign === CLOSE) opened.pop()
    else if (sign === QUOTE) {
      const end = endOfString(text, at)
      const keys = opened.at(-1)
      if (text.charCodeAt(afterSpace(text, end + 1)) === COLON) {
        const key = text.slice(at + 1, end)
        if (keys?.has(key)) return key
        keys?.add(key)
      }
      at = end
    }
  }
  return null
}

const QUOTE = 0x22
const COLON = 0x3a
const BACKSLASH = 0x5c
const OPEN = 0x7b
const CLOSE = 0x7d

/** Place of the quote that ends a string, past escaped ones. */
function endOfString(text: string, start: number): number {
  for (let end = text.indexOf('"', start + 1); end !== -1; end = text.indexOf('"', end + 1)) {
    let slashCount = 0
    while (text.charCodeAt(end - 1 - slashCount) === BACKSLASH) slashCount += 1
    if (slashCount % 2 === 0) return end
  }
  return text.length
}

function afterSpace(text: string, start: number): number {
  let at = start
  while (text.charCodeAt(at) <= 0x20) at += 1
  return at
}
