import type { ByteWriter, ColumnSource } from 'hyparquet-writer'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { PostRecord } from '../../base/thread/post.js'
import type { Column } from '../../base/thread/table-columns.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { roundForPrint } from './render-jsonl.js'
import { postColumns, scoredColumns, type TableExtras, unitRows } from './source-columns.js'

/** Builds a Parquet file incrementally: takes rows, returns bytes, and holds at most one row group. */
export interface ParquetTable<Row> {
  /** @returns the bytes to append to the file; often none */
  add(rows: readonly Row[]): Uint8Array
  /** @returns the last bytes of the file; call it once, after the last `add` */
  end(): Uint8Array
}

/** A row group ends at this many rows or UTF-16 code units of text, whichever comes first. Choice: holds about 8 MiB. */
const GROUP_ROW_LIMIT = 10_000
const GROUP_TEXT_LIMIT = 4 * 1024 * 1024

/** Parquet file of posts: string columns, `createdAt` as a day or a time in ISO 8601, `meta` as a JSON string. */
export const createPostParquet = async (extras?: TableExtras): Promise<ParquetTable<PostRecord>> => createTable(postColumns(extras))

/**
 * Parquet file of scored posts with the columns of the CSV. Probabilities and sentiment are doubles, rounded by `roundForPrint`. `meta`,
 * `flags` and `evidence` are JSON strings.
 */
export async function createScoredParquet(scheme: StanceScheme, extras?: TableExtras): Promise<ParquetTable<ScoredPost>> {
  const table = await createTable(scoredColumns(scheme, extras))
  return { add: (posts) => table.add(posts.map(roundForPrint).flatMap(unitRows)), end: table.end }
}

async function createTable<Row>(columns: readonly Column<Row>[]): Promise<ParquetTable<Row>> {
  // Imported on demand: commands that write no Parquet do not pay for loading it.
  const { ByteWriter, ParquetWriter, schemaFromColumnData } = await import('hyparquet-writer')
  const columnSources = (data: readonly (readonly unknown[])[]): ColumnSource[] =>
    columns.map(({ name, type, isNullable }, index) => {
      const cells = data[index] ?? []
      const typed = type === 'INT64' ? cells.map((cell) => (cell === null ? null : BigInt(cell as number))) : [...cells]
      return { name, type, nullable: isNullable, data: typed }
    })
  const bytes = new ByteWriter()
  const writer = new ParquetWriter({
    writer: bytes,
    schema: schemaFromColumnData({ columnData: columnSources([]) }),
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
    add: (rows) => {
      for (const row of rows) {
        for (const [index, column] of columns.entries()) {
          const value = column.cell(row)
          pending[index]?.push(value)
          if (typeof value === 'string') textLength += value.length
        }
        if ((pending[0]?.length ?? 0) >= GROUP_ROW_LIMIT || textLength >= GROUP_TEXT_LIMIT) closeGroup()
      }
      return drain(bytes)
    },
    end: () => {
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
