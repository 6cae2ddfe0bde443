import { checksAt } from '../breakdown/checks-at.js'

/** Names the form of a manifest of shards and its version. */
export const SHARDS_SCHEMA = 'dealstance/shards@1'

/** Counts of a file of posts, and what tells it from every other. */
export interface ShardCounts {
  readonly threadCount: number
  readonly postCount: number
  /** Lines: posts, and where no context is carried the header pieces of their threads. What a filter is to expect. */
  readonly lineCount: number
  readonly byteCount: number
  /** In hexadecimal: of a shard's bytes, which a filter's receipt names as what it read. */
  readonly sha256: string
}

/** One file of whole threads. */
export interface Shard extends ShardCounts {
  /** Of the file, in the folder of the manifest. */
  readonly name: string
}

/**
 * How a body of posts was cut into files, no thread into two. The counts are sums over the shards; `sha256` is that of the lines
 * `HASH  NAME` of the shards in their order, which `sha256sum` prints of them.
 */
export interface ShardManifest extends ShardCounts {
  readonly schema: typeof SHARDS_SCHEMA
  /** What stands on a line. */
  readonly kind: 'posts' | 'scored'
  /** Whether every line carries what its post is to be judged with. */
  readonly hasContext: boolean
  readonly shards: readonly Shard[]
}

const COUNTS = ['threadCount', 'postCount', 'lineCount', 'byteCount'] as const

/**
 * Checks a manifest that `shard` wrote.
 *
 * @param value what `JSON.parse` gave
 * @param where the name of its file, for messages
 * @throws {PipelineError} `SHARDS_INVALID`: another schema, a field of a wrong type, a shard named twice, counts that do not add up
 */
export function parseShardManifest(value: unknown, where: string): ShardManifest {
  const { fail, record, list, string, count, oneOf } = checksAt(where, {
    code: 'SHARDS_INVALID',
    advice: 'Give the manifest.json that shard wrote, unchanged.',
  })
  const parseCounts = (fields: Readonly<Record<string, unknown>>, of: string): ShardCounts => {
    const sha256 = string(fields['sha256'], `${of}sha256`)
    if (!/^[0-9a-f]{64}$/.test(sha256)) fail(`${of}sha256 to be 64 hexadecimal digits`, sha256)
    return {
      threadCount: count(fields['threadCount'], `${of}threadCount`),
      postCount: count(fields['postCount'], `${of}postCount`),
      lineCount: count(fields['lineCount'], `${of}lineCount`),
      byteCount: count(fields['byteCount'], `${of}byteCount`),
      sha256,
    }
  }
  const parseShard = (shard: unknown, index: number): Shard => {
    const fields = record(shard, `shards[${index}]`)
    const name = string(fields['name'], `shards[${index}].name`)
    if (!/^\w[\w.-]*$/.test(name)) fail(`shards[${index}].name to be the name of a file`, name)
    return { name, ...parseCounts(fields, `shards[${index}].`) }
  }
  const fields = record(value, 'the manifest')
  const schema = oneOf(fields['schema'], [SHARDS_SCHEMA], 'schema')
  const kind = oneOf(fields['kind'], ['posts', 'scored'], 'kind')
  const { hasContext } = fields
  if (typeof hasContext !== 'boolean') fail('hasContext to be true or false', hasContext)
  const shards = list(fields['shards'], 'shards').map(parseShard)
  const names = shards.map(({ name }) => name)
  if (shards.length === 0 || new Set(names).size < names.length) fail('shards to be at least one, each once', names)
  const counts = parseCounts(fields, '')
  for (const each of COUNTS) {
    const total = shards.reduce((sum, shard) => sum + shard[each], 0)
    if (total !== counts[each]) fail(`${each} to be ${total}, the sum over the shards`, counts[each])
  }
  return { schema, kind, hasContext: hasContext === true, ...counts, shards }
}
