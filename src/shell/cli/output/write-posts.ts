import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { HeaderRecord, PostRecord } from '../../../base/thread/post.js'
import type { Thread } from '../../../base/thread/thread.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { renderConvokit } from '../../../say/rows/render-convokit.js'
import { createPostParquet, createScoredParquet, type ParquetTable } from '../../../say/rows/render-parquet.js'
import { type CsvForm, fourCatCsv, scoredCsv, unscoredCsv } from '../../../say/rows/render-posts-csv.js'
import { createPostWorkbook, createScoredWorkbook } from '../../../say/rows/render-workbook.js'
import { FactsCollector, factsPathOf, type TableExtras } from '../../../say/rows/scored-columns.js'
import { type CliIo, type CommandContext, usageError } from '../kit/command.js'
import { makeFolder, type Output, withOutput } from '../kit/write-output.js'

/** Writes posts as they come, in one format. */
export interface PostSink<Row> {
  add(posts: readonly Row[]): Promise<void>
  /** Writes the end of the file. */
  end(): Promise<void>
}

export const ROW_FORMATS = ['jsonl', 'csv', 'xlsx', 'parquet'] as const
/** The same for scored posts: `4cat` is the CSV that 4CAT takes as annotations of its own posts. */
export const SCORED_ROW_FORMATS = [...ROW_FORMATS, '4cat'] as const
export type RowFormat = (typeof SCORED_ROW_FORMATS)[number]

export const isRowFormat = (format: string): format is RowFormat => (SCORED_ROW_FORMATS as readonly string[]).includes(format)

/** A format of which the whole file is one table, written from its rows; of a CSV a file beside it is a part. */
export const isTableFile = (format: string): format is Exclude<RowFormat, 'jsonl'> => isRowFormat(format) && format !== 'jsonl'

const isBinary = (format: string): format is 'xlsx' | 'parquet' => format === 'xlsx' || format === 'parquet'

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for a table on a terminal */
export function checkSink(format: string, isTerminal: boolean): void {
  if (!isBinary(format) || !isTerminal) return
  throw usageError(
    `expected a file for ${format === 'xlsx' ? 'a workbook of Excel' : 'Parquet'}, got a terminal. Give --out FILE, or a pipe.`,
  )
}

export async function openPostSink(
  format: (typeof ROW_FORMATS)[number],
  output: Target,
  extras: TableExtras,
): Promise<PostSink<PostRecord>> {
  if (!isBinary(format))
    return lineSink(
      output,
      format === 'csv' ? unscoredCsv(extras) : { header: '', render: (post: PostRecord) => `${JSON.stringify(post)}\n` },
    )
  return tableSink(output, await (format === 'xlsx' ? createPostWorkbook(extras) : createPostParquet(extras)))
}

/** @param out where `output` is written, for the file beside a CSV; undefined for stdout */
export async function openScoredSink(
  format: Exclude<RowFormat, 'jsonl'>,
  output: Target,
  { scheme, extras, out, context }: ScoredTarget,
): Promise<PostSink<ScoredPost>> {
  if (format === '4cat') {
    const { leftOut, ...form } = fourCatCsv(scheme, extras)
    context.log.info(`4CAT takes the id and at most 20 columns; left out: ${leftOut.join(', ')}`)
    return lineSink(output, form)
  }
  if (format === 'csv') return csvSink(lineSink(output, scoredCsv(scheme, extras)), out, context)
  return tableSink(output, await (format === 'xlsx' ? createScoredWorkbook(scheme, extras) : createScoredParquet(scheme, extras)))
}

/** Where scored posts go, and how they are written. */
export interface ScoredTarget {
  readonly scheme: StanceScheme
  readonly extras: TableExtras
  readonly out: string | undefined
  readonly context: CommandContext
}

type Target = Pick<Output, 'write'>

/** Whether an output is a file, or will be one, so that others can lie beside it. */
export async function isFile(path: string | undefined): Promise<boolean> {
  if (path === undefined || path === '-') return false
  const existing = await stat(path).catch(() => null)
  return existing === null || existing.isFile()
}

/** Writes what is said of threads into a file beside the rows. */
async function csvSink(rows: PostSink<ScoredPost>, out: string | undefined, { io, log }: CommandContext): Promise<PostSink<ScoredPost>> {
  const facts = new FactsCollector()
  return {
    add: (posts) => rows.add(posts.map((post) => facts.take(post))),
    end: async () => {
      await rows.end()
      if (out !== undefined && (await isFile(out))) await withOutput(factsPathOf(out), io, (output) => output.write(facts.render()))
      else
        log.info(
          'a CSV without a file of its own does not keep what was captured, nor the records of deals: --out FILE writes them beside it',
        )
    },
  }
}

function tableSink<Row>(output: Target, table: ParquetTable<Row>): PostSink<Row> {
  const put = async (bytes: Uint8Array): Promise<void> => {
    if (bytes.length > 0) await output.write(bytes)
  }
  return { add: (rows) => put(table.add(rows)), end: () => put(table.end()) }
}

/** Rows joined before they are written. */
const ROWS_AT_ONCE = 1000

function lineSink<Row>(output: Target, { header, render }: CsvForm<Row>): PostSink<Row> {
  // A refusal before the first row leaves nothing on stdout.
  let isBegun = header === ''
  const begin = async (): Promise<void> => {
    if (!isBegun) await output.write(header)
    isBegun = true
  }
  return {
    add: async (rows) => {
      await begin()
      for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
        const part = rows.slice(start, start + ROWS_AT_ONCE)
        await output.write(part.map((row) => render(row)).join(''))
      }
    },
    end: begin,
  }
}

/** The header pieces of a thread as records, for files that commands read again. */
export function headerRecords({ id: threadId, headers }: Pick<Thread, 'id' | 'headers'>): HeaderRecord[] {
  return headers.map((text, index) => {
    const id = `${threadId}/header-${index + 1}`
    return { id, threadId, parentId: null, author: null, createdAt: null, text, meta: { role: 'header' } }
  })
}

/**
 * Writes a ConvoKit corpus to a folder. Files of an older corpus would become part of this one, so a folder with other files is rejected.
 */
export async function writeConvokit(folder: string, posts: Parameters<typeof renderConvokit>[0], io: CliIo): Promise<void> {
  const files = renderConvokit(posts)
  await makeFolder(folder)
  const own = new Set<string>(files.map(({ name }) => name))
  const other = (await readdir(folder)).find((name) => !own.has(name))
  if (other !== undefined) {
    const message = `${folder}: expected an empty folder, or one with a ConvoKit corpus alone, got one that holds ${other}. Name another folder.`
    throw new PipelineError('OUTPUT_UNWRITABLE', message, { context: { path: folder } })
  }
  for (const { name, pieces } of files) {
    await withOutput(join(folder, name), io, (output) =>
      lineSink(output, { header: '', render: (piece: string) => piece }).add([...pieces]),
    )
  }
}

export function checkFolder(out: string | undefined): string {
  if (out !== undefined && out !== '-') return out
  throw usageError('expected --out with the name of a folder for --format convokit, got none. See --help.')
}
