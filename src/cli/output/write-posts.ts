import {
  createPostParquet,
  createScoredParquet,
  PipelineError,
  type Post,
  renderJsonl,
  renderPostCsv,
  renderPostsCsvHeader,
  renderSharedPost,
  renderSharedScored,
  renderShareHeader,
  renderUnscoredCsv,
  renderUnscoredCsvHeader,
  type ScoredPost,
  type StanceScheme,
} from '../../index.js'
import { sha256Of } from '../../node.js'
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
export function openPostSink(format: RowFormat, output: Output, options: SinkOptions): Promise<PostSink<Post>> {
  return openSink(output, options, format, {
    header: renderUnscoredCsvHeader,
    csv: renderUnscoredCsv,
    json: renderPostLine,
    shareHeader: () => renderShareHeader('posts'),
    share: (post) => renderSharedPost(post, hashText),
    parquet: createPostParquet,
  })
}

/** A sink for scored posts. */
export function openScoredSink(
  format: RowFormat,
  output: Output,
  { scheme, ...options }: SinkOptions & { readonly scheme: StanceScheme },
): Promise<PostSink<ScoredPost>> {
  return openSink(output, options, format, {
    header: () => renderPostsCsvHeader(scheme),
    csv: (post) => renderPostCsv(post, scheme),
    json: renderJsonl,
    shareHeader: () => renderShareHeader('scored'),
    share: (post) => renderSharedScored(post, hashText),
    parquet: () => createScoredParquet(scheme),
  })
}

/** A post as one line of JSON, keys in the order of the record. */
export function renderPostLine(post: Post): string {
  return `${JSON.stringify(post)}\n`
}

interface Forms<Row> {
  header(): string
  csv(row: Row): string
  json(row: Row): string
  shareHeader(): string
  share(row: Row): string
  parquet(): Promise<{ add(rows: readonly Row[]): Uint8Array; end(): Uint8Array }>
}

/** Rows joined before they are written. */
const ROWS_AT_ONCE = 1000

async function openSink<Row>(output: Output, { isForExcel }: SinkOptions, format: RowFormat, forms: Forms<Row>): Promise<PostSink<Row>> {
  if (format === 'parquet') {
    const table = await forms.parquet()
    const put = async (bytes: Uint8Array): Promise<void> => {
      if (bytes.length > 0) await output.write(bytes)
    }
    return {
      add: (rows) => put(table.add(rows)),
      addLines: (lines) => put(table.add(lines.map(parseRow<Row>))),
      end: () => put(table.end()),
    }
  }
  if (format === 'csv') await output.write(`${isForExcel ? '\ufeff' : ''}${forms.header()}`)
  if (format === 'share') await output.write(forms.shareHeader())
  const render = format === 'csv' ? forms.csv : format === 'share' ? forms.share : forms.json
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

/** The hash by which share packs know a text. */
export const hashText = (text: string): string => sha256Of(Buffer.from(text))
