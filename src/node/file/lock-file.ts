import { open, readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { type ErrorCode, PipelineError } from '../../errors.js'

/** A lock file without a process id was made this moment, or by a process that was killed in between: look again this often. */
const ATTEMPT_COUNT = 10
const ATTEMPT_PAUSE_MS = 50

const held = new Set<string>()

/** What is said of a file that another process holds. */
export interface LockWords {
  readonly code: ErrorCode
  /** What to do, without the full stop. */
  readonly advice: string
}

/** Of an audit file. */
export const AUDIT_LOCK: LockWords = { code: 'AUDIT_LOCKED', advice: 'Close that one first' }

/**
 * Takes a file for this process: its neighbour `….lock` holds the process id. The lock of a process that is gone is taken over.
 *
 * @returns a function that gives it free
 * @throws {PipelineError} with the code given while a living process holds it, `OUTPUT_UNWRITABLE` where no file can be made
 */
export async function lockFile(path: string, { code, advice }: LockWords): Promise<() => Promise<void>> {
  const lockPath = `${resolve(path)}.lock`
  for (let attempt = 1; ; attempt++) {
    const file = await open(lockPath, 'wx').catch((cause: unknown) => {
      if (cause instanceof Error && 'code' in cause && cause.code === 'EEXIST') return null
      throw new PipelineError(
        'OUTPUT_UNWRITABLE',
        `${path}: expected a folder to write to, got ${cause instanceof Error ? cause.message : String(cause)}. Check the folder and its permissions.`,
        { cause, context: { path } },
      )
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
        `${path}: expected to hold it alone, got process ${holder} at work on it. ${advice}, or, if that process is another program, delete ${lockPath}.`,
        { context: { path, processId: holder } },
      )
    }
    if (isAlive) await wait(ATTEMPT_PAUSE_MS)
    else await rm(lockPath, { force: true })
  }
}

/** Whether a process of this id is there. */
export function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
