import * as v from 'valibot'
import { BOOLEAN, COUNT, checkShape, listOf, misfitError, objectOf, oneOf, SHA256, type ShapeFault } from '../../../base/json-shape.js'

/** The value of `schema` in a shard manifest. */
export const SHARDS_SCHEMA = 'dealstance/shards@1'

/** Counts and hash of a file of posts. */
export interface ShardCounts {
  readonly threadCount: number
  readonly postCount: number
  /** Number of lines that a filter should expect: posts and, where no context is carried, header pieces of their threads. */
  readonly lineCount: number
  readonly byteCount: number
  /** SHA-256 of the file in hexadecimal, as a filter's receipt names its input. */
  readonly sha256: string
}

/** One file of complete threads. */
export interface Shard extends ShardCounts {
  /** File name in the manifest's folder. */
  readonly name: string
}

/**
 * Describes how posts were split into files without splitting a thread. The counts are sums over the shards. `sha256` is the hash of the lines
 * `HASH  NAME`, in the order of the shards, as `sha256sum` prints them.
 */
export interface ShardManifest extends ShardCounts {
  readonly schema: typeof SHARDS_SCHEMA
  /** The kind of record on each line. */
  readonly kind: 'posts' | 'scored'
  /** Whether every line carries the context that scoring its post needs. */
  readonly hasContext: boolean
  readonly shards: readonly Shard[]
}

const COUNTS = ['threadCount', 'postCount', 'lineCount', 'byteCount'] as const
const SHARD_COUNTS = { threadCount: COUNT, postCount: COUNT, lineCount: COUNT, byteCount: COUNT, sha256: SHA256 }
const FILE_NAME = v.pipe(v.string('the name of a file'), v.regex(/^\w[\w.-]*$/, 'the name of a file'))
const MANIFEST = objectOf({
  schema: v.literal(SHARDS_SCHEMA, `"${SHARDS_SCHEMA}"`),
  kind: oneOf('posts', 'scored'),
  hasContext: BOOLEAN,
  ...SHARD_COUNTS,
  shards: listOf(objectOf({ name: FILE_NAME, ...SHARD_COUNTS })),
})
const FAULT: ShapeFault = { code: 'SHARDS_INVALID', advice: 'Give the manifest.json that shard wrote, unchanged.' }

/** Checks a manifest that `shard` wrote. @param value result of `JSON.parse` @param where name of the file, for messages */
export function parseShardManifest(value: unknown, where: string): ShardManifest {
  const manifest = checkShape(MANIFEST, value, where, 'the manifest', FAULT)
  const names = manifest.shards.map(({ name }) => name)
  if (names.length === 0 || new Set(names).size < names.length)
    throw misfitError('shards to be at least one, each once', names, where, FAULT)
  for (const each of COUNTS) {
    const total = manifest.shards.reduce((sum, shard) => sum + shard[each], 0)
    if (total !== manifest[each]) throw misfitError(`${each} to be ${total}, the sum over the shards`, manifest[each], where, FAULT)
  }
  return manifest
}
