import { createHash, type Hash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { SHARDS_SCHEMA, type Shard, type ShardCounts, type ShardManifest } from '../../aggregate/manifest/shard-manifest.js'
import { PipelineError } from '../../errors.js'
import { cleanUpOnStop } from '../file/clean-up.js'
import { sha256Of } from '../file/sha256.js'
import { createMinHeap } from './min-heap.js'

/** A thread as output lines. */
export interface ShardedThread {
  /** Lines without line ends. */
  readonly lines: readonly string[]
  readonly postCount: number
}

/** Distributes whole threads over shards. */
export interface ShardWriter {
  /** Writes a thread to the shard with the fewest bytes. */
  add(thread: ShardedThread): void
  /** Completes the folder with its manifest. The folder appears only now. */
  commit(): ShardManifest
  /** Abandons the folder and leaves no file behind. */
  discard(): void
}

/** Options of {@link openShards}. */
export interface ShardWriterOptions {
  readonly shardCount: number
  readonly kind: ShardManifest['kind']
  readonly hasContext: boolean
}

/** Write buffer of all shards together. */
const WAITING_BYTE_COUNT = 32 * 1024 * 1024
const MAX_BLOCK_BYTE_COUNT = 256 * 1024

interface OpenShard {
  readonly name: string
  readonly path: string
  readonly hash: Hash
  readonly counts: { -readonly [Count in Exclude<keyof ShardCounts, 'sha256'>]: number }
  waiting: string[]
  waitingByteCount: number
}

/**
 * Opens a folder of shards. A temporary folder beside it is renamed on commit, so a folder with `manifest.json` is complete.
 *
 * @throws {PipelineError} `OUTPUT_UNWRITABLE`, also for a folder that is not empty, since its shards could be mistaken for these
 */
export function openShards(folder: string, { shardCount, kind, hasContext }: ShardWriterOptions): ShardWriter {
  const target = resolve(folder)
  const tempFolder = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  const exists = translateFaults(folder, () => statSync(target, { throwIfNoEntry: false }) !== undefined)
  translateFaults(folder, () => {
    if (exists && readdirSync(target).length > 0)
      throw unwritable(folder, 'one that holds files', 'Name another folder, or remove this one.')
    rmSync(tempFolder, { recursive: true, force: true })
    mkdirSync(tempFolder, { recursive: true })
  })
  const remove = (): void => rmSync(tempFolder, { recursive: true, force: true })
  const cancelCleanUp = cleanUpOnStop(remove)
  const digits = String(shardCount).length
  const shards = Array.from({ length: shardCount }, (_, index): OpenShard => {
    const name = `shard-${String(index + 1).padStart(digits, '0')}-of-${shardCount}.jsonl`
    const counts = { threadCount: 0, postCount: 0, lineCount: 0, byteCount: 0 }
    return { name, path: join(tempFolder, name), hash: createHash('sha256'), counts, waiting: [], waitingByteCount: 0 }
  })
  const blockByteCount = Math.min(MAX_BLOCK_BYTE_COUNT, WAITING_BYTE_COUNT / shardCount)
  const flush = (shard: OpenShard): void => {
    const bytes = Buffer.from(shard.waiting.join(''))
    shard.hash.update(bytes)
    translateFaults(folder, () => appendFileSync(shard.path, bytes, { mode: 0o644 }))
    shard.waiting = []
    shard.waitingByteCount = 0
  }
  const heap = createMinHeap(
    shards.length,
    (left, right) => (shards[left]?.counts.byteCount ?? 0) - (shards[right]?.counts.byteCount ?? 0) || left - right,
  )
  return {
    add: ({ lines, postCount }) => {
      const shard = shards[heap.top()] as OpenShard
      shard.counts.threadCount += 1
      shard.counts.postCount += postCount
      shard.counts.lineCount += lines.length
      for (const line of lines) {
        const ended = `${line}\n`
        const byteCount = Buffer.byteLength(ended)
        shard.counts.byteCount += byteCount
        shard.waiting.push(ended)
        shard.waitingByteCount += byteCount
        if (shard.waitingByteCount >= blockByteCount) flush(shard)
      }
      heap.topGrew()
    },
    commit: () => {
      for (const shard of shards) flush(shard)
      const manifest = createManifest(shards, { kind, hasContext })
      translateFaults(folder, () => {
        writeFileSync(join(tempFolder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
        if (exists) rmdirSync(target)
        renameSync(tempFolder, target)
      })
      cancelCleanUp()
      return manifest
    },
    discard: () => {
      remove()
      cancelCleanUp()
    },
  }
}

function createManifest(
  shards: readonly OpenShard[],
  { kind, hasContext }: Pick<ShardWriterOptions, 'kind' | 'hasContext'>,
): ShardManifest {
  const listed = shards.map(({ name, counts, hash }): Shard => ({ name, ...counts, sha256: hash.digest('hex') }))
  const total = (count: keyof OpenShard['counts']): number => listed.reduce((sum, shard) => sum + shard[count], 0)
  return {
    schema: SHARDS_SCHEMA,
    kind,
    hasContext,
    threadCount: total('threadCount'),
    postCount: total('postCount'),
    lineCount: total('lineCount'),
    byteCount: total('byteCount'),
    sha256: sha256Of(listed.map(({ sha256, name }) => `${sha256}  ${name}\n`).join('')),
    shards: listed,
  }
}

function translateFaults<Value>(folder: string, work: () => Value): Value {
  try {
    return work()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause && !(cause instanceof PipelineError) ? String(cause.code) : null
    if (code === null) throw cause
    const got = { ENOTDIR: 'a file', EACCES: 'no permission', ENOSPC: 'a full disk', EROFS: 'a read-only disk' }[code]
    throw unwritable(folder, got ?? `the system error ${code}`, 'Check the folder and the space on the disk.', cause)
  }
}

function unwritable(folder: string, got: string, advice: string, cause?: unknown): PipelineError {
  const message = `${folder}: expected a place for a new folder, got ${got}. ${advice}`
  return new PipelineError('OUTPUT_UNWRITABLE', message, { cause, context: { path: folder } })
}
