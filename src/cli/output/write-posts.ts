import { PipelineError } from '../../errors.js'
import { type LineFormat, postFormOf, type RowForm, scoredFormOf } from '../../node/score/row-form.js'
import { createPostParquet, createScoredParquet, type ParquetTable } from '../../report/rows/render-parquet.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import type { PostRecord } from '../../thread/post.js'
import type { Output } from '../kit/write-output.js'

/** Writes posts as they come, in one form. */
export interface PostSink<Row> {
  add(posts: readonly Row[]): Promise<void>
  /** The same for posts that are lines of JSON already, without line ends. */
  addLines(lines: readonly string[]): Promise<void>
  /** Writes what a form needs behind its last post. */
  end(): Promise<void>
}

export interface SinkOptions {
  /** A byte order mark in front of a CSV, by which Excel knows UTF-8. */
  readonly isForExcel: boolean
}

/** Forms of one record a post. */
export const ROW_FORMATS = ['jsonl', 'csv', 'parquet', 'share'] as const
export type RowFormat = (typeof ROW_FORMATS)[number]

export const isRowFormat = (format: string): format is RowFormat => (ROW_FORMATS as readonly string[]).includes(format)

/** Options of every command that writes posts. */
export const EXCEL_OPTION = { excel: { type: 'flag', help: 'csv: with a byte order mark, for Excel' } } as const

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for --excel without CSV, and for Parquet on a terminal */
export function checkSink(format: string, { excel, isTerminal }: { readonly excel: boolean; readonly isTerminal: boolean }): void {
  if (excel && format !== 'csv') {
    throw new PipelineError('USAGE_OPTION_INVALID', `expected --excel with --format csv, got ${format}. Leave it out, or write CSV.`)
  }
  if (format === 'parquet' && isTerminal) {
    throw new PipelineError('USAGE_OPTION_INVALID', 'expected a file for Parquet, got a terminal. Give --out FILE, or a pipe.')
  }
}

/** A sink for posts without scores. */
export async function openPostSink(format: RowFormat, output: Target, options: SinkOptions): Promise<PostSink<PostRecord>> {
  return format === 'parquet' ? parquetSink(output, await createPostParquet()) : lineSink(output, format, postFormOf(format), options)
}

/** A sink for scored posts. */
export async function openScoredSink(
  format: RowFormat,
  output: Target,
  { scheme, ...options }: SinkOptions & { readonly scheme: StanceScheme },
): Promise<PostSink<ScoredPost>> {
  if (format === 'parquet') return parquetSink(output, await createScoredParquet(scheme))
  return lineSink(output, format, scoredFormOf(format, scheme), options)
}

/** A header row of CSV with the mark that Excel wants; other forms have none. */
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
