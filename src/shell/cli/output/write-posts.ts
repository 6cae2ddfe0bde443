import { stat } from 'node:fs/promises'
import { formatCount } from '../../../base/text/format-count.js'
import type { HeaderRecord, PostRecord } from '../../../base/thread/post.js'
import type { Column } from '../../../base/thread/table-columns.js'
import type { Thread } from '../../../base/thread/thread.js'
import { createParquet } from '../../../say/rows/render-parquet.js'
import { createCsv } from '../../../say/rows/render-posts-csv.js'
import { createWorkbook } from '../../../say/rows/render-workbook.js'
import type { RowTable } from '../../../say/rows/source-columns.js'
import { type CliIo, type Log, usageError } from '../kit/command.js'
import type { Output, Writer } from '../kit/write-output.js'

export const ROW_FORMATS = ['jsonl', 'csv', 'xlsx', 'parquet'] as const
type RowFormat = (typeof ROW_FORMATS)[number]
/** A format whose whole file is one table, written from its rows. */
type TableFormat = Exclude<RowFormat, 'jsonl'>

export const isRowFormat = (format: string): format is RowFormat =>
  (ROW_FORMATS as readonly string[]).includes(format)

export const isTableFile = (format: string): format is TableFormat =>
  isRowFormat(format) && format !== 'jsonl'

/** Refuses a table on a terminal. */
export function checkPostOutput(
  { out }: { readonly out?: string | undefined },
  format: string,
  { stdout }: CliIo,
): void {
  const binary = { xlsx: 'a workbook of Excel', parquet: 'Parquet' }[format]
  if (binary !== undefined && out === undefined && stdout.isTTY === true)
    throw usageError(`expected a file for ${binary}, got a terminal. Give --out FILE, or a pipe.`)
}

export async function openTable<Row>(
  format: TableFormat,
  output: Target,
  columns: readonly Column<Row>[],
  log: Log,
): Promise<Writer<readonly Row[]>> {
  if (format === 'xlsx') return rowWriter(output, await createWorkbook(columns))
  if (format === 'parquet') return rowWriter(output, await createParquet(columns))
  let formulaCount = 0
  const csv = createCsv(columns, () => void (formulaCount += 1))
  return rowWriter(output, csv, () => {
    if (formulaCount > 0)
      log.info(
        `texts that begin with "=", which a spreadsheet runs: ${formatCount(formulaCount, 'cell')}; a workbook (--out posts.xlsx) holds them as texts`,
      )
  })
}

type Target = Pick<Output, 'write'>

export async function isFile(path: string | undefined): Promise<boolean> {
  if (path === undefined || path === '-') return false
  const existing = await stat(path).catch(() => null)
  return existing === null || existing.isFile()
}

const ROWS_AT_ONCE = 1000

const RECORDS: RowTable<PostRecord> = {
  add: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''),
  end: () => '',
}

export const writeRecords = (output: Target): Writer<readonly PostRecord[]> =>
  rowWriter(output, RECORDS)

function rowWriter<Row>(
  output: Target,
  table: RowTable<Row>,
  onEnd = (): void => {},
): Writer<readonly Row[]> {
  const put = async (data: string | Uint8Array): Promise<void> => {
    if (data.length > 0) await output.write(data)
  }
  return {
    write: async (rows) => {
      for (let start = 0; start < rows.length; start += ROWS_AT_ONCE)
        await put(table.add(rows.slice(start, start + ROWS_AT_ONCE)))
    },
    end: async () => {
      await put(table.end())
      onEnd()
    },
  }
}

/** The header pieces of a thread as records, for files that commands read again. */
export function headerRecords({
  id: threadId,
  headers,
}: Pick<Thread, 'id' | 'headers'>): HeaderRecord[] {
  return headers.map((text, index) => {
    const id = `${threadId}/header-${index + 1}`
    return {
      id,
      threadId,
      parentId: null,
      author: null,
      createdAt: null,
      text,
      meta: { role: 'header' },
    }
  })
}
