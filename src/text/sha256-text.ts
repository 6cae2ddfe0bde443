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
 * SHA-256 of a short text's UTF-8 bytes, for code that runs without Node. A few hundred bytes take microseconds; it is too slow for files.
 *
 * @returns 64 hex digits
 * @see FIPS 180-4, section 6.2
 */
export function sha256OfText(text: string): string {
  const bytes = new TextEncoder().encode(text)
  const padded = new Uint8Array(((bytes.length + 8) >> 6) * 64 + 64)
  padded.set(bytes)
  padded[bytes.length] = 0x80
  const view = new DataView(padded.buffer)
  view.setUint32(padded.length - 8, Math.floor(bytes.length / 2 ** 29))
  view.setUint32(padded.length - 4, bytes.length * 8)
  const state = FIRST_STATE.slice()
  const schedule = new Int32Array(64)
  for (let block = 0; block < padded.length; block += 64) addBlock(state, schedule, view, block)
  return Array.from(state, (word) => (word >>> 0).toString(16).padStart(8, '0')).join('')
}

function addBlock(state: Int32Array, schedule: Int32Array, view: DataView, block: number): void {
  const word = (at: number): number => schedule[at] as number
  for (let at = 0; at < 64; at++) {
    if (at < 16) schedule[at] = view.getInt32(block + at * 4)
    else {
      const [early, late] = [word(at - 15), word(at - 2)]
      const mixedEarly = rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)
      const mixedLate = rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)
      schedule[at] = word(at - 16) + mixedEarly + word(at - 7) + mixedLate
    }
  }
  let [a, b, c, d, e, f, g, h] = state as unknown as [number, number, number, number, number, number, number, number]
  for (let at = 0; at < 64; at++) {
    const choice = (e & f) ^ (~e & g)
    const first = (h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25)) + choice + (ROUND_KEYS[at] as number) + word(at)) | 0
    const majority = (a & b) ^ (a & c) ^ (b & c)
    const second = ((rotate(a, 2) ^ rotate(a, 13) ^ rotate(a, 22)) + majority) | 0
    ;[h, g, f, e, d, c, b, a] = [g, f, e, (d + first) | 0, c, b, a, (first + second) | 0]
  }
  ;[a, b, c, d, e, f, g, h].forEach((value, at) => {
    state[at] = (state[at] as number) + value
  })
}
