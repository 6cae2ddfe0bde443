import { appendFileSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { writing } from '../file/system-fault.js'
import { cleanUpOnStop, flushFile, temporaryPathOf } from '../write/whole-file.js'

/** The value of `schema` in a shard manifest. */
const SHARDS_SCHEMA = 'dealstance/shards@1'

/** Counts of a file of posts. */
export interface ShardCounts {
  readonly threadCount: number
  /** One a line. */
  readonly postCount: number
  readonly byteCount: number
}

/** One file of complete threads. */
export interface Shard extends ShardCounts {
  /** File name in the manifest's folder. */
  readonly name: string
}

/** Describes how posts were split into files without splitting a thread. The counts are sums over the shards. */
export interface ShardManifest extends ShardCounts {
  readonly schema: typeof SHARDS_SCHEMA
  readonly shards: readonly Shard[]
}

export interface ShardWriter {
  /** Writes a thread to the shard with the fewest bytes. @param lines one a post, without line ends */
  add(lines: readonly string[]): void
  /** Completes the folder with its manifest. The folder appears only now. */
  commit(): ShardManifest
  /** Abandons the folder and leaves no file behind. */
  discard(): void
}

const WAITING_BYTE_COUNT = 32 * 1024 * 1024
const MAX_BLOCK_BYTE_COUNT = 256 * 1024

interface OpenShard {
  readonly name: string
  readonly path: string
  readonly counts: { -readonly [Count in keyof ShardCounts]: number }
  waiting: string[]
  waitingByteCount: number
}

/** Opens a folder of shards. A temporary folder beside it is renamed on commit, so a folder with `manifest.json` is complete. */
export function openShards(folder: string, shardCount: number): ShardWriter {
  const attempt = <Value>(act: () => Value): Value =>
    writing(folder, 'a place for a new folder', 'Check the folder and the space on the disk.', act)
  const target = resolve(folder)
  const tempFolder = temporaryPathOf(target)
  const exists = attempt(() => statSync(target, { throwIfNoEntry: false }) !== undefined)
  attempt(() => {
    if (exists && readdirSync(target).length > 0) {
      const message = `${folder}: expected a place for a new folder, got one that holds files. Name another folder, or remove this one.`
      throw new PipelineError('OUTPUT_UNWRITABLE', message, { context: { path: folder } })
    }
    rmSync(tempFolder, { recursive: true, force: true })
    mkdirSync(tempFolder, { recursive: true })
  })
  const remove = (): void => rmSync(tempFolder, { recursive: true, force: true })
  const cancelCleanUp = cleanUpOnStop(remove)
  const digits = String(shardCount).length
  const shards = Array.from({ length: shardCount }, (_, index): OpenShard => {
    const name = `shard-${String(index + 1).padStart(digits, '0')}-of-${shardCount}.jsonl`
    const counts = { threadCount: 0, postCount: 0, byteCount: 0 }
    return { name, path: join(tempFolder, name), counts, waiting: [], waitingByteCount: 0 }
  })
  const blockByteCount = Math.min(MAX_BLOCK_BYTE_COUNT, WAITING_BYTE_COUNT / shardCount)
  const flush = (shard: OpenShard): void => {
    attempt(() => appendFileSync(shard.path, shard.waiting.join(''), { mode: 0o644 }))
    shard.waiting = []
    shard.waitingByteCount = 0
  }
  return {
    add: (lines) => {
      const shard = shards.reduce((least, one) => (one.counts.byteCount < least.counts.byteCount ? one : least))
      shard.counts.threadCount += 1
      shard.counts.postCount += lines.length
      for (const line of lines) {
        const ended = `${line}\n`
        const byteCount = Buffer.byteLength(ended)
        shard.counts.byteCount += byteCount
        shard.waiting.push(ended)
        shard.waitingByteCount += byteCount
        if (shard.waitingByteCount >= blockByteCount) flush(shard)
      }
    },
    commit: () => {
      for (const shard of shards) flush(shard)
      const listed = shards.map(({ name, counts }): Shard => ({ name, ...counts }))
      const total = (count: keyof ShardCounts): number => listed.reduce((sum, shard) => sum + shard[count], 0)
      const counts = { threadCount: total('threadCount'), postCount: total('postCount'), byteCount: total('byteCount') }
      const manifest: ShardManifest = { schema: SHARDS_SCHEMA, ...counts, shards: listed }
      attempt(() => {
        writeFileSync(join(tempFolder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`)
        for (const name of [...listed.map((shard) => shard.name), 'manifest.json']) flushFile(join(tempFolder, name))
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
