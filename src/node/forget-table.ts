import { findDelimiter, firstLineOf } from '../ingest/table/parse-csv.js'
import { isParquet } from '../ingest/table/parse-parquet.js'
import { readCsvRows } from '../ingest/table/read-csv-rows.js'
import { plainCell, safeCell } from '../text/safe-cell.js'
import { forEachLine } from '../text/split-lines.js'

type Fields = Readonly<Record<string, unknown>>

/** What becomes of a record: null when it goes, the same object when it stays as it is. */
export type EditRecord = (record: Fields) => Fields | null

export interface EditedTable {
  readonly bytes: Uint8Array
  readonly removedCount: number
  readonly editedCount: number
}

/** A CSV or TSV with its records edited; rows that stay as they are keep their bytes. Cells that hold JSON are edited as values. */
export function editCsv(text: string, edit: EditRecord): EditedTable {
  const delimiter = findDelimiter(firstLineOf(text))
  const starts: number[] = []
  forEachLine(text, (start, _end, lineNumber) => {
    starts[lineNumber] = start
  })
  const rows = [...readCsvRows(text, delimiter)]
  const names = rows[0]?.cells.map((name) => name.trim()) ?? []
  const pieces: string[] = [text.slice(0, rows[1] ? starts[rows[1].lineNumber] : text.length)]
  let removedCount = 0
  let editedCount = 0
  for (const [index, { cells, lineNumber, error }] of rows.entries()) {
    if (index === 0) continue
    const next = rows[index + 1]
    const raw = text.slice(starts[lineNumber], next ? starts[next.lineNumber] : text.length)
    if (error || cells.length !== names.length) {
      pieces.push(raw)
      continue
    }
    const record = Object.fromEntries(names.map((name, at) => [name, fromCell(plainCell(cells[at] ?? ''))]))
    const edited = edit(record)
    if (edited === null) removedCount += 1
    else if (edited === record) pieces.push(raw)
    else {
      editedCount += 1
      pieces.push(`${names.map((name) => safeCell(toCell(edited[name]))).join(delimiter)}${raw.endsWith('\r\n') ? '\r\n' : '\n'}`)
    }
  }
  return { bytes: Buffer.from(pieces.join('')), removedCount, editedCount }
}

function fromCell(cell: string): unknown {
  if (!/^[[{]/.test(cell)) return cell
  try {
    return JSON.parse(cell) as unknown
  } catch {
    return cell
  }
}

const toCell = (value: unknown): string =>
  value === null || value === undefined ? '' : typeof value === 'object' ? JSON.stringify(value) : String(value)

/** A Parquet table of plain columns with its rows edited; null for one with nested columns. */
export async function editParquet(bytes: Uint8Array, edit: EditRecord): Promise<EditedTable | null> {
  if (!isParquet(bytes)) return null
  const { parquetMetadata, parquetReadObjects } = await import('hyparquet')
  const { ByteWriter, ParquetWriter } = await import('hyparquet-writer')
  const file = bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer
  const { schema } = parquetMetadata(file)
  const columns = schema.slice(1)
  if (columns.some(({ num_children: count, repetition_type: kind }) => (count ?? 0) > 0 || kind === 'REPEATED')) return null
  const rows: readonly Fields[] = await parquetReadObjects({ file })
  let removedCount = 0
  let editedCount = 0
  const kept = rows.flatMap((row): Fields[] => {
    const record = Object.fromEntries(
      Object.entries(row).map(([name, value]) => [name, typeof value === 'string' ? fromCell(value) : value]),
    )
    const edited = edit(record)
    if (edited === null) {
      removedCount += 1
      return []
    }
    if (edited === record) return [row]
    editedCount += 1
    return [Object.fromEntries(Object.entries(edited).map(([name, value]) => [name, isJson(value) ? JSON.stringify(value) : value]))]
  })
  const out = new ByteWriter()
  const writer = new ParquetWriter({ writer: out, schema: [...schema], createdBy: 'dealstance' })
  if (kept.length > 0)
    writer.write({ columnData: columns.map(({ name }) => ({ name, data: kept.map((row) => row[name] ?? null) })), rowGroupSize: 50_000 })
  writer.finish()
  return { bytes: out.getBytes().slice(), removedCount, editedCount }
}

const isJson = (value: unknown): boolean =>
  typeof value === 'object' && value !== null && !(value instanceof Date) && !ArrayBuffer.isView(value)
