import { hasUnseenLabels, isSampleComplete } from '../../../count/audit/audit-event.js'
import { openAuditLog } from './audit-log.js'
import { type AuditFile, readAudit } from './read-audit.js'

/** Who shows what. */
export interface LookOptions {
  /** Name of the command. */
  readonly command: string
  /** The time for the record, ISO 8601 UTC. */
  now(): string
}

/**
 * Writes into an audit file that its unfinished sample is about to be looked at: whoever sees a result may stop or go on because of it. The
 * same labels are noted once; a complete sample, and one of suggested posts, has nothing to note. Gives the file as it stands then.
 *
 * @throws {PipelineError} `AUDIT_LOCKED` while someone labels, `OUTPUT_UNWRITABLE` where the file cannot take the note: then nothing may be shown
 */
export async function logLook(path: string, audit: AuditFile, { command, now }: LookOptions): Promise<AuditFile> {
  if (audit.design.method === 'suggested' || !hasUnseenLabels(audit.events) || isSampleComplete(audit)) return audit
  const log = await openAuditLog(path)
  try {
    if (hasUnseenLabels(log.events)) await log.append([{ kind: 'look', command, at: now() }])
  } finally {
    await log.close()
  }
  return { ...(await readAudit(path)), tornByteCount: audit.tornByteCount }
}
