import { randomUUID } from 'node:crypto'
import { closeSync, openSync, readFileSync, rmSync, statSync, writeSync } from 'node:fs'
import { hostname } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { type ErrorCode, PipelineError } from '../../../base/errors.js'
import { isRecord, parseJson } from '../../../base/json-shape.js'
import { systemCodeOf, unwritable } from '../file/system-fault.js'
import { isGone, ownMark, type ProcessMark } from './running-process.js'
import { cleanUpOnStop } from './whole-file.js'

/** A file that this process alone may write to. */
export interface FileLock {
  /** False once somebody removed or replaced the lock. */
  isHeld(): boolean
  release(): void
}

/** The content of a lock file. */
interface Holder extends ProcessMark {
  readonly id: string
  /** Work of the process on the file, in words for whoever waits. */
  readonly work: string
  readonly machine: string
  readonly at: string
}

const WAIT_MS = 5000
const PAUSE_MS = 50
/** Locks of this process: another one with its number is not alive. */
const heldIds = new Set<string>()

/**
 * Holds a file by `PATH.lock`, made with `wx`, which names the process: one writer at a
 * time. Waits up to 5 seconds for another holder; a lock whose process is gone is taken over.
 *
 * @param work what the file is held for
 * @throws {PipelineError} `code` where another one holds it; `OUTPUT_UNWRITABLE` where the lock
 * cannot be written
 */
export async function lockFile(path: string, work: string, code: ErrorCode): Promise<FileLock> {
  const lockPath = `${path}.lock`
  const until = Date.now() + WAIT_MS
  for (;;) {
    const lock = writeLock(lockPath, work)
    if (lock !== null) return lock
    const holder = readHolder(lockPath)
    if (isStale(lockPath, holder) && removeStale(lockPath)) continue
    if (Date.now() > until) throw new PipelineError(code, describe(path, lockPath, holder))
    await wait(PAUSE_MS)
  }
}

const describe = (path: string, lockPath: string, holder: Holder | null): string =>
  holder === null
    ? `${path}: expected no other writer, got the lock ${lockPath}, which names no process. If nothing writes to the file, remove the lock.`
    : `${path}: expected no other writer, got process ${holder.pid} on ${holder.machine}: ${holder.work}, since ${holder.at}. Close that one and run again; if no such process is there, remove ${lockPath}.`

/** Makes the lock; null where it is there already. */
function writeLock(lockPath: string, work: string): FileLock | null {
  const id = randomUUID()
  const holder: Holder = {
    ...ownMark(),
    id,
    work,
    machine: hostname(),
    at: new Date().toISOString(),
  }
  // Before the file exists: a signal may come between its making and the next line.
  const cancelCleanUp = cleanUpOnStop(() => release())
  const release = (): void => {
    cancelCleanUp()
    if (heldIds.delete(id) && readHolder(lockPath)?.id === id) rmSync(lockPath, { force: true })
  }
  try {
    const file = openSync(lockPath, 'wx')
    heldIds.add(id)
    try {
      writeSync(file, `${JSON.stringify(holder)}\n`)
    } catch (cause) {
      rmSync(lockPath, { force: true })
      throw cause
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    cancelCleanUp()
    heldIds.delete(id)
    if (systemCodeOf(cause) === 'EEXIST') return null
    throw unwritable(
      lockPath,
      'a place for a lock',
      'Check the folder, the space on the disk and the permissions.',
      cause,
    )
  }
  return { isHeld: () => readHolder(lockPath)?.id === id, release }
}

/**
 * The process that a lock names; null for none: the file is gone, or its maker was stopped before
 * it wrote.
 */
function readHolder(lockPath: string): Holder | null {
  try {
    const holder = parseJson(readFileSync(lockPath, 'utf8'), () => null)
    return isRecord(holder) && typeof holder['pid'] === 'number'
      ? (holder as unknown as Holder)
      : null
  } catch {
    return null
  }
}

function isStale(lockPath: string, holder: Holder | null): boolean {
  if (holder !== null) return isGone(holder) || (isOwn(holder) && !heldIds.has(holder.id))
  const made = statSync(lockPath, { throwIfNoEntry: false })?.mtimeMs
  return made !== undefined && Date.now() - made > WAIT_MS
}

const isOwn = ({ pid, host }: Holder): boolean => pid === process.pid && host === ownMark().host

/**
 * Removes a stale lock under a lock of its own: else the slower of two would remove the new lock of
 * the faster one.
 */
function removeStale(lockPath: string): boolean {
  const guardPath = `${lockPath}.lock`
  const guard = writeLock(guardPath, 'removing a stale lock')
  if (guard === null) {
    if (isStale(guardPath, readHolder(guardPath))) removeStale(guardPath)
    return false
  }
  try {
    if (isStale(lockPath, readHolder(lockPath))) rmSync(lockPath, { force: true })
    return true
  } finally {
    guard.release()
  }
}
