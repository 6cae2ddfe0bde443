/**
 * Final mix of MurmurHash3 (Appleby, public domain): spreads every bit of a 32-bit number over all
 * others. Signed.
 */
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

/** A copy with room for twice as many numbers. */
export function doubled(array: Int32Array): Int32Array<ArrayBuffer> {
  const larger = new Int32Array(2 * array.length)
  larger.set(array)
  return larger
}
