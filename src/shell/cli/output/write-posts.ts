import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import type { CellGuard } from '../../../base/text/safe-cell.js'
import type { HeaderRecord, PostRecord } from '../../../base/thread/post.js'
import type { Thread } from '../../../base/thread/thread.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { renderConvokit } from '../../../say/rows/render-convokit.js'
import { createPostParquet, createScoredParquet } from '../../../say/rows/render-parquet.js'
import { create4catCsv, createPostCsv, createScoredCsv } from '../../../say/rows/render-posts-csv.js'
import { createPostWorkbook, createScoredWorkbook } from '../../../say/rows/render-workbook.js'
import type { TableExtras } from '../../../say/rows/source-columns.js'
import { runPathOf } from '../../node/scored/run-file.js'
import { type CliIo, type CommandContext, type OptionTable, type OptionValues, usageError } from '../kit/command.js'
import { makeFolder, type Output, type Writer, withOutput } from '../kit/write-output.js'

export const ROW_FORMATS = ['jsonl', 'csv', 'xlsx', 'parquet'] as const
/** Row formats of scored posts. `4cat` is the CSV that 4CAT takes as annotations of its own posts. */
export const SCORED_ROW_FORMATS = [...ROW_FORMATS, '4cat'] as const
export type RowFormat = (typeof SCORED_ROW_FORMATS)[number]

export const isRowFormat = (format: string): format is RowFormat => (SCORED_ROW_FORMATS as readonly string[]).includes(format)

/** A format whose whole file is one table, written from its rows. */
export const isTableFile = (format: string): format is Exclude<RowFormat, 'jsonl'> => isRowFormat(format) && format !== 'jsonl'

/** Option of commands that write texts as CSV. */
export const EXCEL_OPTION = {
  'for-excel': { type: 'flag', topic: 'Output', help: 'CSV that is safe in Excel: no text can run as a formula' },
} as const satisfies OptionTable

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for a table on a terminal, a guard for another format, and a corpus without a folder */
export function checkPostOutput(
  options: OptionValues<typeof EXCEL_OPTION> & { readonly out: string | undefined },
  format: string,
  { stdout }: CliIo,
): void {
  const binary = { xlsx: 'a workbook of Excel', parquet: 'Parquet' }[format]
  if (binary !== undefined && options.out === undefined && stdout.isTTY === true)
    throw usageError(`expected a file for ${binary}, got a terminal. Give --out FILE, or a pipe.`)
  if (options['for-excel'] && format !== 'csv' && format !== '4cat')
    throw usageError(`expected --for-excel with --format csv, got ${format}. Leave it out: a workbook (--format xlsx) needs no guard.`)
  if (format === 'convokit') folderOf(options.out)
}

/** Counts the cells that get an apostrophe, and logs the count at the end of a CSV. */
function guardOf({ isForExcel, context }: Pick<ScoredTarget, 'isForExcel' | 'context'>): { guard: CellGuard; sayGuarded(): void } {
  let count = 0
  const what = isForExcel ? 'texts that a spreadsheet would run as formulas' : 'texts that begin with "=", as formulas do'
  return {
    guard: { isForExcel, onGuard: () => void (count += 1) },
    sayGuarded: () => {
      if (count > 0) context.log.info(`${what}: ${formatCount(count, 'cell')}; an apostrophe stands before each`)
    },
  }
}

export async function openPostWriter(
  format: (typeof ROW_FORMATS)[number],
  output: Target,
  extras: TableExtras,
  target: Pick<ScoredTarget, 'isForExcel' | 'context'>,
): Promise<Writer<readonly PostRecord[]>> {
  const { guard, sayGuarded } = guardOf(target)
  if (format === 'jsonl') return rowWriter(output, RECORDS)
  if (format === 'csv') return rowWriter(output, createPostCsv(extras, guard), sayGuarded)
  return rowWriter(output, await (format === 'xlsx' ? createPostWorkbook(extras) : createPostParquet(extras)))
}

export async function openScoredWriter(
  format: Exclude<RowFormat, 'jsonl'>,
  output: Target,
  target: ScoredTarget,
): Promise<Writer<readonly ScoredPost[]>> {
  const { scheme, extras, context } = target
  const { guard, sayGuarded } = guardOf(target)
  if (format === 'xlsx') return rowWriter(output, await createScoredWorkbook(scheme, extras))
  if (format === 'parquet') return rowWriter(output, await createScoredParquet(scheme, extras))
  if (format === 'csv') return rowWriter(output, createScoredCsv(scheme, extras, guard), sayGuarded)
  const table = create4catCsv(scheme, extras, guard)
  context.log.info(`4CAT takes the id and at most 20 columns; left out: ${table.leftOut.join(', ')}`)
  return rowWriter(output, table, sayGuarded)
}

/** Destination and form of scored posts. */
export interface ScoredTarget {
  readonly scheme: StanceScheme
  readonly extras: TableExtras
  /** True if texts of a CSV are guarded for a spreadsheet. */
  readonly isForExcel: boolean
  readonly context: CommandContext
}

type Target = Pick<Output, 'write'>

export async function isFile(path: string | undefined): Promise<boolean> {
  if (path === undefined || path === '-') return false
  const existing = await stat(path).catch(() => null)
  return existing === null || existing.isFile()
}

/** Rows rendered before they are written. */
const ROWS_AT_ONCE = 1000

/** A file that is rendered some rows at a time. */
interface RowTable<Row> {
  add(rows: readonly Row[]): string | Uint8Array
  end(): string | Uint8Array
}

const RECORDS: RowTable<PostRecord> = { add: (rows) => rows.map((row) => `${JSON.stringify(row)}\n`).join(''), end: () => '' }
const PIECES: RowTable<string> = { add: (rows) => rows.join(''), end: () => '' }

function rowWriter<Row>(output: Target, table: RowTable<Row>, onEnd = (): void => {}): Writer<readonly Row[]> {
  const put = async (data: string | Uint8Array): Promise<void> => {
    if (data.length > 0) await output.write(data)
  }
  return {
    write: async (rows) => {
      for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) await put(table.add(rows.slice(start, start + ROWS_AT_ONCE)))
    },
    end: async () => {
      await put(table.end())
      onEnd()
    },
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
    await withOutput(join(folder, name), io, (output) => rowWriter(output, PIECES).write([...pieces]))
  }
}

/** Paths written for one output: the file, and the posts in a folder of ConvoKit. */
export function outputsOf(out: string | undefined, format: string): readonly string[] {
  if (out === undefined || out === '-') return []
  return [out, format === 'convokit' ? join(out, 'utterances.jsonl') : runPathOf(out)]
}

export function folderOf(out: string | undefined): string {
  if (out !== undefined && out !== '-') return out
  throw usageError('expected --out with the name of a folder for --format convokit, got none. See --help.')
}
