import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { PostRecord } from '../../base/thread/post.js'
import {
  ALL_TEXTS,
  type Column,
  type ColumnType,
  type ColumnTypes,
  EVIDENCE_COLUMN,
  factColumns,
  isResultColumn,
  resultColumns,
  SCHEME_COLUMN,
  SOURCE_COLUMN,
} from '../../base/thread/table-columns.js'
import type { ScoredPost, ScoredRecord } from '../../judge/stance/stance-prediction.js'
import { earlierDealsIn } from '../../read/record/own-columns.js'
import { metaWithout, ownValue, sourceKey } from '../../read/record/own-value.js'
import { roundForPrint, sourceMeta } from './render-jsonl.js'

/** Further columns of a table. */
export interface TableExtras {
  /** Columns of the source, named `source…` where a result column has their name. */
  readonly ownColumns: readonly string[]
  /** True if the table says who labelled each post. */
  readonly isLearnt: boolean
  /** True if the table shows the deciding words. */
  readonly hasEvidence?: boolean
  /** Types of `createdAt` and of the source's columns; else all are texts. */
  readonly types?: ColumnTypes
}

const NO_EXTRAS: TableExtras = Object.freeze({ ownColumns: [], isLearnt: false })

/** A table that is rendered some rows at a time. */
export interface RowTable<Row> {
  /** @returns what to append to the file; often nothing */
  add(rows: readonly Row[]): string | Uint8Array
  /** @returns the end of the file; call it once, after the last `add` */
  end(): string | Uint8Array
}

/** Columns of posts without scores; last come those of the source. */
export const postColumns = (extras: TableExtras = NO_EXTRAS): Column<PostRecord>[] =>
  withOwn([...factsOf(extras)], extras.ownColumns, extras.types)

const factsOf = ({ ownColumns, types }: TableExtras) =>
  factColumns((meta) => JSON.stringify(metaWithout(meta, ownColumns)), types)

/** Adds the columns of the source by their types, without which they are texts. */
export function withOwn<Row extends Pick<PostRecord, 'meta'>>(
  columns: Column<Row>[],
  ownColumns: readonly string[],
  { own: types }: ColumnTypes = ALL_TEXTS,
): Column<Row>[] {
  const taken = new Set(columns.map(({ name }) => name))
  const userColumns = ownColumns.map((column): Column<Row> => {
    let name = column
    while (taken.has(name) || isResultColumn(name)) name = sourceKey(name)
    taken.add(name)
    const type = types.get(column) ?? 'STRING'
    const cell: Column<Row>['cell'] = ({ meta }) => {
      const value = ownValue(meta, column) ?? null
      if (value === null || type !== 'STRING') return value as ReturnType<Column<Row>['cell']>
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
    }
    return { name, type, isNullable: true, cell }
  })
  return [...columns, ...userColumns]
}

/** A scored post on one of its deals: a row of a table. */
export type UnitRow = ScoredPost & Pick<ScoredRecord, 'dealId' | 'dealBy'>

/**
 * The rows of a post, one for each of its deals. Evidence is about the first, and stands there.
 * `meta` drops the ledger, and names the deals that the user gave where they are several.
 */
export function unitRows(post: ScoredPost): UnitRow[] {
  const { capture: _, ...facts } = sourceMeta(post.meta)
  const { stances } = post
  const hasColumn = post.meta.rowDeals !== undefined
  if (stances.length === 0)
    return [{ ...post, meta: facts, dealId: null, ...(hasColumn && { dealBy: 'column' }) }]
  // Rows of one post say the same of it: read again, they are one post.
  const earlierDeals = stances.length === 1 ? [] : earlierDealsIn(stances)
  const meta = earlierDeals.length === 0 ? facts : { ...facts, earlierDeals }
  return stances.map(({ by, ...judgement }, at) => ({
    ...post,
    meta,
    ...judgement,
    dealBy: by,
    evidence: at === 0 ? post.evidence : null,
  }))
}

/** The rows of scored posts, numbers rounded by `roundForPrint`. */
export const scoredRows = (posts: readonly ScoredPost[]): UnitRow[] =>
  posts.map(roundForPrint).flatMap(unitRows)

/** Columns of tables of scored posts; last come those of the source. */
export function scoredColumns(
  scheme: StanceScheme,
  extras: TableExtras = NO_EXTRAS,
): Column<UnitRow>[] {
  const left = [
    extras.isLearnt ? '' : SOURCE_COLUMN,
    extras.hasEvidence ? '' : EVIDENCE_COLUMN,
    isDefaultScheme(scheme) ? SCHEME_COLUMN : '',
  ]
  const results = resultColumns(scheme.labels).filter(({ name }) => !left.includes(name))
  return withOwn<UnitRow>([...factsOf(extras), ...results], extras.ownColumns, extras.types)
}

const INSTANT = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/

/** True for a time that reading a timestamp gives back as the same text. */
function isInstant(text: string): boolean {
  const time = new Date(INSTANT.test(text) ? text : Number.NaN)
  return !Number.isNaN(time.getTime()) && time.toISOString() === text
}

function typeOf(value: unknown): ColumnType {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'INT64' : 'DOUBLE'
  if (typeof value === 'boolean') return 'BOOLEAN'
  return typeof value === 'string' && isInstant(value) ? 'TIMESTAMP' : 'STRING'
}

/** The type that holds the values of two. */
function commonType(one: ColumnType, other: ColumnType): ColumnType {
  if (one === other) return one
  return [one, other].every((type) => type === 'INT64' || type === 'DOUBLE') ? 'DOUBLE' : 'STRING'
}

/**
 * Finds the types of columns: numbers, booleans or instants where every value is one, else texts. A
 * day is no instant.
 */
export class ColumnTypeFinder {
  readonly #own = new Map<string, ColumnType>()
  #createdAt: ColumnType | null = null

  add(
    { createdAt, meta }: Pick<PostRecord, 'createdAt' | 'meta'>,
    ownColumns: Iterable<string>,
  ): void {
    if (createdAt !== null)
      this.#createdAt = commonType(this.#createdAt ?? typeOf(createdAt), typeOf(createdAt))
    for (const column of ownColumns) {
      const value = ownValue(meta, column)
      if (value === undefined || value === null) continue
      const type = typeOf(value)
      this.#own.set(column, commonType(this.#own.get(column) ?? type, type))
    }
  }

  types(): ColumnTypes {
    return {
      createdAt: this.#createdAt === 'TIMESTAMP' ? 'TIMESTAMP' : 'STRING',
      own: new Map(
        [...this.#own].flatMap(([column, type]) => (type === 'STRING' ? [] : [[column, type]])),
      ),
    }
  }
}

/** Types of the columns of posts in memory. */
export function columnTypesOf(
  posts: readonly Pick<PostRecord, 'createdAt' | 'meta'>[],
  ownColumns: readonly string[],
): ColumnTypes {
  const finder = new ColumnTypeFinder()
  for (const post of posts) finder.add(post, ownColumns)
  return finder.types()
}
