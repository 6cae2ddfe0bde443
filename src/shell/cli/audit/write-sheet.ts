import { SKIPPED, UNREADABLE } from '../../../base/scheme/find-label.js'
import { formatCount } from '../../../base/text/format-count.js'
import {
  exportLabels,
  type LabelSheet,
  labelSheet,
} from '../../../count/audit/label/export-sheet.js'
import { progressOf } from '../../../count/audit/label/label-task.js'
import { unitViewer } from '../../../count/audit/label/show-unit.js'
import { settleLabels } from '../../../count/audit/settle-labels.js'
import { wrapLine } from '../../../say/format/display-width.js'
import type { CommandContext } from '../kit/command.js'
import { chooseFormat, withOutput, writeText } from '../kit/write-output.js'
import { AUDIT_OPTIONS, type AuditOptions, doubleCodeShareOf } from './audit-options.js'
import { describeScheme } from './audit-plan.js'
import type { DeskRun } from './label-desk.js'

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for a sheet of another ending */
export function checkSheet({ export: path }: AuditOptions): void {
  if (path !== undefined)
    chooseFormat({
      out: path,
      choices: ['csv', 'xlsx'],
      standard: 'csv',
      advice: ' for the labels',
    })
}

/**
 * Writes the sample as a sheet for the coder. A coder without a label gets what those before left:
 * the posts that two coders label.
 *
 * @returns false where coders differ on no post, so that there is no sheet to fill
 */
export async function writeSheet(
  path: string,
  { desk, log, thread, options, context }: DeskRun,
): Promise<boolean> {
  const { adjudicate: isAdjudication, 'coder-kind': coderKind = 'unknown', coder } = options
  const audit = desk.audit()
  const undecided = isAdjudication
    ? settleLabels(audit).filter(({ outcome }) => outcome === 'undecided').length
    : null
  if (undecided === 0) {
    context.log.info('nothing to settle: coders differ on no post; no sheet written')
    return false
  }
  const settings = {
    coder,
    coderKind,
    isAdjudication,
    show: unitViewer(thread.posts, thread.deals),
  }
  const isSecond =
    !isAdjudication &&
    coder !== AUDIT_OPTIONS.coder.default &&
    audit.labels.every((label) => label.coder !== coder)
  const doubleCodeShare = doubleCodeShareOf(options, audit.design.units.length)
  const task = { coder, coderKind, doubleCodeShare, isAdjudication }
  const open =
    isSecond && audit.labels.length > 0 ? progressOf(audit.design, log.events, task).open : null
  const shown = open === null ? audit : { design: { ...audit.design, units: open }, labels: [] }
  const isWorkbook = path.toLowerCase().endsWith('.xlsx')
  const guide = describeScheme(thread.scheme)
  const sheet = isWorkbook
    ? await renderLabelWorkbook(labelSheet(shown, settings), audit.design.labels, guide)
    : exportLabels(shown, settings)
  // Without the mark, Excel misreads letters of other scripts.
  const mark = isWorkbook || path === '-' ? '' : '\ufeff'
  await withOutput(path, context.io, (output) =>
    output.write(typeof sheet === 'string' ? mark + sheet : sheet),
  )
  const whole = open === null ? 'of the sample' : `for coder ${coder}`
  const what = isAdjudication ? 'on which coders differ' : whole
  const count = formatCount(undecided ?? shown.design.units.length, 'post')
  context.log.info(`${count} ${what} written to ${path === '-' ? 'stdout' : path}`)
  // A workbook holds its guide.
  if (!isWorkbook) await writeGuide(path, guide, context)
  return true
}

async function writeGuide(
  path: string,
  guide: readonly string[],
  context: CommandContext,
): Promise<void> {
  const words = guide.flatMap((line) => wrapLine(line, 100, 2)).join('\n')
  if (path === '-') context.log.info(words)
  else {
    const guidePath = `${path.replace(/\.csv$/i, '')}.guide.txt`
    await writeText(guidePath, `${words}\n`, 'definitions and rules for the coder', context)
  }
}

/** Columns of a workbook; those to fill and to read come first. */
const WORKBOOK_COLUMNS = [
  'label',
  'text',
  'parent',
  'root',
  'doubt',
  'note',
  'move',
  'mover',
  'reason',
]

async function renderLabelWorkbook(
  { columns, rows }: LabelSheet,
  labels: readonly string[],
  guide: readonly string[],
): Promise<Uint8Array> {
  // A workbook's renderer is loaded for a workbook alone.
  const { renderFormSheet } = await import('../../../say/rows/render-workbook.js')
  const ordered = [
    ...WORKBOOK_COLUMNS,
    ...columns.filter((name) => !WORKBOOK_COLUMNS.includes(name)),
  ]
  const places = ordered.map((name) => columns.indexOf(name))
  const moved = rows.map((row) => places.map((place) => row[place] ?? ''))
  const choices = { column: 'label', labels: [...labels, SKIPPED, UNREADABLE] }
  return await renderFormSheet({ columns: ordered, rows: moved, choices, guide })
}
