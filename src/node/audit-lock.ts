import { open, readFile, rm } from 'node:fs/promises'
import { resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'
import { PipelineError } from '../errors.js'

/** A lock file without a process id was made this moment, or by a process that was killed in between: look again this often. */
const ATTEMPT_COUNT = 10
const ATTEMPT_PAUSE_MS = 50

const held = new Set<string>()

/**
 * Takes an audit file for this process: its neighbour `….lock` holds the process id. The lock of a process that is gone is taken over.
 *
 * @returns a function that gives it free
 * @throws {PipelineError} `AUDIT_LOCKED` while a living process holds it, `OUTPUT_UNWRITABLE` where no file can be made
 */
export async function lockAudit(path: string): Promise<() => Promise<void>> {
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
        'AUDIT_LOCKED',
        `${path}: expected to hold it alone, got process ${holder} at work on it. Close that one first, or, if it is no audit, delete ${lockPath}.`,
        { context: { path, processId: holder } },
      )
    }
    if (isAlive) await wait(ATTEMPT_PAUSE_MS)
    else await rm(lockPath, { force: true })
  }
}

function isRunning(processId: number): boolean {
  try {
    process.kill(processId, 0)
    return true
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
