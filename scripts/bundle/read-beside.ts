import { readFileSync } from 'node:fs'

/** A file that lies beside the bundle. */
export const readBeside = (name: string): Buffer => readFileSync(new URL(`./${name}`, import.meta.url))

/** The same as numbers of 32 bits. */
export function readNumbers(name: string): Uint32Array {
  const bytes = readBeside(name)
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

/** The same as words, with a null between each two. */
export const readWords = (name: string): string[] => readBeside(name).toString().split('\0')
