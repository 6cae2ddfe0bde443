import { checkArguments } from '../../arguments/check-arguments.js'
import { EXPORT_OPTIONS } from '../../arguments/option-shapes.js'
import { AUDIT } from '../../arguments/shapes.js'
import { safeCell } from '../../text/safe-cell.js'
import { unitKeyOf } from '../../thread/unit-key.js'
import type { Audit, AuditLabel } from '../audit.js'
import { KNOWN_TITLE, type ShownUnit } from '../label/show-unit.js'
import { groupByUnit } from '../list-units.js'

/** The word in the label column for a unit that was looked at and skipped. */
export const SKIPPED = 'skipped'

/** Columns that an import reads, then what a coder needs to see. */
const COLUMNS = ['postId', 'coder', 'label', 'threadId', 'dealId', 'adjudication', 'coderKind', 'mover', 'move', 'text', 'parent', 'root']

/**
 * The sample as CSV, for those who label elsewhere: one row for each label in force, and one without a label, under the given coder's
 * name, for each unit that has none. Cells are safe in a spreadsheet; the model's labels are not in it.
 *
 * @param options.show what a coder sees of a unit, see `unitViewer`
 */
export function exportLabels(audit: Audit, options: { coder: string; show(unit: Audit['design']['units'][number]): ShownUnit }): string {
  checkArguments('exportLabels', { audit: [audit, AUDIT], options: [options, EXPORT_OPTIONS] })
  const { design, labels } = audit
  const { coder, show } = options
  const labelsByUnit = groupByUnit(labels)
  const rows = design.units.flatMap((unit) => {
    const { mover, move, post, parent, parentTitle, root } = show(unit)
    const given = labelsByUnit.get(unitKeyOf(unit)) ?? []
    const entries: readonly AuditLabel[] = given.length > 0 ? given : [{ ...unit, coder, label: '', isAdjudication: false }]
    return entries.map((entry) => [
      unit.postId,
      entry.coder,
      entry.label ?? SKIPPED,
      unit.threadId,
      unit.dealId ?? '',
      entry.isAdjudication ? 'yes' : '',
      entry.coderKind ?? '',
      mover ?? '',
      move ?? '',
      post.text,
      parent === null ? '' : parentTitle === KNOWN_TITLE ? parent.text : `${parentTitle}: ${parent.text}`,
      root?.text ?? '',
    ])
  })
  return [COLUMNS, ...rows].map((row) => `${row.map(safeCell).join(',')}\r\n`).join('')
}
