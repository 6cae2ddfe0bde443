import { readFileSync } from 'node:fs'

/** Reads a file next to the bundle. */
export const readBundleFile = (name: string): Buffer => readFileSync(new URL(`./${name}`, import.meta.url))

/** Reads a file next to the bundle as 32-bit integers. */
export function readNumbers(name: string): Uint32Array {
  const bytes = readBundleFile(name)
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

/** Reads a file next to the bundle as words separated by null characters. */
export const readWords = (name: string): string[] => readBundleFile(name).toString().split('\0')
