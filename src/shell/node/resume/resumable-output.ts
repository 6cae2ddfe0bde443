import { rmSync } from 'node:fs'
import { type FileHandle, open, readFile, rename, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { ResumePoint, ScoredBatch } from '../../../pipeline/batch/score-threads.js'
import { cleanUpOnStop } from '../file/clean-up.js'
import { sha256Of } from '../file/sha256.js'
import { writing } from '../file/system-fault.js'
import type { ScoredRows } from '../score/score-plan.js'
import { lockFile } from '../write/lock-file.js'
import { putInPlace } from '../write/whole-file.js'
import { type BatchReceipt, chainLine, checkOutput, checkSameRun, RECEIPTS_SCHEMA, type RunIdentity, readReceipts } from './receipts.js'

/** An output that is written beside its path with a receipt for each batch, so that a stopped run can be resumed. */
export interface ResumableOutput {
  /** Path of the incomplete file. */
  readonly partialPath: string
  /** Where to resume; the start unless a stopped run was found. */
  readonly resume: ResumePoint
  /** Receipts of the batches that are already written. */
  readonly receipts: readonly BatchReceipt[]
  /** Number of batches of the stopped run that are scored again, because a receipt is damaged or bytes are missing. */
  readonly droppedCount: number
  append(result: ScoredBatch<ScoredRows>): Promise<void>
  /** Ends writing. @returns SHA-256 of all bytes */
  close(): Promise<string>
  /** Renames the file to its path and removes the receipts. */
  commit(): Promise<void>
  remove(): Promise<void>
  /** Releases the lock. Must be called. */
  unlock(): Promise<void>
}

interface ResumableOptions {
  readonly identity: RunIdentity
  /** Continues a stopped run. */
  readonly isResuming: boolean
  /** Bytes before the first batch. */
  readonly prefix: Uint8Array
}

/** Opens the output at `path`. Until it is complete, bytes go to `path.partial` and receipts to `path.receipts`. */
export async function openResumable(path: string, options: ResumableOptions): Promise<ResumableOutput> {
  const unlock = await lockOutput(path)
  try {
    return { ...(await openLocked(path, options)), unlock }
  } catch (error) {
    await unlock()
    throw error
  }
}

/** Locks the output at `path` for this process. The lock is also released when the process is stopped. */
export async function lockOutput(path: string): Promise<() => Promise<void>> {
  const unlock = await lockFile(path, { code: 'OUTPUT_LOCKED', advice: 'Wait for that one, or name another file' })
  const cancelCleanUp = cleanUpOnStop(() => rmSync(`${resolve(path)}.lock`, { force: true }))
  return async () => {
    await unlock()
    cancelCleanUp()
  }
}

/** Removes the files of a stopped run beside an output that another run has completed. */
export async function removeLeftBehind(path: string): Promise<void> {
  const text = await readFile(`${path}.receipts`, 'utf8').catch(() => '')
  if (!text.startsWith(`{"schema":"${RECEIPTS_SCHEMA}"`)) return
  for (const ending of ['partial', 'receipts', 'receipts.new']) await rm(`${path}.${ending}`, { force: true })
}

async function openLocked(path: string, { identity, isResuming, prefix }: ResumableOptions): Promise<Omit<ResumableOutput, 'unlock'>> {
  const [partialPath, receiptsPath] = [`${path}.partial`, `${path}.receipts`]
  const attempt = <Value>(act: () => Promise<Value>): Promise<Value> =>
    writing(path, 'a place to write to', 'Free some space or check the folder, then continue with --resume.', act)
  const left = isResuming ? await attempt(() => readReceipts(receiptsPath)) : null
  if (left !== null) checkSameRun(left.identity, identity, receiptsPath)
  const { receipts, byteCount, hash } = await checkOutput(partialPath, prefix, left?.receipts ?? [])
  let chain = ''
  let position = Math.max(byteCount, prefix.length)
  const render = (body: RunIdentity | BatchReceipt): string => {
    const chained = chainLine(body, chain)
    chain = chained.chain
    return chained.line
  }
  const { file, log } = await attempt(async () => {
    const file = await open(partialPath, byteCount === 0 ? 'w' : 'r+')
    if (byteCount > 0) await file.truncate(byteCount)
    else {
      await file.writeFile(prefix)
      hash.update(prefix)
    }
    // Written beside and renamed, because the run may be stopped here too.
    const log = await open(`${receiptsPath}.new`, 'w')
    await log.writeFile([identity, ...receipts].map(render).join(''))
    await log.sync()
    await rename(`${receiptsPath}.new`, receiptsPath)
    return { file, log }
  })
  return {
    partialPath,
    receipts,
    droppedCount: left === null ? 0 : left.droppedCount + left.receipts.length - receipts.length,
    resume: { doneCount: receipts.length, since: receipts.at(-1)?.since ?? 0 },
    append: ({ index, bytes, recordCount, since, counts }) =>
      attempt(async () => {
        await writeAll(file, bytes, position)
        position += bytes.length
        hash.update(bytes)
        await log.writeFile(render({ index, recordCount, byteCount: bytes.length, sha256: sha256Of(bytes), since, counts }))
      }),
    close: async () => {
      await file.close()
      await log.close()
      return hash.digest('hex')
    },
    commit: () =>
      attempt(async () => {
        await putInPlace(partialPath, path)
        await rm(receiptsPath, { force: true })
      }),
    remove: async () => {
      await rm(partialPath, { force: true })
      await rm(receiptsPath, { force: true })
    },
  }
}

async function writeAll(file: FileHandle, bytes: Uint8Array, position: number): Promise<void> {
  for (let done = 0; done < bytes.length; ) done += (await file.write(bytes, done, bytes.length - done, position + done)).bytesWritten
}
