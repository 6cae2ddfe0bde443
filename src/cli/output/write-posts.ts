import { type LineFormat, postFormOf, type RowForm, scoredFormOf } from '../../node/score/row-form.js'
import { createPostParquet, createScoredParquet, type ParquetTable } from '../../report/rows/render-parquet.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import type { HeaderRecord, PostRecord } from '../../thread/post.js'
import type { Thread } from '../../thread/thread.js'
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

interface SinkOptions {
  /** Starts a CSV with a byte order mark, by which Excel recognises UTF-8. */
  readonly isForExcel: boolean
}

/** Formats with one record per post. */
export const ROW_FORMATS = ['jsonl', 'csv', 'parquet', 'share'] as const
export type RowFormat = (typeof ROW_FORMATS)[number]

export const isRowFormat = (format: string): format is RowFormat => (ROW_FORMATS as readonly string[]).includes(format)

/** Option of commands that write posts. */
export const EXCEL_OPTION = { excel: { type: 'flag', help: 'csv: with a byte order mark, for Excel' } } as const satisfies OptionTable

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for --excel without CSV, and for Parquet on a terminal */
export function checkSink(format: string, { excel, isTerminal }: { readonly excel: boolean; readonly isTerminal: boolean }): void {
  if (excel && format !== 'csv') {
    throw usageError(`expected --excel with --format csv, got ${format}. Leave it out, or write CSV.`)
  }
  if (format === 'parquet' && isTerminal) {
    throw usageError('expected a file for Parquet, got a terminal. Give --out FILE, or a pipe.')
  }
}

export async function openPostSink(format: RowFormat, output: Target, options: SinkOptions): Promise<PostSink<PostRecord>> {
  return format === 'parquet' ? parquetSink(output, await createPostParquet()) : lineSink(output, format, postFormOf(format), options)
}

export async function openScoredSink(
  format: RowFormat,
  output: Target,
  { scheme, ...options }: SinkOptions & { readonly scheme: StanceScheme },
): Promise<PostSink<ScoredPost>> {
  if (format === 'parquet') return parquetSink(output, await createScoredParquet(scheme))
  return lineSink(output, format, scoredFormOf(format, scheme), options)
}

/** Puts the byte order mark before the header row of a CSV. */
export const withMark = (header: string, isForExcel: boolean): string => `${isForExcel ? '\ufeff' : ''}${header}`

type Target = Pick<Output, 'write'>

function parquetSink<Row>(output: Target, table: ParquetTable<Row>): PostSink<Row> {
  const put = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length > 0) await output.write(bytes)
  }
  return { add: (rows) => put(table.add(rows)), addLines: (lines) => put(table.add(lines.map(parseRow<Row>))), end: () => put(table.end()) }
}

/** Rows joined before they are written. */
const ROWS_AT_ONCE = 1000

async function lineSink<Row>(
  output: Target,
  format: LineFormat,
  { header, render }: RowForm<Row>,
  { isForExcel }: SinkOptions,
): Promise<PostSink<Row>> {
  if (header !== '') await output.write(withMark(header, isForExcel))
  const add = async (rows: readonly Row[]): Promise<void> => {
    for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
      const part = rows.slice(start, start + ROWS_AT_ONCE)
      await output.write(part.map((row) => render(row)).join(''))
    }
  }
  return {
    add,
    addLines: (lines) => (format === 'jsonl' ? output.write(`${lines.join('\n')}\n`) : add(lines.map(parseRow<Row>))),
    end: async () => {},
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
