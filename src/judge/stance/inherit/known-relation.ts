import type { RelationModel } from './relation-model.js'

/**
 * The relation model whose table has this hash; null when run from the sources. The bundle for Node replaces this module with the table that
 * ships, to save parsing it at each start.
 */
export const knownRelation = (_tableSha256: unknown): RelationModel | null => null
