import { type ErrorCode, PipelineError } from '../../../base/errors.js'
import { plainCell } from '../../../base/text/safe-cell.js'
import { findDelimiter } from '../../../read/table/find-delimiter.js'
import { parseCsvRows } from '../../../read/table/parse-csv-rows.js'
import { CODER_KINDS, type CoderKind } from '../audit.js'

/** Columns that an import reads, then what a coder needs to see. */
export const SHEET_COLUMNS = [
  'postId',
  'coder',
  'label',
  'threadId',
  'dealId',
  'adjudication',
  'coderKind',
  'doubt',
  'note',
  'reason',
  'mover',
  'move',
  'text',
  'parent',
  'root',
  'labels',
] as const
export const TIME_COLUMN = 'labelledAt'

/** A line of a sheet. */
export interface SheetLine {
  /** 1-based. */
  readonly lineNumber: number
  readonly cells: readonly string[]
}

export interface LabelRow extends Pick<SheetLine, 'lineNumber'> {
  /** Name in messages: "line 3". */
  readonly name: string
  /** The id as written: one may begin with the apostrophe of a safe cell. */
  readonly rawPostId: string
  /** The cell of a column, without outer white space and guard; empty without a cell. */
  readonly cell: (column: (typeof SHEET_COLUMNS)[number] | typeof TIME_COLUMN) => string
  readonly fail: (code: ErrorCode, message: string) => never
}

/** @throws {PipelineError} without the columns `postId` and `label`, or with bad quotes */
export function* labelRows(
  sheet: string | readonly SheetLine[],
  { file, rowName = 'line' }: { readonly file: string; readonly rowName?: string },
): Generator<LabelRow> {
  let columns: ReadonlyMap<string, number> | undefined
  for (const { lineNumber, cells } of typeof sheet === 'string' ? csvLines(sheet, file) : sheet) {
    if (columns === undefined) {
      columns = new Map(cells.map((name, index) => [name.trim().toLowerCase(), index]))
      const missing = ['postId', 'label'].filter((name) => !columns?.has(name.toLowerCase()))
      if (missing.length === 0) continue
      const got = cells.join(', ').slice(0, 80)
      const message = `${file}: expected the columns postId, coder, label, got ${got}, without ${missing.join(' and ')}. Name them in the first line.`
      throw new PipelineError('INGEST_COLUMN_MISSING', message, { context: { file, missing } })
    }
    const places = columns
    const name = `${rowName} ${lineNumber}`
    const rawCell = (column: string): string =>
      cells[places.get(column.toLowerCase()) ?? -1]?.trim() ?? ''
    yield {
      lineNumber,
      name,
      rawPostId: rawCell('postId'),
      cell: (column) => plainCell(rawCell(column)),
      fail: (code, message) => {
        const whole = `${file}, ${name}: ${message} Nothing was imported.`
        throw new PipelineError(code, whole, { context: { file, row: name } })
      },
    }
  }
}

function* csvLines(text: string, file: string): Generator<SheetLine> {
  const { body, delimiter } = findDelimiter(text)
  for (const { lineNumber, cells, error } of parseCsvRows(body, delimiter)) {
    if (error)
      throw new PipelineError(error.code, `${file}: ${error.message} Nothing was imported.`, {
        cause: error,
        context: error.context,
      })
    yield { lineNumber, cells }
  }
}

/** True for yes. */
export function flagIn(column: 'adjudication' | 'doubt', { cell, fail }: LabelRow): boolean {
  const word = cell(column).toLowerCase()
  if (word === 'yes' || word === '') return word === 'yes'
  const message = `expected ${column} to be yes or empty, got "${word.slice(0, 80)}".`
  return fail('AUDIT_LABEL_UNKNOWN', message)
}

/** ISO 8601 UTC. */
export function timeIn({ cell, fail }: LabelRow): string | undefined {
  const time = cell(TIME_COLUMN)
  if (time === '') return undefined
  if (/^\d{4}-\d\d-\d\d(?:T\S*)?$/.test(time) && Number.isFinite(Date.parse(time)))
    return new Date(time).toISOString()
  const message = `expected labelledAt as an ISO 8601 time such as 2026-03-14T09:30Z, got "${time.slice(0, 80)}".`
  return fail('AUDIT_LABEL_UNKNOWN', message)
}

export function kindIn({ cell, fail }: LabelRow): CoderKind | undefined {
  const word = cell('coderKind')
  if (word === '') return undefined
  const message = `expected coderKind to be ${CODER_KINDS.join(', ')}, got "${word.slice(0, 80)}".`
  const kind = CODER_KINDS.find((each) => each === word.toLowerCase())
  return kind ?? fail('AUDIT_CODER_INVALID', message)
}
