import { PipelineError } from '../../base/errors.js'
import { formatCount, formatNumber } from '../../base/text/format-count.js'
import type { AuditLabel } from '../../count/audit/audit.js'
import type { AuditEvent } from '../../count/audit/audit-event.js'
import { type AuditFile, auditLines } from '../../count/audit/audit-file.js'
import { rankCoders, settleLabels } from '../../count/audit/settle-labels.js'
import { SECOND_CODER } from './label-answers.js'
import type { Whose } from './page-messages.js'
import type { ThreadMove } from './thread-moves.js'

interface LabelText {
  readonly text: string
  readonly file: AuditFile
}

/**
 * The labels that are here with those of a file: the file's alone where it continues ours, or none
 * are here; else those of a second reader behind ours.
 *
 * @param whose absent: a file that does not continue ours is asked about
 * @throws {PipelineError} `AUDIT_CODER_INVALID` to ask; `AUDIT_MISMATCH` where labels would be
 *   lost, or come too early
 */
export function mergeLabels(ours: LabelText | null, theirs: LabelText, whose?: Whose): string {
  const { labels } = theirs.file
  const events = givenIn(theirs.file)
  const before = ours === null ? [] : givenIn(ours.file)
  const isHere = isAmong(before)
  if (before.length > 0 && before.every(isAmong(events))) return theirs.text
  if (whose === 'second' || labels.every(({ coder }) => coder === SECOND_CODER)) {
    if (ours === null || !isRead(ours.file, labels))
      refuse('Read your own posts first. Then drop this file anywhere on the page.')
    return ours.text + auditLines(asSecond(theirs.file).filter((event) => !isHere(event)))
  }
  if (before.length > 0 && (whose !== undefined || events.every(isHere))) refuseLoss()
  if (whose === undefined) throw new PipelineError('AUDIT_CODER_INVALID', 'Whose labels are these?')
  return theirs.text
}

/** Events of a file without the labels that were given for another move. */
const givenIn = ({ events }: AuditFile): AuditEvent[] =>
  events.filter((event) => !('isCarried' in event))

function isAmong(events: readonly AuditEvent[]): (event: AuditEvent) => boolean {
  const known = new Set(events.map((event) => JSON.stringify(event)))
  return (event) => known.has(JSON.stringify(event))
}

/** True if no post is open on the moves of these labels. */
function isRead(file: AuditFile, labels: readonly AuditLabel[]): boolean {
  const moves = new Set(labels.map(({ dealId }) => dealId))
  return settleLabels(file).every(
    ({ unit, outcome }) => outcome !== 'open' || !moves.has(unit.dealId),
  )
}

/** The labels of a file's main coder as those of the second reader. */
function asSecond({ labels, events }: AuditFile): AuditEvent[] {
  const [[main] = []] = rankCoders(labels)
  return events.flatMap((event) => {
    const { isCarried: _, ...label } = { isCarried: false, ...event }
    return 'coder' in label && label.coder === main && !label.isAdjudication
      ? [{ ...label, coder: SECOND_CODER }]
      : []
  })
}

/**
 * "15 labels loaded, for xAI's deal; 5 differ.", and the move if it is one.
 *
 * @param merged all labels
 * @param before those that were here
 */
export function describeLoaded(
  labels: readonly AuditLabel[],
  merged: AuditFile,
  moves: readonly ThreadMove[],
  before?: AuditFile,
) {
  if (merged.events.length === before?.events.length)
    return { words: 'These labels are here already.', dealId: undefined }
  const ids = new Set(labels.map(({ dealId }) => dealId))
  const loaded = moves.filter(({ dealId }) => ids.has(dealId))
  const names = loaded.map(({ name }) => `, for ${name}`).join('')
  const count = settleLabels(merged).filter(({ outcome }) => outcome === 'undecided').length
  const differ = count === 0 ? '' : `; ${formatNumber(count)} differ${count === 1 ? 's' : ''}`
  const words = `${formatCount(labels.length, 'label')} loaded${names}${differ}.`
  return { words, dealId: loaded.length === 1 ? loaded[0]?.dealId : undefined }
}

/** @throws {PipelineError} `AUDIT_MISMATCH`: labels of a file would take the place of those here */
export const refuseLoss = (): never =>
  refuse('The file differs from the labels here: go on with these, or erase them first.')

export function refuse(fault: string): never {
  throw new PipelineError('AUDIT_MISMATCH', fault)
}
