import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { PostRecord } from '../../base/thread/post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
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

/** Columns of posts without scores: `createdAt` as a date, `meta` as a JSON string. */
export function postColumns(): Column<PostRecord>[] {
  return [
    required('id', ({ id }) => id),
    required('threadId', ({ threadId }) => threadId),
    optional('parentId', ({ parentId }) => parentId),
    optional('author', ({ author }) => author),
    { name: 'createdAt', type: 'TIMESTAMP', isNullable: true, cell: ({ createdAt }) => (createdAt === null ? null : new Date(createdAt)) },
    required('text', ({ text }) => text),
    required('meta', ({ meta }) => JSON.stringify(meta)),
  ]
}

/** The columns of the CSV. `meta`, `deals`, `stances`, `flags`, `evidence` and `chain` are JSON strings. */
export function scoredColumns(scheme: StanceScheme): Column<ScoredPost>[] {
  const names = probabilityColumns(scheme.labels)
  return [
    ...postColumns(),
    optional('label', ({ label }) => label),
    optional('lean', ({ lean }) => lean),
    ...scheme.labels.map((label, index) =>
      number<ScoredPost>(names[index] ?? label, true, ({ probabilities }) => probabilities?.[label] ?? null),
    ),
    required('status', ({ status }) => status),
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
}
