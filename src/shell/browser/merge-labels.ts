import { PipelineError } from '../../base/errors.js'
import {
  type AuditEvent,
  isDraw,
  isSampleComplete,
  roleKey,
} from '../../count/audit/audit-event.js'
import { type AuditFile, auditLines } from '../../count/audit/audit-file.js'
import { SECOND_CODER } from './label-answers.js'

/** A file of labels, with its text. */
interface LabelText {
  readonly text: string
  readonly file: AuditFile
}

/**
 * The labels that are here with those of a file: the file's alone where it holds all that are
 * here, else those of a second reader behind ours.
 *
 * @param part the sample of the move that is read now: a second reader's labels come after it
 * @throws {PipelineError} `AUDIT_MISMATCH` where labels would be lost, or come too early
 */
export function mergeLabels(ours: LabelText, theirs: LabelText, part: AuditFile): string {
  const theirRoles = new Set(theirs.file.labels.map(roleKey))
  if (ours.file.labels.every((label) => theirRoles.has(roleKey(label)))) return theirs.text
  const known = new Set(ours.file.labels.map(({ coder }) => coder))
  known.delete(SECOND_CODER)
  if (theirs.file.labels.some(({ coder }) => known.has(coder)))
    refuse(
      'The file lacks labels that are here. Go on with these, or erase them and load it again.',
    )
  if (!isSampleComplete(part))
    refuse(
      'These are the labels of a second reader. Read your own posts first, then drop the file again.',
    )
  const here = new Set(ours.file.events.map((event) => JSON.stringify(event)))
  const isNew = (event: AuditEvent): boolean => !isDraw(event) && !here.has(JSON.stringify(event))
  return ours.text + auditLines(theirs.file.events.filter(isNew))
}

function refuse(fault: string): never {
  throw new PipelineError('AUDIT_MISMATCH', fault)
}
