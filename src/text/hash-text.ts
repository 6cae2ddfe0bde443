/**
 * Hash of a text in 64 bits, for telling texts apart and for drawing some of them by chance that is the same everywhere. No secret: who knows
 * a text can find its hash.
 *
 * @returns 16 hex digits
 * @see bryc, cyrb53 (public domain), both of its halves in full
 */
export function hashText(text: string): string {
  let [high, low] = [0xdeadbeef, 0x41c6ce57]
  for (let index = 0; index < text.length; index++) {
    const unit = text.charCodeAt(index)
    high = Math.imul(high ^ unit, 0x9e3779b1)
    low = Math.imul(low ^ unit, 0x5f356495)
  }
  high = Math.imul(high ^ (high >>> 16), 0x85ebca6b) ^ Math.imul(low ^ (low >>> 13), 0xc2b2ae35)
  low = Math.imul(low ^ (low >>> 16), 0x85ebca6b) ^ Math.imul(high ^ (high >>> 13), 0xc2b2ae35)
  return hexOf(high) + hexOf(low)
}

const hexOf = (half: number): string => (half >>> 0).toString(16).padStart(8, '0')

/** How often a hash wins at heads or tails before it loses: its leading zero bits, 0 to 32. Of all texts one in 2^l has level l or more. */
export function levelOfHash(hash: string): number {
  for (let index = 0; index < 8; index++) {
    const digit = digitAt(hash, index)
    if (digit > 0) return 4 * index + Math.clz32(digit) - 28
  }
  return 32
}

/** The group of a hash, in [0, groupCount); it has nothing to do with its level. @param groupCount a power of 2, at most 2^12 */
export function groupOfHash(hash: string, groupCount: number): number {
  return (digitAt(hash, 13) * 256 + digitAt(hash, 14) * 16 + digitAt(hash, 15)) % groupCount
}

/** A lower-case hex digit as a number: '0' is code 48, 'a' 97. */
function digitAt(hash: string, index: number): number {
  const code = hash.charCodeAt(index)
  return code < 58 ? code - 48 : code - 87
}
