import type { ByteWriter, ColumnSource } from 'hyparquet-writer'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import type { Post } from '../../thread/post.js'
import { roundForPrint } from './render-jsonl.js'
import { type Column, postColumns, scoredColumns } from './scored-columns.js'

/** Rows in, bytes out: a Parquet file made piece by piece, in the memory of one row group. */
export interface ParquetTable<Row> {
  /** @returns bytes to write next; often none */
  add(rows: readonly Row[]): Uint8Array
  /** @returns the last bytes; nothing may be added after it */
  end(): Uint8Array
}

/** A row group is closed at so many rows or so many UTF-16 units of text, whichever comes first. Choice: about 32 MiB held. */
const GROUP_ROW_LIMIT = 50_000
const GROUP_TEXT_LIMIT = 16 * 1024 * 1024

/** Posts as Parquet: strings, `createdAt` as a timestamp in milliseconds UTC, `meta` as a string of JSON. */
export async function createPostParquet(): Promise<ParquetTable<Post>> {
  return createTable(postColumns())
}

/**
 * Scored posts as Parquet, columns as in the CSV: probabilities and sentiment as doubles; `meta`, `deals`, `stances`, `flags`,
 * `evidence` and `chain` as strings of JSON; numbers rounded as in {@link roundForPrint}.
 */
export async function createScoredParquet(scheme: StanceScheme): Promise<ParquetTable<ScoredPost>> {
  const table = await createTable(scoredColumns(scheme))
  return { add: (posts) => table.add(posts.map(roundForPrint)), end: table.end }
}

async function createTable<Row>(columns: readonly Column<Row>[]): Promise<ParquetTable<Row>> {
  // Loaded only when a table is written: no other command pays for it.
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer')
  const sources = (data: readonly (readonly unknown[])[]): ColumnSource[] =>
    columns.map(({ name, type, isNullable }, index) => ({ name, type, nullable: isNullable, data: [...(data[index] ?? [])] }))
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({ writer: bytes, schema: schemaFromColumnData({ columnData: sources([]) }), createdBy: 'dealstance' })
  let waiting: unknown[][] = columns.map(() => [])
  let textLength = 0
  const closeGroup = (): void => {
    const rowCount = waiting[0]?.length ?? 0
    if (rowCount > 0) writer.write({ columnData: sources(waiting), rowGroupSize: rowCount })
    waiting = columns.map(() => [])
    textLength = 0
  }
  return {
    add: (rows) => {
      for (const row of rows) {
        for (const [index, column] of columns.entries()) {
          const value = column.cell(row)
          waiting[index]?.push(value)
          if (typeof value === 'string') textLength += value.length
        }
        if ((waiting[0]?.length ?? 0) >= GROUP_ROW_LIMIT || textLength >= GROUP_TEXT_LIMIT) closeGroup()
      }
      return take(bytes)
    },
    end: () => {
      closeGroup()
      writer.finish()
      return take(bytes)
    },
  }
}

/** What was written since the last time; the file's offsets go on. */
function take(writer: ByteWriter): Uint8Array {
  const bytes = writer.getBytes().slice()
  writer.index = 0
  return bytes
}
