import { createPhrases, type Relation, type RelationModel } from '../../src/judge/stance/inherit/relation-model.js'
import { readBundleFile, readNumbers, readWords } from './read-bundle-file.js'
import { findWord } from './word-index.js'

/** What is packed of a relation model beside its weights. */
export interface RelationHead {
  readonly id: string
  readonly tableSha256: string
  readonly kinds: readonly (readonly [phrase: string, kind: Relation])[]
}

/** Replaces `src/judge/stance/inherit/known-relation.ts`. See `compactRelation`. */
export function knownRelation(wanted: unknown): RelationModel | null {
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
