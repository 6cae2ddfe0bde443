import { constants, open, realpath, stat } from 'node:fs/promises'
import { PipelineError } from '../../../base/errors.js'
import type { AuditDesign } from '../../../count/audit/audit.js'
import { type AuditEvent, designAfter } from '../../../count/audit/audit-event.js'
import { type AuditFile, auditLines, parseAuditFile } from '../../../count/audit/audit-file.js'
import { readBytes } from '../file/read-source.js'
import { unwritable, writing } from '../file/system-fault.js'
import { type FileLock, lockFile } from '../write/lock-file.js'
import { openWhole } from '../write/whole-file.js'

/** An audit file that this process alone may write to. It only ever grows. */
export interface AuditLog {
  readonly path: string
  readonly design: AuditDesign
  /** All events on disk, in order. */
  readonly events: readonly AuditEvent[]
  /**
   * Writes events behind the others, all of them or none, and waits until the disk has them. Calls
   * are carried out one after the other.
   */
  append(events: readonly AuditEvent[]): Promise<void>
  close(): Promise<void>
}

/**
 * Holds an audit file, there already or not, for this process. To be called before the file is
 * read.
 *
 * @param coder who labels
 */
export const lockAudit = (path: string, coder?: string): Promise<FileLock> =>
  lockFile(path, coder === undefined ? 'audit' : `audit of coder ${coder}`, 'AUDIT_LOCKED')

/** An audit that is read alone. */
export const closedLog = (path: string, { design, events }: AuditFile): AuditLog => ({
  path,
  design,
  events,
  append: () => Promise.reject(new PipelineError('INTERNAL', `${path} was opened to be read`)),
  close: async () => {},
})

/**
 * Opens an audit file for appending. A torn last line, left by a kill, gets its line end, and
 * stays.
 *
 * @param before the file as this process read it under the lock
 * @param heldLock lock of the file; without one it is taken here. Closing releases it.
 */
export async function openAuditLog(
  path: string,
  before: AuditFile | null = null,
  heldLock: FileLock | null = null,
): Promise<AuditLog> {
  const lock = heldLock ?? (await lockAudit(path))
  const audit = before ?? (await readAudit(path))
  const events = [...audit.events]
  let { design, byteCount, lacksLineEnd } = audit
  const { ino } = await stat(path)
  let fileNumber = ino
  const checkUnchanged = async (): Promise<void> => {
    const file = await stat(path).catch(() => null)
    if (lock.isHeld() && file?.size === byteCount && file.ino === fileNumber) return
    const message = `${path}: expected the file as this process left it, got one that another program changed, replaced or removed. Close the other one and start again.`
    throw new PipelineError('AUDIT_LOCKED', message, { context: { path } })
  }
  const appendText = async (text: string): Promise<void> => {
    const file = await open(path, constants.O_WRONLY | constants.O_APPEND)
    try {
      await file.appendFile(text)
      await file.datasync()
    } finally {
      await file.close()
    }
  }
  /**
   * Many lines at once take a new file, so that a kill or a full disk leaves all of them or none.
   */
  const replace = async (text: string): Promise<void> => {
    const bytes = await readBytes(path)
    const file = await openWhole(await realpath(path))
    try {
      await file.write(bytes)
      await file.write(text)
      await checkUnchanged()
      await file.end()
    } finally {
      await file.discard()
    }
  }
  const append = async (added: readonly AuditEvent[]): Promise<void> => {
    await checkUnchanged()
    const text = `${lacksLineEnd ? '\n' : ''}${auditLines(added)}`
    const length = Buffer.byteLength(text)
    try {
      await (added.length > 1 ? replace(text) : appendText(text))
      byteCount += length
      lacksLineEnd = false
      fileNumber = (await stat(path)).ino
    } catch (cause) {
      if (cause instanceof PipelineError) throw cause
      // A failed write may leave a part, which the next one parts from its own line.
      const { size } = await stat(path)
      lacksLineEnd = size === byteCount ? lacksLineEnd : size < byteCount + length
      byteCount = size
      throw unwritable(path, EXPECTED, ADVICE, cause)
    }
    for (const event of added) {
      events.push(event)
      design = designAfter(design, event)
    }
  }
  if (lacksLineEnd) await append([])
  let queue: Promise<void> = Promise.resolve()
  const inTurn = (work: () => Promise<void>): Promise<void> => {
    const done = queue.then(work)
    queue = done.catch(() => {})
    return done
  }
  return {
    path,
    get design() {
      return design
    },
    events,
    append: (added) => inTurn(() => append(added)),
    close: async () => {
      await queue
      lock.release()
    },
  }
}

/** Writes a new audit file, whole or not at all, and opens it. Never replaces a file. */
export async function createAuditLog(
  path: string,
  design: AuditDesign,
  events: readonly AuditEvent[] = [],
  heldLock: FileLock | null = null,
): Promise<AuditLog> {
  const lock = heldLock ?? (await lockAudit(path))
  if (await stat(path).catch(() => null)) {
    const message = `${path}: expected a new file, got one that exists. Name another with --out.`
    throw new PipelineError('OUTPUT_UNWRITABLE', message, { context: { path } })
  }
  await writing(path, EXPECTED, ADVICE, async () => {
    const file = await openWhole(path)
    await file
      .write(auditLines([design, ...events]))
      .then(file.end)
      .finally(file.discard)
  })
  return openAuditLog(path, null, lock)
}

const EXPECTED = 'a file to write to'
const ADVICE = 'Check the folder, the space on the disk and the permissions.'

/** Reads and checks an audit file. */
export const readAudit = async (path: string): Promise<AuditFile> =>
  parseAuditFile(await readBytes(path), path)
