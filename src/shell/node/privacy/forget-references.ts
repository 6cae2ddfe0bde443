import { createReadStream } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { parseShardManifest, type Shard } from '../../../count/manifest/shard-manifest.js'
import { openPartial, parsePartial } from '../../../count/partial/partial.js'
import { readVersion } from '../file/package-root.js'
import { hashFiles, sha256Of } from '../file/sha256.js'
import { streamLines } from '../file/stream-lines.js'
import { readPartialLines } from '../scored/read-partial.js'
import { readScoredPosts } from '../scored/read-scored-posts.js'
import { sealPartial } from '../scored/seal-partial.js'
import { totalOfShards } from '../shard/write-shards.js'
import { parsePostRecord } from './forget-record.js'

/** Files that other files refer to by their hashes. */
export interface HashReferences {
  /** The file of posts that had this hash before the change; undefined when the folder has none. */
  fileOf(sha256: string): string | undefined
  isChanged(path: string): boolean
  /** Path of the new content of a file. */
  newPathOf(path: string): string
}

/** New content, or the reason why there is none; null when no referenced file changed. */
type Rebuilt = { readonly content: string } | { readonly reason: string } | null

/** Rebuilds a partial breakdown from the changed posts, with the result of `aggregate --partial`. */
export async function rebuildPartial(path: string, files: HashReferences): Promise<Rebuilt> {
  const { header, rows } = await readPartialLines(path)
  const posts: unknown[] = []
  for await (const row of rows()) posts.push(row)
  const { scheme, options, version, deals, evidence } = parsePartial({ ...(header as object), posts }, path)
  const paths = evidence.map(({ sha256 }) => files.fileOf(sha256))
  if (paths.every((each) => each !== undefined && !files.isChanged(each))) return null
  if (paths.includes(undefined) || paths.length === 0) return { reason: 'its scored posts are not in this folder' }
  if (version !== readVersion()) return { reason: `it was made by version ${version}` }
  const infos = new Map(deals.flatMap(([id, mover, move]) => (mover === null || move === null ? [] : [[id, { mover, move }] as const])))
  const builder = openPartial({ scheme, options, callerOptions: options, version, deals: infos })
  for (const [index, file] of evidence.entries()) {
    const reading = readScoredPosts(files.newPathOf(paths[index] ?? ''), { scheme, mayBeEmpty: true, onBadRecord: () => {} })
    let read = await reading.next()
    for (; read.done !== true; read = await reading.next()) builder.add(read.value)
    const { inputSha256 } = file
    builder.addEvidence({
      ...file,
      sha256: read.value.sha256,
      postCount: read.value.postCount,
      ...(inputSha256 !== undefined && { inputSha256: await newHashOf(inputSha256, files) }),
    })
  }
  return { content: [...sealPartial(builder)].join('') }
}

/** Hash of a file's new content, by the old hash. */
async function newHashOf(sha256: string, files: HashReferences): Promise<string> {
  const path = files.fileOf(sha256)
  return path !== undefined && files.isChanged(path) ? hashFiles(files.newPathOf(path)) : sha256
}

/** Rebuilds a manifest with the counts and hashes of its changed shards. @throws {PipelineError} as `parseShardManifest` */
export async function rebuildManifest(path: string, files: HashReferences): Promise<Rebuilt> {
  const manifest = parseShardManifest(JSON.parse(await readFile(path, 'utf8')), path)
  const place = (name: string): string => join(dirname(path), name)
  if (!manifest.shards.some(({ name }) => files.isChanged(place(name)))) return null
  const shards: Shard[] = []
  for (const shard of manifest.shards) {
    shards.push(files.isChanged(place(shard.name)) ? await countShard(shard.name, files.newPathOf(place(shard.name))) : shard)
  }
  return { content: `${JSON.stringify({ ...manifest, ...totalOfShards(shards), shards }, null, 2)}\n` }
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
