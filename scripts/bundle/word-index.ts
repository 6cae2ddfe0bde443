import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

/** FNV-1a hash over UTF-16 units. */
function hashOf(word: string): number {
  let hash = 0x811c9dc5
  for (let at = 0; at < word.length; at++) hash = Math.imul(hash ^ word.charCodeAt(at), 0x01000193)
  return hash >>> 0
}

/**
 * A list of words as bytes, which are read where they lie: as strings the words took ten times the
 * memory, in every thread.
 */
export interface PackedWords {
  /** The words in UTF-8, one after another. */
  readonly bytes: Buffer
  /** The end of each word, in bytes. */
  readonly ends: Uint32Array
  /** Hash table from words to their index plus 1. Empty slots are 0. */
  readonly slots: Uint32Array
}

/** @returns a table in which the last of equal words is found */
export function packWords(words: readonly string[]): PackedWords {
  let slotCount = 16
  while (slotCount < words.length * 2) slotCount *= 2
  const slots = new Uint32Array(slotCount)
  for (const [place, word] of words.entries()) {
    let slot = hashOf(word) & (slotCount - 1)
    while (slots[slot] !== 0 && words[(slots[slot] as number) - 1] !== word)
      slot = (slot + 1) & (slotCount - 1)
    slots[slot] = place + 1
  }
  let end = 0
  const ends = Uint32Array.from(words, (word) => (end += Buffer.byteLength(word)))
  return { bytes: Buffer.from(words.join('')), ends, slots }
}

/** Writes words in the format of `readWords`. @param name beginning of the names of the files */
export function writeWords(folder: string, name: string, words: readonly string[]): void {
  const { bytes, ends, slots } = packWords(words)
  writeFileSync(join(folder, `${name}.bin`), bytes)
  writeFileSync(join(folder, `${name}-ends.bin`), ends)
  writeFileSync(join(folder, `${name}-index.bin`), slots)
}

export const wordAt = ({ bytes, ends }: PackedWords, place: number): string =>
  bytes.toString('utf8', place === 0 ? 0 : ends[place - 1], ends[place])

/** @returns the index of a word, or -1 */
export function findWord(words: PackedWords, word: string): number {
  const { slots } = words
  for (
    let slot = hashOf(word) & (slots.length - 1);
    slots[slot] !== 0;
    slot = (slot + 1) & (slots.length - 1)
  ) {
    const place = (slots[slot] as number) - 1
    if (isAt(words, place, word)) return place
  }
  return -1
}

/** Makes a string only of words beyond ASCII. */
function isAt(words: PackedWords, place: number, word: string): boolean {
  const { bytes, ends } = words
  const start = place === 0 ? 0 : (ends[place - 1] as number)
  const length = (ends[place] as number) - start
  if (length < word.length) return false
  for (let at = 0; at < word.length; at++) {
    const unit = word.charCodeAt(at)
    if (unit > 127) return wordAt(words, place) === word
    if (bytes[start + at] !== unit) return false
  }
  return length === word.length
}

/** A file beside the bundle. */
export const readBundleFile = (name: string): Buffer =>
  readFileSync(new URL(`./${name}`, import.meta.url))

export function readNumbers(name: string): Uint32Array {
  const bytes = readBundleFile(name)
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
}

export const readWords = (name: string): PackedWords => ({
  bytes: readBundleFile(`${name}.bin`),
  ends: readNumbers(`${name}-ends.bin`),
  slots: readNumbers(`${name}-index.bin`),
})
