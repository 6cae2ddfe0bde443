import { rmSync } from 'node:fs'
import { open, readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type ErrorCode, PipelineError } from '../../../base/errors.js'
import { systemCodeOf, unwritable } from '../file/system-fault.js'
import { cleanUpOnStop, isRunning } from './whole-file.js'

/** Number of reads of a lock file without a process id. It is new, or its process was killed before writing the id. */
const ATTEMPT_COUNT = 10
const ATTEMPT_PAUSE_MS = 50

const held = new Set<string>()

/** The error to report when another process holds the lock. */
interface LockMessage {
  readonly code: ErrorCode
  /** Advice without the full stop. */
  readonly advice: string
}

export const AUDIT_LOCK: LockMessage = { code: 'AUDIT_LOCKED', advice: 'Close that one first' }

/**
 * Locks a file for this process, until it ends or calls the returned function. The file `….lock` beside it holds the process id. Takes over
 * the lock of a dead process.
 */
export async function lockFile(path: string, { code, advice }: LockMessage): Promise<() => Promise<void>> {
  const lockPath = `${resolve(path)}.lock`
  for (let attempt = 1; ; attempt++) {
    const file = await open(lockPath, 'wx').catch((cause: unknown) => {
      if (systemCodeOf(cause) === 'EEXIST') return null
      throw unwritable(path, 'a folder to write to', 'Check the folder and its permissions.', cause)
    })
    if (file !== null) {
      await file.writeFile(`${process.pid}\n`)
      await file.close()
      // Another process may have removed the file before it held the id.
      if ((await readHolder(lockPath)) !== process.pid) continue
      held.add(lockPath)
      const cancelCleanUp = cleanUpOnStop(() => rmSync(lockPath, { force: true }))
      return async () => {
        held.delete(lockPath)
        await rm(lockPath, { force: true })
        cancelCleanUp()
      }
    }
    const holder = await readHolder(lockPath)
    const isAlive = isHeld(lockPath, holder, attempt)
    if (isAlive && !Number.isNaN(holder)) {
      const message = `${path}: expected no other process to write to it, got process ${holder}. ${advice}, or, if that process is another program, delete ${lockPath}.`
      throw new PipelineError(code, message, { context: { path, processId: holder } })
    }
    if (isAlive) await wait(ATTEMPT_PAUSE_MS)
    else await removeStale(lockPath, attempt)
  }
}

const readHolder = async (lockPath: string): Promise<number> => Number.parseInt(await readFile(lockPath, 'utf8').catch(() => ''), 10)

const isHeld = (lockPath: string, holder: number, attempt: number): boolean =>
  holder === process.pid ? held.has(lockPath) : Number.isNaN(holder) ? attempt < ATTEMPT_COUNT : isRunning(holder)

/** Removes a stale lock under a second lock. Without it, the slower of two processes would remove the faster one's new lock. */
async function removeStale(lockPath: string, attempt: number): Promise<void> {
  const unlock = await lockFile(lockPath, AUDIT_LOCK).catch((error: unknown) => {
    if (error instanceof PipelineError && error.code === AUDIT_LOCK.code) return null
    throw error
  })
  if (unlock === null) return wait(ATTEMPT_PAUSE_MS)
  if (!isHeld(lockPath, await readHolder(lockPath), attempt)) await rm(lockPath, { force: true })
  await unlock()
}
