import { constants, open, stat } from 'node:fs/promises'
import { PipelineError } from '../../../base/errors.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import type { AuditDesign } from '../../../count/audit/audit.js'
import { type AuditEvent, grownDesign } from '../../../count/audit/audit-event.js'
import { type AuditFile, auditLines, parseAuditFile } from '../../../count/audit/audit-file.js'
import { readBytes } from '../file/read-source.js'
import { unwritable, writing } from '../file/system-fault.js'
import { openWhole } from '../write/whole-file.js'

/** An audit file held open for appending. */
export interface AuditLog {
  readonly path: string
  readonly design: AuditDesign
  /** All events on disk, in order. */
  readonly events: readonly AuditEvent[]
  /** Bytes of a torn last line that opening cut off. */
  readonly cutByteCount: number
  /** Writes events behind the others and waits until the disk has them. Calls are carried out one after the other. */
  append(events: readonly AuditEvent[]): Promise<void>
  close(): Promise<void>
}

/** Opens an audit file for appending; a torn last line, left by a kill, is cut off. @param before the file as this process read it */
export async function openAuditLog(path: string, before?: AuditFile | null): Promise<AuditLog> {
  const audit = await readAudit(path, before)
  const file = await writing(path, EXPECTED, ADVICE, async () => {
    const opened = await open(path, constants.O_RDWR | constants.O_APPEND)
    await opened.truncate(audit.byteCount)
    if (audit.lacksLineEnd) await opened.appendFile('\n')
    await opened.sync()
    return opened
  })
  const events = [...audit.events]
  let { design } = audit
  let byteCount = audit.byteCount + (audit.lacksLineEnd ? 1 : 0)
  const checkSize = async (): Promise<void> => {
    if ((await file.stat()).size === byteCount) return
    const message = `${path}: expected the file as this process left it, got one that another program wrote to. Close the other one and start again; every label so far is on disk.`
    throw new PipelineError('AUDIT_LOCKED', message, { context: { path } })
  }
  const append = async (added: readonly AuditEvent[]): Promise<void> => {
    await checkSize()
    const bytes = Buffer.from(auditLines(added))
    try {
      await file.appendFile(bytes)
      await file.datasync()
    } catch (cause) {
      // Removes the part that a failed write left.
      await file.truncate(byteCount).catch(() => {})
      throw unwritable(path, EXPECTED, ADVICE, cause)
    }
    byteCount += bytes.length
    for (const event of added) events.push(event)
    for (const event of added) if (event.kind === 'grow') design = grownDesign(design, event)
  }
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
    cutByteCount: audit.tornByteCount,
    append: (added) => inTurn(() => append(added)),
    close: async () => {
      await queue
      await file.close()
    },
  }
}

/** Writes a new audit file, whole or not at all, and opens it. Never replaces a file. */
export async function createAuditLog(
  path: string,
  design: AuditDesign,
  events: readonly AuditEvent[] = [],
): Promise<AuditLog> {
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
  return openAuditLog(path)
}

const EXPECTED = 'a file to write to'
const ADVICE = 'Check the folder, the space on the disk and the permissions.'

/** Reads and checks an audit file; a file equal to `before` is not checked again. */
export async function readAudit(path: string, before?: AuditFile | null): Promise<AuditFile> {
  const bytes = await readBytes(path)
  return before?.sha256 === sha256Of(bytes) ? before : parseAuditFile(bytes, path)
}
