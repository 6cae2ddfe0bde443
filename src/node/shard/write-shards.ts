import { createHash, type Hash } from 'node:crypto'
import { appendFileSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { basename, dirname, join, resolve } from 'node:path'
import { SHARDS_SCHEMA, type Shard, type ShardCounts, type ShardManifest } from '../../aggregate/manifest/shard-manifest.js'
import { PipelineError } from '../../errors.js'
import { cleanUpOnStop } from '../file/clean-up.js'
import { sha256Of } from '../file/sha256.js'
import { createLeastFirst } from './min-heap.js'

/** A thread as lines. */
export interface ShardedThread {
  /** Without line ends. */
  readonly lines: readonly string[]
  readonly postCount: number
}

/** Writes threads into shards, each whole into the one that holds the fewest bytes. */
export interface ShardWriter {
  /** Writes a thread into the shard that has fewest bytes. */
  add(thread: ShardedThread): void
  /** Nothing more comes: the folder appears, with its manifest. */
  commit(): ShardManifest
  /** Something failed: nothing is left behind. */
  discard(): void
}

/** How many shards, and what their lines are. */
export interface ShardWriterOptions {
  readonly shardCount: number
  readonly kind: ShardManifest['kind']
  readonly hasContext: boolean
}

/** Memory for what waits to be written, over all shards, and the most that waits for one. */
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
 * Opens a folder of shards. It is written beside its place and renamed when all is done: where `manifest.json` stands, the shards are whole.
 *
 * @throws {PipelineError} `OUTPUT_UNWRITABLE`, also for a folder that holds something: shards of before would be taken for these
 */
export function openShards(folder: string, { shardCount, kind, hasContext }: ShardWriterOptions): ShardWriter {
  const target = resolve(folder)
  const making = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`)
  const isThere = writing(folder, () => statSync(target, { throwIfNoEntry: false }) !== undefined)
  writing(folder, () => {
    if (isThere && readdirSync(target).length > 0)
      throw unwritable(folder, 'one that holds files', 'Name another folder, or remove this one.')
    rmSync(making, { recursive: true, force: true })
    mkdirSync(making, { recursive: true })
  })
  const remove = (): void => rmSync(making, { recursive: true, force: true })
  const settled = cleanUpOnStop(remove)
  const digits = String(shardCount).length
  const shards = Array.from({ length: shardCount }, (_, index): OpenShard => {
    const name = `shard-${String(index + 1).padStart(digits, '0')}-of-${shardCount}.jsonl`
    const counts = { threadCount: 0, postCount: 0, lineCount: 0, byteCount: 0 }
    return { name, path: join(making, name), hash: createHash('sha256'), counts, waiting: [], waitingByteCount: 0 }
  })
  const blockByteCount = Math.min(MAX_BLOCK_BYTE_COUNT, WAITING_BYTE_COUNT / shardCount)
  const flush = (shard: OpenShard): void => {
    const bytes = Buffer.from(shard.waiting.join(''))
    shard.hash.update(bytes)
    writing(folder, () => appendFileSync(shard.path, bytes, { mode: 0o644 }))
    shard.waiting = []
    shard.waitingByteCount = 0
  }
  const emptiest = createLeastFirst(
    shards.length,
    (left, right) => (shards[left]?.counts.byteCount ?? 0) - (shards[right]?.counts.byteCount ?? 0) || left - right,
  )
  return {
    add: ({ lines, postCount }) => {
      const shard = shards[emptiest.first()] as OpenShard
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
      emptiest.firstGrew()
    },
    commit: () => {
      for (const shard of shards) flush(shard)
      const manifest = toManifest(shards, { kind, hasContext })
      writing(folder, () => {
        writeFileSync(join(making, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
        if (isThere) rmdirSync(target)
        renameSync(making, target)
      })
      settled()
      return manifest
    },
    discard: () => {
      remove()
      settled()
    },
  }
}

function toManifest(shards: readonly OpenShard[], { kind, hasContext }: Pick<ShardWriterOptions, 'kind' | 'hasContext'>): ShardManifest {
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

function writing<Value>(folder: string, work: () => Value): Value {
  try {
    return work()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause && !(cause instanceof PipelineError) ? String(cause.code) : null
    if (code === null) throw cause
    const got = { ENOTDIR: 'a file', EACCES: 'no permission', ENOSPC: 'a full disk', EROFS: 'a read-only disk' }[code]
    throw unwritable(folder, got ?? `the system error ${code}`, 'Check the place and its disk.', cause)
  }
}

function unwritable(folder: string, got: string, advice: string, cause?: unknown): PipelineError {
  const message = `${folder}: expected a place for a new folder, got ${got}. ${advice}`
  return new PipelineError('OUTPUT_UNWRITABLE', message, { cause, context: { path: folder } })
}
