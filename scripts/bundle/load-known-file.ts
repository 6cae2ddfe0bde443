import { createPhrases, type Relation, type RelationModel } from '../../src/judge/stance/inherit/relation-model.js'
import { findWord, readBundleFile, readNumbers, readWords } from './word-index.js'

/** Replaces `src/judge/stance/known-file.ts`. See `compactTables`. */
export const knownFile = (sha256: unknown): unknown => knownRelation(sha256) ?? knownTokenizer(sha256)

/** A packed relation model, its weights apart. */
export interface RelationHead {
  readonly id: string
  readonly tableSha256: string
  readonly kinds: readonly (readonly [phrase: string, kind: Relation])[]
}

function knownRelation(wanted: unknown): RelationModel | null {
  const { id, tableSha256, kinds } = JSON.parse(readBundleFile('relation.json').toString()) as RelationHead
  if (tableSha256 !== wanted) return null
  const names = readWords('relation-names')
  const table = new Float64Array(new Uint32Array(readNumbers('relation-weights.bin')).buffer)
  const width = table.length / names.ends.length
  const get = (name: string): readonly number[] | undefined => {
    const place = findWord(names, name)
    return place === -1 ? undefined : Array.from(table.subarray(place * width, (place + 1) * width))
  }
  return { id, weights: { get }, phrases: createPhrases(kinds) }
}

/** A packed tokenizer, its words apart. */
export interface TokenizerHead {
  readonly sha256: string
  readonly tokenizer: { readonly model: object }
}

/** A tokenizer whose words stand in the order of their numbers. Those that are added to it are among them. */
function knownTokenizer(wanted: unknown): object | null {
  const { sha256, tokenizer } = JSON.parse(readBundleFile('tokenizer.json').toString()) as TokenizerHead
  if (sha256 !== wanted) return null
  const words = readWords('tokenizer-words')
  const get = (word: string): number | undefined => {
    const place = findWord(words, word)
    return place === -1 ? undefined : place
  }
  const table = { get, has: (word: string) => findWord(words, word) !== -1, set: () => {}, *[Symbol.iterator]() {} }
  return { ...tokenizer, model: { ...tokenizer.model, table } }
}
