/** FNV-1a hash over UTF-16 units. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/** Builds a hash table from words to their index plus 1, in a form that can be stored in a file. Empty slots are 0. The last of equal words wins. */
export function buildWordIndex(words: readonly string[]): Uint32Array {
  let slotCount = 16
  while (slotCount < words.length * 2) slotCount *= 2
  const slots = new Uint32Array(slotCount)
  for (const [place, word] of words.entries()) {
    let slot = hashOf(word) & (slotCount - 1)
    while (slots[slot] !== 0 && words[(slots[slot] as number) - 1] !== word) slot = (slot + 1) & (slotCount - 1)
    slots[slot] = place + 1
  }
  return slots
}

/** @returns the index of a word in the list from which `slots` was built, or -1 */
export function findWord(words: readonly string[], slots: Uint32Array, word: string): number {
  for (let slot = hashOf(word) & (slots.length - 1); slots[slot] !== 0; slot = (slot + 1) & (slots.length - 1)) {
    const place = (slots[slot] as number) - 1
    if (words[place] === word) return place
  }
  return -1
}
