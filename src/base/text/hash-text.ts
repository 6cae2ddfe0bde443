/** Final mix of MurmurHash3 (Appleby, public domain): spreads every bit of a 32-bit number over all others. Signed. */
export function mixBits(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2ae35)
  return mixed ^ (mixed >>> 16)
}

/** FNV-1a. Signed. @param seed the hash of what comes before the word */
export function hashWord(word: string, seed = 0x811c9dc5 | 0): number {
  let hash = seed
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash
}

export function grown(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length)
  larger.set(array)
  return larger
}

/** A hash of 64 bits: two whole numbers in [0, 2^32). */
export type Hash = readonly [high: number, low: number]

/** Hash of a text in 64 bits, for telling texts apart. It hides nothing. @see bryc, cyrb53 (public domain), both of its halves in full */
export function hashText(text: string): Hash {
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = Math.imul(low ^ unit, 0x5f356495)
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return [high >>> 0, low >>> 0]
}

export const formatHash = ([high, low]: Hash): string => hexOf(high) + hexOf(low)

const hexOf = (half: number): string => half.toString(16).padStart(8, '0')
