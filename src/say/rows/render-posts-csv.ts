import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { PostRecord } from '../../base/thread/post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { csvRow } from '../format/csv-row.js'
import { roundForPrint } from './render-jsonl.js'
import { type Column, postColumns, scoredColumns, type TableExtras } from './scored-columns.js'

const CSV_CELLS: Readonly<Record<string, (post: ScoredPost) => string | null>> = {
  createdAt: ({ createdAt }) => createdAt,
  deals: ({ deals }) => deals.join(';'),
  flags: ({ flags }) => flags.join(';'),
}
export interface CsvForm<Row> {
  readonly header: string
  render(row: Row): string
}

/** CSV of posts without scores; `meta` is JSON. */
export const unscoredCsv = (extras?: TableExtras): CsvForm<PostRecord> => formOf(postColumns(extras))

/**
 * CSV of scored posts. Null is an empty cell; deal ids and flags are joined by ";"; `meta`, `stances`, `evidence` and `chain` are JSON;
 * numbers are rounded by `roundForPrint`.
 */
export function scoredCsv(scheme: StanceScheme, extras?: TableExtras): CsvForm<ScoredPost> {
  const { header, render } = formOf(scoredColumns(scheme, extras))
  return { header, render: (post) => render(roundForPrint(post)) }
}

/** Columns that 4CAT has of its own posts, and those of JSON. */
const NOT_FOR_4CAT: ReadonlySet<string> = new Set(
  'threadId,parentId,parent_is_inferred,author,createdAt,text,meta,stances,evidence,chain'.split(','),
)
/** More columns are refused. @see 4CAT, `processors/conversion/upload_annotations.py` */
const MAX_4CAT_COUNT = 20

/** The same as annotations for 4CAT: ids of its posts first, then what was found, then columns of the source as long as they fit. */
export function fourCatCsv(scheme: StanceScheme, extras?: TableExtras): CsvForm<ScoredPost> & { readonly leftOut: readonly string[] } {
  const columns = scoredColumns(scheme, extras)
  const taken = columns.filter(({ name }) => !NOT_FOR_4CAT.has(name)).slice(0, 1 + MAX_4CAT_COUNT)
  const { header, render } = formOf(taken)
  const leftOut = columns.filter((column) => !taken.includes(column)).map(({ name }) => name)
  return { header, render: (post) => render(roundForPrint(post)), leftOut }
}

function formOf<Row extends PostRecord | ScoredPost>(columns: readonly Column<Row>[]): CsvForm<Row> {
  const cells = columns.map(({ name, cell }) => (CSV_CELLS[name] as typeof cell | undefined) ?? cell)
  return {
    header: csvRow(columns.map(({ name }) => name)),
    render: (row) => csvRow(cells.map((cell) => cell(row) as Exclude<ReturnType<typeof cell>, Date>)),
  }
}

/** Renders scored posts as CSV with its header: see `scoredCsv`. */
export function renderPostsCsv(posts: readonly ScoredPost[], scheme: StanceScheme): string {
  const { header, render } = scoredCsv(scheme)
  return header + posts.map(render).join('')
}
