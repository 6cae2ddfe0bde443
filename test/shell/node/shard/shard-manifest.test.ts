import { describe, expect, it } from 'vitest'
import { parseShardManifest, SHARDS_SCHEMA } from '../../../../src/shell/node/shard/shard-manifest.js'

const SHA = 'a'.repeat(64)
const shard = (name: string) => ({ name, threadCount: 1, postCount: 3, lineCount: 4, byteCount: 900, sha256: SHA })
const manifest = {
  schema: SHARDS_SCHEMA,
  kind: 'posts',
  hasContext: false,
  threadCount: 2,
  postCount: 6,
  lineCount: 8,
  byteCount: 1800,
  sha256: SHA,
  shards: [shard('shard-1-of-2.jsonl'), shard('shard-2-of-2.jsonl')],
} as const

describe('parseShardManifest', () => {
  it('parses a written manifest unchanged', () => {
    expect(parseShardManifest(JSON.parse(JSON.stringify(manifest)), 'manifest.json')).toEqual(manifest)
  })

  it.each([
    { fault: 'no object', value: [], names: 'the manifest' },
    { fault: 'another schema', value: { ...manifest, schema: 'x@9' }, names: 'schema' },
    { fault: 'a kind that is none', value: { ...manifest, kind: 'threads' }, names: 'kind' },
    { fault: 'a word for a truth', value: { ...manifest, hasContext: 'on' }, names: 'hasContext' },
    { fault: 'no shard', value: { ...manifest, shards: [] }, names: 'shards' },
    { fault: 'a shard twice', value: { ...manifest, shards: [shard('a.jsonl'), shard('a.jsonl')] }, names: 'each once' },
    { fault: 'a path for a name', value: { ...manifest, shards: [shard('../a.jsonl'), shard('b.jsonl')] }, names: 'shards[0].name' },
    { fault: 'a sum that is wrong', value: { ...manifest, postCount: 7 }, names: 'postCount to be 6' },
    { fault: 'a broken hash', value: { ...manifest, sha256: 'A'.repeat(64) }, names: 'sha256' },
  ])('refuses $fault', ({ value, names }) => {
    expect(() => parseShardManifest(value, 'm.json')).toThrow(expect.objectContaining({ code: 'SHARDS_INVALID' }))
    expect(() => parseShardManifest(value, 'm.json')).toThrow(names)
  })
})
