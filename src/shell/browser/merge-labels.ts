import { PipelineError } from '../../base/errors.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import type { AuditLabel } from '../../count/audit/audit.js'
import { type AuditEvent, isDraw, roleKey } from '../../count/audit/audit-event.js'
import { type AuditFile, auditLines } from '../../count/audit/audit-file.js'
import { settleLabels } from '../../count/audit/settle-labels.js'
import { SECOND_CODER } from './label-answers.js'
import type { ThreadMove } from './thread-moves.js'

/** A file of labels, with its text. */
interface LabelText {
  readonly text: string
  readonly file: AuditFile
}

/**
 * The labels that are here with those of a file: the file's alone where it holds all that are
 * here, else those of a second reader behind ours.
 *
 * @throws {PipelineError} `AUDIT_MISMATCH` where labels would be lost, or come too early
 */
export function mergeLabels(ours: LabelText, theirs: LabelText): string {
  const theirRoles = new Set(theirs.file.labels.map(roleKey))
  if (ours.file.labels.every((label) => theirRoles.has(roleKey(label)))) return theirs.text
  const known = new Set(ours.file.labels.map(({ coder }) => coder))
  known.delete(SECOND_CODER)
  if (theirs.file.labels.some(({ coder }) => known.has(coder)))
    refuse(
      'The file lacks labels that are here. Go on with these, or erase them and load it again.',
    )
  const moves = new Set(theirs.file.labels.map(({ dealId }) => dealId))
  const isRead = settleLabels(ours.file).every(
    ({ unit, outcome }) => outcome !== 'open' || !moves.has(unit.dealId),
  )
  if (!isRead) refuse('Read your own posts first, then drop the second reader’s file again.')
  const here = new Set(ours.file.events.map((event) => JSON.stringify(event)))
  const isNew = (event: AuditEvent): boolean => !isDraw(event) && !here.has(JSON.stringify(event))
  return ours.text + auditLines(theirs.file.events.filter(isNew))
}

/** "15 labels loaded, for xAI's deal; 5 differ.", and the move if it is one. @param merged all */
export function describeLoaded(
  labels: readonly AuditLabel[],
  merged: AuditFile,
  moves: readonly ThreadMove[],
) {
  const ids = new Set(labels.map(({ dealId }) => dealId))
  const loaded = moves.filter(({ dealId }) => ids.has(dealId))
  const names = loaded.map(({ name }) => `, for ${name}`).join('')
  const count = settleLabels(merged).filter(({ outcome }) => outcome === 'undecided').length
  const differ = count === 0 ? '' : `; ${formatNumber(count)} differ${count === 1 ? 's' : ''}`
  const words = `${formatCount(labels.length, 'label')} loaded${names}${differ}.`
  return { words, dealId: loaded.length === 1 ? loaded[0]?.dealId : undefined }
}

function refuse(fault: string): never {
  throw new PipelineError('AUDIT_MISMATCH', fault)
}
