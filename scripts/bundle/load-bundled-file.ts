import { findWord, readBundleFile, readWords } from './word-index.js'

/** A packed tokenizer, its words apart. */
export interface TokenizerHead {
  readonly sha256: string
  readonly tokenizer: { readonly model: object }
}

/**
 * Replaces `src/judge/stance/bundled-file.ts`, see `compactTables`: a tokenizer whose words stand
 * in the order of their numbers. Those that are added to it are among them.
 */
export function knownFile(wanted: unknown): object | null {
  const { sha256, tokenizer } = JSON.parse(
    readBundleFile('tokenizer.json').toString(),
  ) as TokenizerHead
  if (sha256 !== wanted) return null
  const words = readWords('tokenizer-words')
  const get = (word: string): number | undefined => {
    const place = findWord(words, word)
    return place === -1 ? undefined : place
  }
  const table = {
    get,
    has: (word: string) => findWord(words, word) !== -1,
    set: () => {},
    *[Symbol.iterator]() {},
  }
  return { ...tokenizer, model: { ...tokenizer.model, table } }
}
