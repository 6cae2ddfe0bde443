import { open, readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type ErrorCode, PipelineError } from '../../errors.js'
import { systemCodeOf, unwritable } from './system-fault.js'

/** A lock file without a process id is new, or its process was killed before writing the id. It is read again this often. */
const ATTEMPT_COUNT = 10
const ATTEMPT_PAUSE_MS = 50

const held = new Set<string>()

/** The error to report when another process holds the lock. */
export interface LockMessage {
  readonly code: ErrorCode
  /** Advice without the full stop. */
  readonly advice: string
}

export const AUDIT_LOCK: LockMessage = { code: 'AUDIT_LOCKED', advice: 'Close that one first' }

/**
 * Locks a file for this process. The file `….lock` beside it holds the process id. The lock of a dead process is taken over.
 *
 * @returns releases the lock
 * @throws {PipelineError} the given code while another process holds the lock; `OUTPUT_UNWRITABLE` when the lock file cannot be created
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
      held.add(lockPath)
      return async () => {
        held.delete(lockPath)
        await rm(lockPath, { force: true })
      }
    }
    const holder = Number.parseInt(await readFile(lockPath, 'utf8').catch(() => ''), 10)
    const isAlive = holder === process.pid ? held.has(lockPath) : Number.isNaN(holder) ? attempt < ATTEMPT_COUNT : isRunning(holder)
    if (isAlive && !Number.isNaN(holder)) {
      throw new PipelineError(
        code,
        `${path}: expected no other process to write to it, got process ${holder}. ${advice}, or, if that process is another program, delete ${lockPath}.`,
        { context: { path, processId: holder } },
      )
    }
    if (isAlive) await wait(ATTEMPT_PAUSE_MS)
    else await rm(lockPath, { force: true })
  }
}

export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return systemCodeOf(error) === 'EPERM'
  }
}
