import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { OWN_COLUMNS } from '../../base/text/safe-cell.js'
import type { PostRecord } from '../../base/thread/post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { csvRow } from '../format/csv-row.js'
import { roundForPrint } from './render-jsonl.js'
import { type Column, scoredColumns } from './scored-columns.js'

/** Cells of the CSV that differ from those of Parquet. */
const CSV_CELLS: Readonly<Record<string, (post: ScoredPost) => string | null>> = {
  createdAt: ({ createdAt }) => createdAt,
  deals: ({ deals }) => deals.join(';'),
  flags: ({ flags }) => flags.join(';'),
}
const known = new WeakMap<StanceScheme, readonly Column<ScoredPost>[]>()

/** Columns of scored posts, in the order of `ScoredPost`, with one column per probability. */
function columnsOf(scheme: StanceScheme): readonly Column<ScoredPost>[] {
  const columns = known.get(scheme) ?? scoredColumns(scheme).map((column) => ({ ...column, cell: CSV_CELLS[column.name] ?? column.cell }))
  known.set(scheme, columns)
  return columns
}

/** Header line for posts without scores. */
export const renderUnscoredCsvHeader = (): string => csvRow(OWN_COLUMNS)

/** Renders a post without scores as one CSV record; `meta` is JSON. */
export function renderUnscoredCsv(post: PostRecord): string {
  const { id, threadId, parentId, author, createdAt, text, meta } = post
  return csvRow([id, threadId, parentId, author, createdAt, text, JSON.stringify(meta)])
}

/** Header line for scored posts. */
export function renderPostsCsvHeader(scheme: StanceScheme): string {
  return csvRow(columnsOf(scheme).map(({ name }) => name))
}

/**
 * Renders a scored post as one CSV record. Null is an empty cell; deal ids and flags are joined by ";"; `meta`, `stances`, `evidence` and
 * `chain` are JSON; numbers are rounded by `roundForPrint`.
 */
export function renderPostCsv(post: ScoredPost, scheme: StanceScheme): string {
  const rounded = roundForPrint(post)
  return csvRow(columnsOf(scheme).map(({ cell }) => cell(rounded) as Exclude<ReturnType<typeof cell>, Date>))
}
