import { appendFileSync, mkdirSync, readdirSync, renameSync, rmdirSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import { writing } from '../file/system-fault.js'
import { cleanUpOnStop, temporaryPathOf } from '../write/whole-file.js'

/** The value of `schema` in a shard manifest. */
const SHARDS_SCHEMA = 'dealstance/shards@1'

/** One file of complete threads. */
export interface Shard {
  /** File name in the manifest's folder. */
  readonly name: string
  readonly threadCount: number
  /** One a line. */
  readonly postCount: number
}

/** Describes how posts were split into files without splitting a thread. The counts are sums over the shards. */
export interface ShardManifest {
  readonly schema: typeof SHARDS_SCHEMA
  readonly threadCount: number
  readonly postCount: number
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

const WAITING_LENGTH = 32 * 1024 * 1024
const MAX_BLOCK_LENGTH = 256 * 1024

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
  const shards = Array.from({ length: shardCount }, (_, index) => {
    const name = `shard-${String(index + 1).padStart(digits, '0')}-of-${shardCount}.jsonl`
    return { name, threadCount: 0, postCount: 0, byteCount: 0, waiting: '' }
  })
  const blockLength = Math.min(MAX_BLOCK_LENGTH, WAITING_LENGTH / shardCount)
  const write = (shard: (typeof shards)[number], flush: boolean): void => {
    attempt(() => appendFileSync(join(tempFolder, shard.name), shard.waiting, { mode: 0o644, flush }))
    shard.waiting = ''
  }
  return {
    add: (lines) => {
      const shard = shards.reduce((least, one) => (one.byteCount < least.byteCount ? one : least))
      const text = lines.map((line) => `${line}\n`).join('')
      shard.threadCount += 1
      shard.postCount += lines.length
      shard.byteCount += Buffer.byteLength(text)
      shard.waiting += text
      if (shard.waiting.length >= blockLength) write(shard, false)
    },
    commit: () => {
      for (const shard of shards) write(shard, true)
      const listed = shards.map(({ name, threadCount, postCount }): Shard => ({ name, threadCount, postCount }))
      const total = (count: 'threadCount' | 'postCount'): number => listed.reduce((sum, shard) => sum + shard[count], 0)
      const manifest = { schema: SHARDS_SCHEMA, threadCount: total('threadCount'), postCount: total('postCount'), shards: listed } as const
      attempt(() => {
        writeFileSync(join(tempFolder, 'manifest.json'), `${JSON.stringify(manifest, null, 2)}\n`, { flush: true })
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
