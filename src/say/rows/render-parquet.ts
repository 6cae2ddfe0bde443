import type { ByteWriter, ColumnSource } from 'hyparquet-writer'
import type { Column, ColumnType } from '../../base/thread/table-columns.js'

/** Rows, or UTF-16 code units of text, that end a row group of about 8 MiB. Choice. */
const GROUP_ROW_LIMIT = 10_000
const GROUP_TEXT_LIMIT = 4 * 1024 * 1024

/** Instants, not times by some clock: readers show UTC. */
const INSTANT = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' } as const

/** Value of a cell as the type of its column holds it. */
function typedCell(cell: unknown, type: ColumnType): unknown {
  if (cell === null) return null
  if (type === 'INT64') return BigInt(cell as number)
  return type === 'TIMESTAMP' ? new Date(cell as string) : cell
}

/** Table as a Parquet file, of which at most one row group is held. */
export async function createParquet<Row>(columns: readonly Column<Row>[]) {
  // Commands that write no Parquet do not pay for loading it.
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer')
  const columnSources = (data: readonly (readonly unknown[])[]): ColumnSource[] =>
    columns.map(({ name, type, isNullable }, index) => ({
      name,
      type,
      nullable: isNullable,
      data: (data[index] ?? []).map((cell) => typedCell(cell, type)),
    }))
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columnSources([]) }).map((element) =>
      element.converted_type === 'TIMESTAMP_MILLIS'
        ? { ...element, logical_type: INSTANT }
        : element,
    ),
    createdBy: 'dealstance',
  })
  let pending: unknown[][] = columns.map(() => [])
  let textLength = 0
  const closeGroup = (): void => {
    const rowCount = pending[0]?.length ?? 0
    if (rowCount > 0) writer.write({ columnData: columnSources(pending), rowGroupSize: rowCount })
    pending = columns.map(() => [])
    textLength = 0
  }
  return {
    add: (rows: readonly Row[]): Uint8Array => {
      for (const row of rows) {
        for (const [index, column] of columns.entries()) {
          const value = column.cell(row)
          pending[index]?.push(value)
          if (typeof value === 'string') textLength += value.length
        }
        if ((pending[0]?.length ?? 0) >= GROUP_ROW_LIMIT || textLength >= GROUP_TEXT_LIMIT)
          closeGroup()
      }
      return drain(bytes)
    },
    end: (): Uint8Array => {
      closeGroup()
      writer.finish()
      return drain(bytes)
    },
  }
}

function drain(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}
