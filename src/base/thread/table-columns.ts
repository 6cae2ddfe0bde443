import { isParentKnown } from './known-parent.js'
import type { Post, PostRecord } from './post.js'
import { unitIdOf } from './unit-key.js'

/**
 * Type of a column in Parquet and XLSX. The cells of a `TIMESTAMP` are ISO 8601, in UTC, with
 * milliseconds.
 */
export type ColumnType = 'STRING' | 'DOUBLE' | 'INT64' | 'BOOLEAN' | 'TIMESTAMP'

/** Types of the columns that go by what they hold. */
export interface ColumnTypes {
  /** `TIMESTAMP` if every time known has a clock. A day has none: with days it is a text. */
  readonly createdAt: 'STRING' | 'TIMESTAMP'
  /** By names of the source's columns; others are texts. */
  readonly own: ReadonlyMap<string, Exclude<ColumnType, 'STRING'>>
}

export const ALL_TEXTS: ColumnTypes = Object.freeze({ createdAt: 'STRING', own: new Map() })

/** A column of a table of posts. */
export interface Column<Row> {
  readonly name: string
  readonly type: ColumnType
  readonly isNullable: boolean
  cell(row: Row): string | number | boolean | null
}

/** A unit, a scored post on one of its deals, as tables show it: see `ScoredPost`. */
interface Results extends Post {
  readonly label: string | null
  readonly lean: string | null
  readonly probabilities: Readonly<Record<string, number>> | null
  readonly status: string
  readonly labelledBy?: string
  /** The deal of the row; null for a post on none. */
  readonly dealId: string | null
  /** Why it is tied to that deal. */
  readonly dealBy?: string
  readonly sentiment: number
  readonly reason: string | null
  readonly flags: readonly string[]
  readonly evidence: readonly object[] | null
  readonly model: string
  readonly run?: string
  readonly scheme?: string
}

const column = (type: ColumnType, isNullable: boolean) => {
  return <Row>(name: string, cell: Column<Row>['cell']): Column<Row> => ({
    name,
    type,
    isNullable,
    cell,
  })
}
const text = column('STRING', false)
export const textOrNull = column('STRING', true)
const json = (value: object | null | undefined): string | null =>
  value == null ? null : JSON.stringify(value)

/** The column beside `parentId` that says whether the parent is a guess. */
export const PARENT_COLUMN = 'parentIsInferred'

/** Columns of every table of posts, first. @param metaCell renders the `meta` of a post */
export const factColumns = (
  metaCell: (meta: PostRecord['meta']) => string,
  { createdAt: timeType }: Pick<ColumnTypes, 'createdAt'> = ALL_TEXTS,
): readonly Column<PostRecord>[] => [
  text('id', ({ id }) => id),
  text('threadId', ({ threadId }) => threadId),
  textOrNull('parentId', ({ parentId }) => parentId),
  column('BOOLEAN', true)(PARENT_COLUMN, (post) =>
    post.parentId === null ? null : !isParentKnown(post),
  ),
  textOrNull('author', ({ author }) => author),
  column(timeType, true)('createdAt', ({ createdAt }) => createdAt),
  text('text', ({ text }) => text),
  text('meta', ({ meta }) => metaCell(meta)),
]

/**
 * Columns of tables of scored posts, behind those of the posts and before those of the source.
 *
 * @param labels of the scheme: each has a column of probabilities
 */
export const resultColumns = (labels: readonly string[]): readonly Column<Results>[] => [
  text(UNIT_COLUMN, ({ threadId, id, dealId }) => unitIdOf({ threadId, postId: id, dealId })),
  textOrNull(DEAL_COLUMN, ({ dealId }) => dealId),
  textOrNull('dealBy', ({ dealBy }) => dealBy ?? null),
  textOrNull('label', ({ label }) => label),
  textOrNull('lean', ({ lean }) => lean),
  ...probabilityColumns(labels).map((name, at) =>
    column('DOUBLE', true)<Results>(name, (post) => post.probabilities?.[labels[at] ?? ''] ?? null),
  ),
  text('status', ({ status }) => status),
  textOrNull(SOURCE_COLUMN, ({ labelledBy }) => labelledBy ?? null),
  column('DOUBLE', false)('sentiment', ({ sentiment }) => sentiment),
  textOrNull('reason', ({ reason }) => reason),
  text('flags', ({ flags }) => json(flags)),
  textOrNull(EVIDENCE_COLUMN, ({ evidence }) => json(evidence)),
  text('model', ({ model }) => model),
  textOrNull('run', ({ run }) => run ?? null),
  textOrNull(SCHEME_COLUMN, ({ scheme }) => scheme ?? null),
]

/** The column of a row's unit: one text for thread, post and deal. */
const UNIT_COLUMN = 'unitId'
/** The column of a row's deal. */
export const DEAL_COLUMN = 'dealId'
/** The column of tables whose labels have several sources. */
export const SOURCE_COLUMN = 'labelledBy'
/** The column of tables with the deciding words. */
export const EVIDENCE_COLUMN = 'evidence'
/** The column of tables under a scheme of the user's own. */
export const SCHEME_COLUMN = 'scheme'

/** The first columns of every table of posts that we write. */
export const OWN_COLUMNS: readonly string[] = factColumns(String).flatMap(({ name }) =>
  name === PARENT_COLUMN ? [] : [name],
)

/**
 * Fields of scored posts as JSON that tables show under other names, in other rows, or not at all.
 */
const FIELDS_WITHOUT_COLUMN = ['probabilities', 'deals', 'options', 'stances', 'unlearnt']
const RESULT_NAMES: ReadonlySet<string> = new Set([
  PARENT_COLUMN,
  ...resultColumns([]).map(({ name }) => name),
  ...FIELDS_WITHOUT_COLUMN,
])

export const isResultColumn = (name: string): boolean => RESULT_NAMES.has(name)

/**
 * The columns of results in a header of our own. Those of probabilities stand between lean and
 * status.
 */
export function resultsIn(names: readonly string[]): ReadonlySet<string> {
  const [lean, status] = ['lean', 'status'].map((name) => names.indexOf(name)) as [number, number]
  return new Set([...names.filter(isResultColumn), ...names.slice(lean, lean < 0 ? 0 : status)])
}

/**
 * Column names of the labels' probabilities: "on the fence" gives `pOnTheFence`; a repeated name
 * gets a number.
 */
export function probabilityColumns(labels: readonly string[]): string[] {
  const taken = new Set<string>()
  for (const label of labels) {
    const words = label.split(/[^\p{L}\p{N}]+/u)
    const name = `p${words.map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('')}`
    let unique = name
    for (let number = 2; taken.has(unique); number++) unique = `${name}${number}`
    taken.add(unique)
  }
  return [...taken]
}
