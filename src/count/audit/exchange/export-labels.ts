import { safeCell } from '../../../base/text/safe-cell.js'
import { unitKeyOf } from '../../../base/thread/unit-key.js'
import type { Audit, AuditLabel, CoderKind } from '../audit.js'
import { KNOWN_TITLE, type ShownUnit } from '../label/show-unit.js'
import { groupByUnit } from '../population.js'

/** The word in the label column for a unit that was looked at and skipped. */
export const SKIPPED = 'skipped'

/** Columns that an import reads, then what a coder needs to see. */
const COLUMNS = ['postId', 'coder', 'label', 'threadId', 'dealId', 'adjudication', 'coderKind', 'mover', 'move', 'text', 'parent', 'root']

/** Who labels, and what they see. */
export interface ExportOptions {
  readonly coder: string
  /** What the coder is; default `unknown`. */
  readonly coderKind?: CoderKind
  /** See `unitViewer`. */
  show(unit: Audit['design']['units'][number]): ShownUnit
}

/**
 * The sample as CSV, for those who label elsewhere: one row for each label in force, and one without a label, under the given coder's
 * name, for each unit that has none. Cells are safe in a spreadsheet; the model's labels are not in it.
 */
export function exportLabels(audit: Audit, options: ExportOptions): string {
  const { design, labels } = audit
  const { coder, coderKind = 'unknown', show } = options
  const labelsByUnit = groupByUnit(labels)
  const rows = design.units.flatMap((unit) => {
    const { mover, move, post, parent, parentTitle, root } = show(unit)
    const given = labelsByUnit.get(unitKeyOf(unit)) ?? []
    const entries: readonly AuditLabel[] = given.length > 0 ? given : [{ ...unit, coder, coderKind, label: '', isAdjudication: false }]
    return entries.map((entry) => [
      unit.postId,
      entry.coder,
      entry.label ?? SKIPPED,
      unit.threadId,
      unit.dealId ?? '',
      entry.isAdjudication ? 'yes' : '',
      entry.coderKind?.replace('unknown', '') ?? '',
      mover ?? '',
      move ?? '',
      post.text,
      parent === null ? '' : parentTitle === KNOWN_TITLE ? parent.text : `${parentTitle}: ${parent.text}`,
      root?.text ?? '',
    ])
  })
  return [COLUMNS, ...rows].map((row) => `${row.map(safeCell).join(',')}\r\n`).join('')
}
