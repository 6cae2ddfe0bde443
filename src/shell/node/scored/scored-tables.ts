import { readFile } from 'node:fs/promises'
import type { FileMetaData } from 'hyparquet'
import { PipelineError } from '../../../base/errors.js'
import { isRecord, parseJson } from '../../../base/json-shape.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { OWN_COLUMNS, PARENT_COLUMN } from '../../../base/text/safe-cell.js'
import { FACTS_SHEET, guessIn, ownColumnsOf } from '../../../read/record/own-columns.js'
import { isScoredRecord } from '../../../read/record/parse-post.js'
import { FIRST_LINE_LIMIT, findDelimiter, firstLineOf, recordsOf, undoSafety, withoutSeparatorLine } from '../../../read/table/parse-csv.js'
import { isParquet, readParquetEnd, readParquetGroups } from '../../../read/table/parse-parquet.js'
import type { SourceRecord } from '../../../read/table/parse-records.js'
import { arrayBufferOf, headerOf, isXlsx, isZip, readSheets, rowsOfSheet, type Sheet } from '../../../read/table/parse-xlsx.js'
import { type CsvRow, readCsvRows } from '../../../read/table/read-csv-rows.js'
import { probabilityColumns } from '../../../say/format/csv-row.js'
import { shellWord } from '../../../say/format/display-width.js'
import { FACTS_SCHEMA, factsGiver, factsPathOf, parseTableFacts, type TableFacts } from '../../../say/rows/scored-columns.js'
import { type InputSource, nameOf, openRanges, readWhole } from '../file/read-source.js'

type Row = Readonly<Record<string, unknown>>

/** A row of a table as a record of `classify --format jsonl`; an error where the row cannot be read. */
export interface TableRecord {
  readonly lineNumber: number
  readonly record: Row
  readonly error?: PipelineError
}

/** Columns by which a table of scored posts is known. */
const SCORED_KEYS = ['id', 'text', 'label', 'status', 'model']
/** Rows that become records at once: all of a table took three times its size. Choice. */
const PIECE_ROW_COUNT = 1000

const linesOf = (head: Uint8Array): string[] =>
  new TextDecoder()
    .decode(head.subarray(0, 1024 * 1024))
    .split('\n')
    .filter((line) => line.trim() !== '')

const isScoredLine = (line: string): boolean => isScoredRecord(parseJson(line, () => null))

/** Whether bytes begin as JSON Lines of scored posts. */
export const holdsScoredLines = (head: Uint8Array): boolean => isScoredLine(linesOf(head)[0] ?? '')

/** Whether bytes begin as text, a table or posts that nothing has scored; what is broken or no text is none of them. */
export function isUnclassified(head: Uint8Array): boolean {
  const lines = head.includes(0) ? [] : linesOf(head)
  const [first] = lines
  if (first === undefined || lines.some(isScoredLine)) return false
  const record = parseJson(first, () => null)
  return !first.startsWith('{') || (isRecord(record) && Object.hasOwn(record, 'text') && !Object.hasOwn(record, 'status'))
}

/** Whether bytes begin as a table of scored posts may: Parquet, a workbook, or a header line. */
export const isTableHead = (head: Uint8Array): boolean => isParquet(head) || isZip(head) || isHeader(headOf(head))

/** Whether a file of any size holds scored posts. Of a large Parquet file its end alone is read. */
export async function isScoredFile(path: string, source: InputSource): Promise<boolean> {
  const { head, isWhole } = source
  if (isParquet(head)) {
    const file = isWhole ? null : await openRanges(path)
    const end = readParquetEnd(file ?? arrayBufferOf(head)).finally(() => file?.close())
    // What is broken is told by whoever reads the posts.
    return areScored(await end.then(namesIn, () => []))
  }
  if (!isZip(head)) return holdsScoredLines(head) || isHeader(headOf(head))
  const sheets = await readSheets(await readWhole(source)).catch(() => [])
  return sheets.some(({ data }) => areScored(headerOf(data)))
}

const namesIn = ({ schema }: FileMetaData): string[] => schema.map(({ name }) => name)

/** Whether columns are those of scored posts. */
const areScored = (names: readonly unknown[]): boolean => SCORED_KEYS.every((name) => names.includes(name))

const headOf = (head: Uint8Array): string => new TextDecoder().decode(head.subarray(0, FIRST_LINE_LIMIT))

const isHeader = (text: string): boolean =>
  !/^\ufeff?\s*[[{]/.test(text) && SCORED_KEYS.every((key) => text.includes(key)) && areScored(openRows(text).names)

/** @param name of the file, for the message */
export function notClassified(name: string): PipelineError {
  const message = `${name}: expected scored posts (a table of them has the columns ${SCORED_KEYS.join(', ')}), got what has not been classified. Run npm run classify -- ${shellWord(name)} --out scored.jsonl, and give scored.jsonl.`
  return new PipelineError('SCORED_INVALID', message, { context: { path: name } })
}

/**
 * What a table says of its threads: in the metadata of Parquet, a sheet of a workbook, or the file beside a CSV.
 *
 * @param path of the table; `-` has nothing beside it
 * @param sheets of a workbook, for whoever has read them
 * @returns null where it says nothing
 * @throws {PipelineError} `SCORED_INVALID` for something else in its place
 */
export async function readTableFacts(bytes: Uint8Array, path: string, sheets?: readonly Sheet[]): Promise<TableFacts | null> {
  const name = nameOf(path)
  if (isParquet(bytes)) {
    const text = (await readParquetEnd(arrayBufferOf(bytes))).key_value_metadata?.find(({ key }) => key === FACTS_SCHEMA)?.value
    return text === undefined ? null : parseTableFacts(text, name)
  }
  if (isXlsx(bytes)) {
    const found = (sheets ?? (await readSheets(bytes))).find(({ sheet }) => sheet === FACTS_SHEET)
    return found === undefined ? null : parseTableFacts(found.data.map(([cell]) => String(cell ?? '')).join(''), name)
  }
  const beside = factsPathOf(path)
  const text = path === '-' ? null : await readFile(beside, 'utf8').catch(() => null)
  return text === null ? null : parseTableFacts(text, beside)
}

/**
 * Reads a table of scored posts as `classify` writes it, or as others saved it again with its columns: some rows at a time.
 *
 * @param path of the table, for the file beside it
 * @returns null for no such table; `hasFacts` whether it says what was captured, and the records of the deals, known when all records were read
 */
export async function openScoredTable(bytes: Uint8Array, path: string, scheme: StanceScheme | undefined) {
  const sheets = isXlsx(bytes) ? await readSheets(bytes) : undefined
  const { names, groups } = await openTable(bytes, sheets)
  if (!areScored(names)) return null
  const facts = await readTableFacts(bytes, path, sheets)
  const give = facts && factsGiver(facts)
  const own = ownColumnsOf([...OWN_COLUMNS, ...names.filter((name) => !OWN_COLUMNS.includes(name))])
  // A program that writes rows alone leaves what is said of a thread in the meta of its first post.
  let hasFacts = facts !== null && names.includes('meta')
  const toRecords = (piece: readonly SourceRecord[]): readonly TableRecord[] => {
    const rows = piece.map(({ record, ...place }) => ({ ...place, row: Object(record) as Row }))
    const labels = scheme?.labels ?? labelsOf(rows.map(({ row }) => row['stances']))
    const columns = probabilityColumns(labels)
    return rows.map(({ row, ...place }) => {
      const record = recordOf(row, own, labels, columns)
      hasFacts ||= facts === null && Object.hasOwn(Object(record['meta']), 'capture')
      return { ...place, record: give ? { ...record, meta: give(String(record['threadId']), Object(record['meta'])) } : record }
    })
  }
  async function* records(): AsyncGenerator<readonly TableRecord[]> {
    const piece: SourceRecord[] = []
    for await (const group of groups) for (const row of group) if (piece.push(row) === PIECE_ROW_COUNT) yield toRecords(piece.splice(0))
    yield toRecords(piece)
  }
  return { records: records(), hasFacts: () => hasFacts }
}

async function openTable(bytes: Uint8Array, sheets: readonly Sheet[] | undefined) {
  if (isParquet(bytes)) {
    const file = arrayBufferOf(bytes)
    return { names: namesIn(await readParquetEnd(file)), groups: readParquetGroups(file) }
  }
  if (sheets === undefined) {
    const { names, rows } = openRows(new TextDecoder().decode(bytes))
    return { names, groups: [recordsOf(names, undoSafety(rows))] }
  }
  const data = sheets.find((sheet) => areScored(headerOf(sheet.data)))?.data ?? []
  return { names: headerOf(data), groups: [recordsOf(headerOf(data), rowsOfSheet(data, headerOf(data)))] }
}

/** The header and the rows of a CSV, whichever delimiter a spreadsheet wrote. */
function openRows(text: string): { readonly names: readonly string[]; readonly rows: Iterable<CsvRow> } {
  const { body, delimiter } = withoutSeparatorLine(text)
  const rows = readCsvRows(body, delimiter ?? findDelimiter(firstLineOf(body)))
  const header = rows.next()
  return { names: header.done === true ? [] : header.value.cells.map((name) => name.trim()), rows }
}

/** The labels of the first stance with probabilities. */
function labelsOf(cells: readonly unknown[]): readonly string[] {
  for (const cell of cells) {
    const stances = typeof cell === 'string' ? parseJson(cell, () => null) : cell
    const probabilities = Array.isArray(stances) ? (stances as readonly Row[])[0]?.['probabilities'] : null
    if (isRecord(probabilities)) return Object.keys(probabilities)
  }
  return STANCE_SCHEME.labels
}

function recordOf(row: Row, own: readonly string[], labels: readonly string[], columns: readonly string[]): Row {
  const cell = (name: string): unknown => (Object.hasOwn(row, name) && row[name] !== '' ? (row[name] ?? null) : null)
  const text = (name: string): string | null => (cell(name) === null ? null : String(cell(name)))
  const json = (name: string): unknown => {
    const value = cell(name)
    return typeof value === 'string' ? parseJson(value, () => value) : value
  }
  const list = (name: string): unknown => {
    const value = json(name)
    return value === null ? [] : typeof value === 'string' ? value.split(';') : value
  }
  const number = (name: string): number | null => (cell(name) === null ? null : Number(cell(name)))
  const probabilities = columns.map(number)
  const stances = list('stances')
  const [first] = Array.isArray(stances) ? (stances as readonly { readonly unlearnt?: unknown }[]) : []
  const parentId = text('parentId')
  const facts = json('meta') ?? guessIn(cell(PARENT_COLUMN))
  const given = Object.fromEntries(own.flatMap((name) => (cell(name) === null ? [] : [[name, cell(name)]])))
  return {
    id: text('id'),
    threadId: text('threadId') ?? 't1',
    parentId,
    author: text('author'),
    createdAt: text('createdAt'),
    text: text('text') ?? '',
    meta: { role: parentId === null ? 'root' : 'reply', ...given, ...(typeof facts === 'object' ? facts : {}) },
    label: text('label'),
    lean: text('lean'),
    probabilities: probabilities.includes(null) ? null : Object.fromEntries(labels.map((label, index) => [label, probabilities[index]])),
    status: text('status'),
    deals: list('deals'),
    stances,
    sentiment: number('sentiment'),
    reason: text('reason'),
    flags: list('flags'),
    evidence: json('evidence'),
    chain: json('chain'),
    model: text('model'),
    ...(text('labelled_by') !== null && { labelledBy: text('labelled_by'), unlearnt: first?.unlearnt ?? null }),
    ...(text('scheme') !== null && { scheme: text('scheme') }),
  }
}
