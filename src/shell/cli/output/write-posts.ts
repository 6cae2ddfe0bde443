import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { HeaderRecord, PostRecord } from '../../../base/thread/post.js'
import type { Thread } from '../../../base/thread/thread.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { createPostParquet, createScoredParquet, type ParquetTable } from '../../../say/rows/render-parquet.js'
import { createPostWorkbook, createScoredWorkbook } from '../../../say/rows/render-workbook.js'
import type { TableExtras } from '../../../say/rows/scored-columns.js'
import { type LineFormat, postFormOf, type RowForm, scoredFormOf } from '../../node/score/row-form.js'
import { type OptionTable, usageError } from '../kit/command.js'
import type { Output } from '../kit/write-output.js'

/** Writes posts as they come, in one format. */
export interface PostSink<Row> {
  add(posts: readonly Row[]): Promise<void>
  /** Adds posts that are lines of JSON, without line ends. */
  addLines(lines: readonly string[]): Promise<void>
  /** Writes the end of the file. */
  end(): Promise<void>
}

/** Formats with one record per post. */
export const ROW_FORMATS = ['jsonl', 'csv', 'xlsx', 'parquet'] as const
export type RowFormat = (typeof ROW_FORMATS)[number]

export const isRowFormat = (format: string): format is RowFormat => (ROW_FORMATS as readonly string[]).includes(format)

/** A format of which the whole file is one table, written from its rows. */
export const isTableFile = (format: string): format is 'xlsx' | 'parquet' => format === 'xlsx' || format === 'parquet'

/** Option of commands that write posts. */
export const EXCEL_OPTION = {
  excel: { type: 'flag', help: '--format xlsx, right in every Excel' },
} as const satisfies OptionTable

interface FormatOptions<Format extends string> {
  readonly excel: boolean
  readonly format: Format | undefined
  readonly out: string | undefined
}

/** @returns the format that is asked for @throws {PipelineError} `USAGE_OPTION_INVALID` for --excel beside another format or ending */
export function givenFormat<Format extends string>({ excel, format, out }: FormatOptions<Format>): Format | 'xlsx' | undefined {
  if (!excel) return format
  if (format !== undefined && format !== 'xlsx')
    throw usageError(`expected --excel alone, or with --format xlsx, got ${format}. Leave one out.`)
  if (out !== undefined && !/\.xlsx$/i.test(out))
    throw usageError(`expected --excel with a file that ends in .xlsx, got ${out}. Name it so: Excel goes by the ending.`)
  return 'xlsx'
}

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for a table on a terminal */
export function checkSink(format: string, isTerminal: boolean): void {
  if (!isTableFile(format) || !isTerminal) return
  throw usageError(
    `expected a file for ${format === 'xlsx' ? 'a workbook of Excel' : 'Parquet'}, got a terminal. Give --out FILE, or a pipe.`,
  )
}

export async function openPostSink(format: RowFormat, output: Target, extras: TableExtras): Promise<PostSink<PostRecord>> {
  if (!isTableFile(format)) return lineSink(output, format, postFormOf(format, extras))
  return tableSink(output, await (format === 'xlsx' ? createPostWorkbook(extras) : createPostParquet(extras)))
}

export async function openScoredSink(
  format: RowFormat,
  output: Target,
  scheme: StanceScheme,
  extras: TableExtras,
): Promise<PostSink<ScoredPost>> {
  if (!isTableFile(format)) return lineSink(output, format, scoredFormOf(format, scheme, extras))
  return tableSink(output, await (format === 'xlsx' ? createScoredWorkbook(scheme, extras) : createScoredParquet(scheme, extras)))
}

type Target = Pick<Output, 'write'>

function tableSink<Row>(output: Target, table: ParquetTable<Row>): PostSink<Row> {
  const put = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length > 0) await output.write(bytes)
  }
  return { add: (rows) => put(table.add(rows)), addLines: (lines) => put(table.add(lines.map(parseRow<Row>))), end: () => put(table.end()) }
}

/** Rows joined before they are written. */
const ROWS_AT_ONCE = 1000

function lineSink<Row>(output: Target, format: LineFormat, { header, render }: RowForm<Row>): PostSink<Row> {
  // A refusal before the first row leaves nothing on stdout.
  let isBegun = header === ''
  const begin = async (): Promise<void> => {
    if (!isBegun) await output.write(header)
    isBegun = true
  }
  const add = async (rows: readonly Row[]): Promise<void> => {
    await begin()
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
      const part = rows.slice(start, start + ROWS_AT_ONCE)
      await output.write(part.map((row) => render(row)).join(''))
    }
  }
  return {
    add,
    addLines: (lines) => (format === 'jsonl' ? output.write(`${lines.join('\n')}\n`) : add(lines.map(parseRow<Row>))),
    end: begin,
  }
}

const parseRow = <Row>(line: string): Row => JSON.parse(line) as Row

/** The header pieces of a thread as records, for files that commands read again. */
export function headerRecords({ id: threadId, headers }: Pick<Thread, 'id' | 'headers'>): HeaderRecord[] {
  return headers.map((text, index) => {
    const id = `${threadId}/header-${index + 1}`
    return { id, threadId, parentId: null, author: null, createdAt: null, text, meta: { role: 'header' } }
  })
}
