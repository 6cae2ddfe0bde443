import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { PARENT_COLUMN } from '../../base/text/safe-cell.js'
import { isParentKnown } from '../../base/thread/known-parent.js'
import type { PostRecord } from '../../base/thread/post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { isResultColumn, metaWithout, ownValue } from '../../read/record/own-columns.js'
import { probabilityColumns } from '../format/csv-row.js'

/** A column of a table of posts. */
export interface Column<Row> {
  readonly name: string
  readonly type: 'STRING' | 'DOUBLE' | 'TIMESTAMP'
  readonly isNullable: boolean
  cell(row: Row): string | number | Date | null
}

const required = <Row>(name: string, cell: (row: Row) => string | number): Column<Row> =>
  ({ name, type: 'STRING', isNullable: false, cell }) as const
const optional = <Row>(name: string, cell: (row: Row) => string | null): Column<Row> =>
  ({ name, type: 'STRING', isNullable: true, cell }) as const
const number = <Row>(name: string, isNullable: boolean, cell: (row: Row) => number | null): Column<Row> =>
  ({ name, type: 'DOUBLE', isNullable, cell }) as const
const json = (value: unknown): string | null => (value === null ? null : JSON.stringify(value))

/** What a table holds beside the columns that every one has. */
export interface TableExtras {
  /** Columns of the source that travel beside the results, under their own names or, where a column of ours has the name, as `source_…`. */
  readonly ownColumns: readonly string[]
  /** Whether the model learnt labels: the table says who labelled each post. */
  readonly isLearnt: boolean
}

export const NO_EXTRAS: TableExtras = Object.freeze({ ownColumns: [], isLearnt: false })

/** Columns of posts without scores: `createdAt` as a date, `meta` as a JSON string; then those of the source. */
export const postColumns = ({ ownColumns }: TableExtras = NO_EXTRAS): Column<PostRecord>[] => withOwn(factColumns(ownColumns), ownColumns)

function factColumns(ownColumns: readonly string[]): Column<PostRecord>[] {
  return [
    required('id', ({ id }) => id),
    required('threadId', ({ threadId }) => threadId),
    optional('parentId', ({ parentId }) => parentId),
    optional(PARENT_COLUMN, ({ parentId, meta }) => (parentId === null ? null : String(!isParentKnown({ parentId, meta })))),
    optional('author', ({ author }) => author),
    { name: 'createdAt', type: 'TIMESTAMP', isNullable: true, cell: ({ createdAt }) => (createdAt === null ? null : new Date(createdAt)) },
    required('text', ({ text }) => text),
    required('meta', ({ meta }) => JSON.stringify(metaWithout(meta, ownColumns))),
  ]
}

/** Adds the columns of the source, as texts. */
function withOwn<Row extends Pick<PostRecord, 'meta'>>(columns: Column<Row>[], ownColumns: readonly string[]): Column<Row>[] {
  const taken = new Set(columns.map(({ name }) => name))
  const own = ownColumns.map((column) => {
    let name = column
    while (taken.has(name) || isResultColumn(name)) name = `source_${name}`
    taken.add(name)
    return optional<Row>(name, ({ meta }) => {
      const value = ownValue(meta, column)
      return value === undefined || value === null ? null : typeof value === 'object' ? JSON.stringify(value) : String(value)
    })
  })
  return [...columns, ...own]
}

/** The columns of the CSV. `meta`, `deals`, `stances`, `flags`, `evidence` and `chain` are JSON strings; last come those of the source. */
export function scoredColumns(scheme: StanceScheme, { ownColumns, isLearnt }: TableExtras = NO_EXTRAS): Column<ScoredPost>[] {
  const names = probabilityColumns(scheme.labels)
  const columns: Column<ScoredPost>[] = [
    ...factColumns(ownColumns),
    optional('label', ({ label }) => label),
    optional('lean', ({ lean }) => lean),
    ...scheme.labels.map((label, index) =>
      number<ScoredPost>(names[index] ?? label, true, ({ probabilities }) => probabilities?.[label] ?? null),
    ),
    required('status', ({ status }) => status),
    ...(isLearnt ? [optional<ScoredPost>('labelled_by', (post) => post.labelledBy ?? null)] : []),
    required('deals', ({ deals }) => JSON.stringify(deals)),
    required('stances', ({ stances }) => JSON.stringify(stances)),
    number('sentiment', false, ({ sentiment }) => sentiment),
    optional('reason', ({ reason }) => reason),
    required('flags', ({ flags }) => JSON.stringify(flags)),
    optional('evidence', ({ evidence }) => json(evidence)),
    optional('chain', ({ chain }) => json(chain)),
    required('model', ({ model }) => model),
    ...(isDefaultScheme(scheme) ? [] : [optional<ScoredPost>('scheme', (post) => post.scheme ?? null)]),
  ]
  return withOwn(columns, ownColumns)
}
