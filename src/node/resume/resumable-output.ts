import { createHash, type Hash } from 'node:crypto'
import { rmSync } from 'node:fs'
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ResumePoint, ScoredBatch } from '../../batch/score-threads.js'
import { PipelineError } from '../../errors.js'
import { cleanUpOnStop } from '../file/clean-up.js'
import { type LockMessage, lockFile } from '../file/lock-file.js'
import type { ScoredRows } from '../score/score-plan.js'
import { type BatchReceipt, chainLine, checkOutput, checkSameRun, RECEIPTS_SCHEMA, type RunIdentity, readReceipts } from './receipts.js'

/** An output that is written beside its place with a receipt for each batch, so that a run that is stopped can be gone on with. */
export interface ResumableOutput {
  /** The file until it is whole. */
  readonly partialPath: string
  /** Where to go on; at the beginning unless a stopped run was found. */
  readonly resume: ResumePoint
  /** Receipts of batches that were there. */
  readonly receipts: readonly BatchReceipt[]
  /** Batches that were not believed: their receipts are damaged, or their bytes are not there. */
  readonly droppedCount: number
  /** Writes a scored batch and its receipt. */
  append(result: ScoredBatch<ScoredRows>): Promise<void>
  /** Ends writing. @returns SHA-256 of all bytes */
  close(): Promise<string>
  /** Puts the file into its place, without its receipts. */
  commit(): Promise<void>
  /** Removes what was written, with its receipts. */
  remove(): Promise<void>
  /** Lets others write it: to be called at the end, whatever happened. */
  unlock(): Promise<void>
}

/** The file to write, and of which run it is. */
export interface ResumableOptions {
  readonly identity: RunIdentity
  /** Go on where a stopped run left off. */
  readonly isResuming: boolean
  /** What stands before the first batch. */
  readonly prefix: Uint8Array
}

const LOCK: LockMessage = { code: 'OUTPUT_LOCKED', advice: 'Wait for that one, or name another file' }

/**
 * Opens the output at `path`: its bytes go to `path.partial`, receipts to `path.receipts`, until all is there.
 *
 * @throws {PipelineError} `RESUME_MISMATCH`, `OUTPUT_LOCKED` while another run writes it, `OUTPUT_UNWRITABLE`
 */
export async function openResumable(path: string, options: ResumableOptions): Promise<ResumableOutput> {
  const unlock = await lockOutput(path)
  try {
    return await openUnlocked(path, unlock, options)
  } catch (error) {
    await unlock()
    throw error
  }
}

/**
 * Takes the output at `path` for this process; let go of when the process is stopped, too.
 *
 * @throws {PipelineError} `OUTPUT_LOCKED`, `OUTPUT_UNWRITABLE`
 */
export async function lockOutput(path: string): Promise<() => Promise<void>> {
  const unlock = await lockFile(path, LOCK)
  const settled = cleanUpOnStop(() => rmSync(`${resolve(path)}.lock`, { force: true }))
  return async () => {
    await unlock()
    settled()
  }
}

/** Removes what a stopped run left beside a file that another way has made whole. */
export async function removeLeftBehind(path: string): Promise<void> {
  const begun = await readFile(`${path}.receipts`, 'utf8').catch(() => '')
  if (!begun.startsWith(`{"schema":"${RECEIPTS_SCHEMA}"`)) return
  for (const end of ['partial', 'receipts', 'receipts.new']) await rm(`${path}.${end}`, { force: true })
}

async function openUnlocked(
  path: string,
  unlock: () => Promise<void>,
  { identity, isResuming, prefix }: ResumableOptions,
): Promise<ResumableOutput> {
  const [partialPath, receiptsPath] = [`${path}.partial`, `${path}.receipts`]
  const left = isResuming ? await writing(path, () => readReceipts(receiptsPath)) : null
  if (left !== null) checkSameRun(left.identity, identity, receiptsPath)
  const { receipts, byteCount, hash } = await checkOutput(partialPath, prefix, left?.receipts ?? [])
  const standing = { identity, receipts, byteCount, prefix, hash }
  const { file, log, ...begun } = await writing(path, () => openFiles(partialPath, receiptsPath, standing))
  let { chain } = begun
  let position = Math.max(byteCount, prefix.length)
  return {
    partialPath,
    receipts,
    droppedCount: left === null ? 0 : left.droppedCount + left.receipts.length - receipts.length,
    resume: { doneCount: receipts.length, since: receipts.at(-1)?.since ?? 0 },
    append: ({ index, bytes, recordCount, since, counts }) =>
      writing(path, async () => {
        await writeAll(file, bytes, position)
        position += bytes.length
        hash.update(bytes)
        const sha256 = createHash('sha256').update(bytes).digest('hex')
        const receipt: BatchReceipt = { index, recordCount, byteCount: bytes.length, sha256, since, counts }
        const chained = chainLine(receipt, chain)
        await log.writeFile(chained.line)
        chain = chained.chain
      }),
    close: async () => {
      await file.close()
      await log.close()
      return hash.digest('hex')
    },
    commit: () =>
      writing(path, async () => {
        await rename(partialPath, path)
        await rm(receiptsPath, { force: true })
      }),
    remove: async () => {
      await rm(partialPath, { force: true })
      await rm(receiptsPath, { force: true })
    },
    unlock,
  }
}

interface Standing {
  readonly identity: RunIdentity
  readonly receipts: readonly BatchReceipt[]
  readonly byteCount: number
  readonly prefix: Uint8Array
  readonly hash: Hash
}

async function openFiles(
  partialPath: string,
  receiptsPath: string,
  { identity, receipts, byteCount, prefix, hash }: Standing,
): Promise<{ file: FileHandle; log: FileHandle; chain: string }> {
  const file = await open(partialPath, byteCount === 0 ? 'w' : 'r+')
  if (byteCount > 0) await file.truncate(byteCount)
  else {
    await file.writeFile(prefix)
    hash.update(prefix)
  }
  // Written aside and renamed, since a run may be stopped here too.
  const log = await open(`${receiptsPath}.new`, 'w')
  let chain = ''
  const lines = [identity, ...receipts].map((body) => {
    const chained = chainLine(body, chain)
    chain = chained.chain
    return chained.line
  })
  await log.writeFile(lines.join(''))
  await rename(`${receiptsPath}.new`, receiptsPath)
  return { file, log, chain }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
}

async function writing<Value>(path: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act()
  } catch (cause) {
    if (cause instanceof PipelineError) throw cause
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    const got = code === 'ENOSPC' ? 'a full disk' : code === 'ENOENT' ? 'a folder that does not exist' : `the system error ${code}`
    const message = `${path}: expected a place to write to, got ${got}. Free some space or check the folder, then continue with --resume.`
    throw new PipelineError('OUTPUT_UNWRITABLE', message, { cause, context: { path } })
  }
}
