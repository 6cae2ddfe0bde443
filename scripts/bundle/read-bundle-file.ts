import { readFileSync } from 'node:fs'

export const readBundleFile = (name: string): Buffer => readFileSync(new URL(`./${name}`, import.meta.url))

export function readNumbers(name: string): Uint32Array {
  const bytes = readBundleFile(name)
  return new Uint32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
}

export const readWords = (name: string): string[] => readBundleFile(name).toString().split('\0')
