import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { sha256Of } from '../file/sha256.js'
import { streamLines } from '../file/stream-lines.js'
import { parseShardManifest, type Shard } from '../shard/shard-manifest.js'
import { totalOfShards } from '../shard/write-shards.js'
import { parsePostRecord } from './forget-record.js'

/** Files that other files refer to by their hashes. */
export interface HashReferences {
  isChanged(path: string): boolean
  /** Path of the new content of a file. */
  newPathOf(path: string): string
}

/** Rebuilds a manifest with the counts and hashes of its changed shards; null when none changed. @throws {PipelineError} as `parseShardManifest` */
export async function rebuildManifest(path: string, files: HashReferences): Promise<string | null> {
  const manifest = parseShardManifest(JSON.parse(await readFile(path, 'utf8')), path)
  const place = (name: string): string => join(dirname(path), name)
  if (!manifest.shards.some(({ name }) => files.isChanged(place(name)))) return null
  const shards: Shard[] = []
  for (const shard of manifest.shards) {
    shards.push(files.isChanged(place(shard.name)) ? await countShard(shard.name, files.newPathOf(place(shard.name))) : shard)
  }
  return `${JSON.stringify({ ...manifest, ...totalOfShards(shards), shards }, null, 2)}\n`
}

async function countShard(name: string, path: string): Promise<Shard> {
  const bytes = await readFile(path)
  const [threads, counts] = [new Set<string>(), { postCount: 0, lineCount: 0 }]
  for await (const { lines } of streamLines(createReadStream(path), { name })) {
    for (const line of lines) {
      const record = parsePostRecord(line)
      if (record === null) continue
      threads.add(record.threadId)
      counts.lineCount += 1
      if ((record['meta'] as { readonly role?: unknown } | undefined)?.role !== 'header') counts.postCount += 1
    }
  }
  return { name, threadCount: threads.size, ...counts, byteCount: bytes.length, sha256: sha256Of(bytes) }
}
