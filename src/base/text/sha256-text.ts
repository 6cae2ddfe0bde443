/** First 32 bits of the fractional parts of the cube roots of the first 64 primes. */
const ROUND_KEYS = fractionsOfRoots(64, 1 / 3)
/** First 32 bits of the fractional parts of the square roots of the first 8 primes. */
const FIRST_STATE = fractionsOfRoots(8, 1 / 2)

function fractionsOfRoots(count: number, power: number): Int32Array {
  const words = new Int32Array(count)
  for (let found = 0, candidate = 2; found < count; candidate++) {
    let isPrime = true
    for (let divisor = 2; divisor * divisor <= candidate; divisor++) if (candidate % divisor === 0) isPrime = false
    if (isPrime) words[found++] = (candidate ** power % 1) * 2 ** 32
  }
  return words
}

const rotate = (word: number, by: number): number => (word >>> by) | (word << (32 - by))

/**
 * SHA-256 of a text's UTF-8 bytes, for code that runs without Node. A few hundred bytes take microseconds; it is too slow for files.
 *
 * @param digitCount how many of the 64 hex digits to give
 * @see FIPS 180-4, section 6.2
 */
export function sha256OfText(text: string, digitCount = 64): string {
  const bytes = new TextEncoder().encode(text)
  const view = new DataView(new ArrayBuffer(((bytes.length + 8) >> 6) * 64 + 64))
  new Uint8Array(view.buffer).set(bytes)
  view.setUint8(bytes.length, 0x80)
  view.setBigUint64(view.byteLength - 8, BigInt(bytes.length) * 8n)
  const state = Int32Array.from(FIRST_STATE)
  const words = new Int32Array(64)
  const word = (at: number): number => words[at] as number
  for (let block = 0; block < view.byteLength; block += 64) {
    for (let at = 0; at < 16; at++) words[at] = view.getInt32(block + at * 4)
    for (let at = 16; at < 64; at++) {
      const [early, late] = [word(at - 15), word(at - 2)]
      const mixed = (rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)) + (rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10))
      words[at] = word(at - 16) + word(at - 7) + mixed
    }
    let [a = 0, b = 0, c = 0, d = 0, e = 0, f = 0, g = 0, h = 0] = state
    for (let at = 0; at < 64; at++) {
      const choice = (e & f) ^ (~e & g)
      const first = h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + (ROUND_KEYS[at] as number) + word(at)
      const majority = (a & b) ^ (a & c) ^ (b & c)
      const second = (rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority
      ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
    }
    for (const [at, part] of [a, b, c, d, e, f, g, h].entries()) state[at] = (state[at] as number) + part
  }
  return Array.from(state, (part) => (part >>> 0).toString(16).padStart(8, '0'))
    .join('')
    .slice(0, digitCount)
}
