import { SKIPPED, UNREADABLE } from '../../../base/scheme/find-label.js'
import { safeCell } from '../../../base/text/safe-cell.js'
import { unitKeyOf } from '../../../base/thread/unit-key.js'
import type { Audit, AuditLabel, CoderKind } from '../audit.js'
import { groupByUnit } from '../population.js'
import { isDisputed } from '../settle-labels.js'
import { labelWord } from './label-task.js'
import { SHEET_COLUMNS, TIME_COLUMN } from './parse-sheet.js'
import { KNOWN_TITLE, type ShownUnit } from './show-unit.js'

interface ExportOptions {
  readonly coder: string
  /** Default `unknown`. */
  readonly coderKind?: CoderKind
  /** Writes the units on which coders differ, each with a row for whoever settles it. */
  readonly isAdjudication?: boolean
  /** See `unitViewer`. */
  show(unit: Audit['design']['units'][number]): ShownUnit
}

export interface LabelSheet {
  readonly columns: readonly string[]
  readonly rows: readonly (readonly string[])[]
}

/** The sheet as CSV: no text of it runs as a formula. */
export function exportLabels(audit: Audit, options: ExportOptions): string {
  const { columns, rows } = labelSheet(audit, options)
  return [columns, ...rows].map((row) => `${row.map(safeCell).join(',')}\r\n`).join('')
}

/**
 * The sample for coders who label in a spreadsheet. Each label in force has a row with its time; a
 * unit without one has an empty row under the given coder's name. The model's labels are left out.
 */
export function labelSheet(
  audit: Audit,
  { coder, coderKind = 'unknown', isAdjudication = false, show }: ExportOptions,
): LabelSheet {
  const { design, labels } = audit
  const labelsByUnit = groupByUnit(labels)
  const hasTimes = !isAdjudication && labels.some(({ at }) => at)
  const words = [...design.labels, SKIPPED, UNREADABLE].join(', ')
  const rows = design.units.flatMap((unit) => {
    const shown = show(unit)
    const unitLabels = labelsByUnit.get(unitKeyOf(unit)) ?? []
    if (isAdjudication && !isDisputed(unitLabels)) return []
    const open: AuditLabel = { ...unit, coder, coderKind, label: '', isAdjudication }
    const rowToFill = isAdjudication || unitLabels.length === 0 ? [open] : []
    return [...unitLabels, ...rowToFill].map((entry) => [
      unit.postId,
      entry.coder,
      labelWord(entry),
      unit.threadId,
      unit.dealId ?? '',
      entry.isAdjudication ? 'yes' : '',
      entry.coderKind?.replace('unknown', '') ?? '',
      entry.isInDoubt ? 'yes' : '',
      entry.note ?? '',
      // Empty: the reason of an earlier change would pass for that of a later one.
      '',
      shown.mover ?? '',
      shown.move ?? '',
      shown.post.text,
      parentWords(shown),
      shown.opening.map(({ text }) => text).join('\n\n'),
      words,
      ...(hasTimes ? [entry.at ?? ''] : []),
    ])
  })
  return { columns: hasTimes ? [...SHEET_COLUMNS, TIME_COLUMN] : SHEET_COLUMNS, rows }
}

/** The parent; a post that merely may be the parent is named as such. */
function parentWords({ parent, parentTitle }: ShownUnit): string {
  if (parent === null) return ''
  return parentTitle === KNOWN_TITLE ? parent.text : `${parentTitle}: ${parent.text}`
}
