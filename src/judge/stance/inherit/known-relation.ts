import type { RelationModel } from './relation-model.js'

/** The relation model whose table has a hash: the bundle for Node replaces this by the table that ships, packed. Null for any other. */
export const knownRelation = (_tableSha256: unknown): RelationModel | null => null
