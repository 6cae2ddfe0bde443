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
const STATE = new Int32Array(8)

/**
 * SHA-256 of a text's UTF-8 bytes, for code that runs without Node. A few hundred bytes take a microsecond; it is too slow for files.
 *
 * @param digitCount how many of the 64 hex digits to give, a multiple of 8
 * @see FIPS 180-4, section 6.2
 */
export function sha256OfText(text: string, digitCount = 64): string {
  const mostBytes = 3 * text.length + 72
  const view = mostBytes > ROOM.byteLength ? new DataView(new ArrayBuffer(mostBytes)) : ROOM
  const bytes = new Uint8Array(view.buffer)
  const byteCount = ENCODER.encodeInto(text, bytes).written
  const paddedCount = ((byteCount + 8) >> 6) * 64 + 64
  bytes.fill(0, byteCount, paddedCount)
  bytes[byteCount] = 0x80
  view.setUint32(paddedCount - 8, Math.floor(byteCount / 2 ** 29))
  view.setUint32(paddedCount - 4, byteCount * 8)
  STATE.set(FIRST_STATE)
  for (let block = 0; block < paddedCount; block += 64) addBlock(STATE, view, block)
  let hex = ''
  for (let at = 0; at < digitCount / 8; at++) {
    const word = STATE[at] as number
    hex += ((word >>> 16) + 2 ** 16).toString(16).slice(1) + ((word & 0xffff) + 2 ** 16).toString(16).slice(1)
  }
  return hex
}

/** Sums are cut to 32 bits at each step: then no number outgrows a whole one of the machine. Lists would take as long as the mixing. */
function addBlock(state: Int32Array, view: DataView, block: number): void {
  const [words, keys] = [SCHEDULE, ROUND_KEYS]
  for (let at = 0; at < 16; at++) words[at] = view.getInt32(block + at * 4)
  for (let at = 16; at < 64; at++) {
    const early = words[at - 15] as number
    const late = words[at - 2] as number
    const mixedEarly = ((rotate(early, 7) ^ rotate(early, 18) ^ (early >>> 3)) + (words[at - 16] as number)) | 0
    const mixedLate = ((rotate(late, 17) ^ rotate(late, 19) ^ (late >>> 10)) + (words[at - 7] as number)) | 0
    words[at] = mixedEarly + mixedLate
  }
  let a = state[0] as number
  let b = state[1] as number
  let c = state[2] as number
  let d = state[3] as number
  let e = state[4] as number
  let f = state[5] as number
  let g = state[6] as number
  let h = state[7] as number
  for (let at = 0; at < 64; at++) {
    const choice = (g ^ (e & (f ^ g))) + (keys[at] as number)
    const mixed = ((h + (rotate(e, 6) ^ rotate(e, 11) ^ rotate(e, 25))) | 0) + (words[at] as number)
    const first = ((choice | 0) + (mixed | 0)) | 0
    const majority = (a & b) | (c & (a | b))
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
  state[0] = (state[0] as number) + a
  state[1] = (state[1] as number) + b
  state[2] = (state[2] as number) + c
  state[3] = (state[3] as number) + d
  state[4] = (state[4] as number) + e
  state[5] = (state[5] as number) + f
  state[6] = (state[6] as number) + g
  state[7] = (state[7] as number) + h
}
