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

/** Room for a short text and its padding. */
const ROOM = new DataView(new ArrayBuffer(2 ** 14))
const ENCODER = new TextEncoder()
const SCHEDULE = new Int32Array(64)

/**
 * SHA-256 of a text's UTF-8 bytes, for code that runs without Node. A few hundred bytes take microseconds; it is too slow for files.
 *
 * @returns 64 hex digits
 * @see FIPS 180-4, section 6.2
 */
export function sha256OfText(text: string): string {
  const mostBytes = 3 * text.length + 72
  const view = mostBytes > ROOM.byteLength ? new DataView(new ArrayBuffer(mostBytes)) : ROOM
  const bytes = new Uint8Array(view.buffer)
  const byteCount = ENCODER.encodeInto(text, bytes).written
  const paddedCount = ((byteCount + 8) >> 6) * 64 + 64
  bytes.fill(0, byteCount, paddedCount)
  bytes[byteCount] = 0x80
  view.setUint32(paddedCount - 8, Math.floor(byteCount / 2 ** 29))
  view.setUint32(paddedCount - 4, byteCount * 8)
  const state = FIRST_STATE.slice()
  for (let block = 0; block < paddedCount; block += 64) addBlock(state, view, block)
  let hex = ''
  for (const word of state) hex += ((word >>> 16) + 2 ** 16).toString(16).slice(1) + ((word & 0xffff) + 2 ** 16).toString(16).slice(1)
  return hex
}

function addBlock(state: Int32Array, view: DataView, block: number): void {
  const words = SCHEDULE
  for (let at = 0; at < 16; at++) words[at] = view.getInt32(block + at * 4)
  for (let at = 16; at < 64; at++) {
    const [early, late] = [words[at - 15] as number, words[at - 2] as number]
    const mixedEarly = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
    const mixedLate = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
    words[at] = (words[at - 16] as number) + mixedEarly + (words[at - 7] as number) + mixedLate
  }
  // By index: to take the numbers apart as a list takes as long as to mix them.
  const word = (at: number): number => state[at] as number
  let [a, b, c, d, e, f, g, h] = [word(0), word(1), word(2), word(3), word(4), word(5), word(6), word(7)]
  for (let at = 0; at < 64; at++) {
    const choice = (e & f) ^ (~e & g)
    const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + (ROUND_KEYS[at] as number) + (words[at] as number)) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0
    h = g
    g = f
    f = e
    e = (d + first) | 0
    d = c
    c = b
    b = a
    a = (first + second) | 0
  }
  const mixed = [a, b, c, d, e, f, g, h]
  for (let at = 0; at < 8; at++) state[at] = word(at) + (mixed[at] as number)
}
