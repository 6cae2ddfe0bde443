import { readFileSync } from 'node:fs'
import type { PackedWords } from './word-index.js'

export const readBundleFile = (name: string): Buffer => readFileSync(new URL(`./${name}`, import.meta.url))

export function readNumbers(name: string): Uint32Array {
  const bytes = readBundleFile(name)
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
}

export const readWords = (name: string): PackedWords => ({
  bytes: readBundleFile(`${name}.bin`),
  ends: readNumbers(`${name}-ends.bin`),
  slots: readNumbers(`${name}-index.bin`),
})
