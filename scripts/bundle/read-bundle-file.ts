import { readFileSync } from 'node:fs'
import { getEnvironmentData, setEnvironmentData } from 'node:worker_threads'
import type { PackedWords } from './word-index.js'

/** The tables of words, which take most of the memory. */
const TABLES = ['wink-words', 'eld-ngrams', 'relation-names'].flatMap((words) =>
  ['', '-ends', '-index'].map((part) => `${words}${part}.bin`),
)

/** Replaces `src/shell/node/score/share-tables.ts`. */
export function shareTables(): void {
  for (const name of [...TABLES, 'wink-lexicon.bin']) {
    const bytes = readBundleFile(name)
    const shared = new Uint8Array(new SharedArrayBuffer(bytes.length))
    shared.set(bytes)
    setEnvironmentData(name, shared)
  }
}

/** What the thread that started this one has shared, otherwise the file. */
export function readBundleFile(name: string): Buffer {
  const shared = getEnvironmentData(name) as unknown as Uint8Array | undefined
  return shared === undefined ? readFileSync(new URL(`./${name}`, import.meta.url)) : Buffer.from(shared.buffer)
}

export function readNumbers(name: string): Uint32Array {
  const bytes = readBundleFile(name)
  return new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4)
}

export const readWords = (name: string): PackedWords => ({
  bytes: readBundleFile(`${name}.bin`),
  ends: readNumbers(`${name}-ends.bin`),
  slots: readNumbers(`${name}-index.bin`),
})
