import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { packWords } from './word-index.js'

/** Writes words in the format of `readWords`. @param name beginning of the names of the files */
export function writeWords(folder: string, name: string, words: readonly string[]): void {
  const { bytes, ends, slots } = packWords(words)
  writeFileSync(join(folder, `${name}.bin`), bytes)
  writeFileSync(join(folder, `${name}-ends.bin`), ends)
  writeFileSync(join(folder, `${name}-index.bin`), slots)
}
