import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { JsonValue, PostRecord } from '../../base/thread/post.js'
import type { RunRecord } from '../../base/thread/run-record.js'
import {
  type Column,
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
  /**
   * Columns of the source beside the results, under their own names, or as `source…` where a result
   * column has the name.
   */
  readonly ownColumns: readonly string[]
  /** True if the model learnt labels: the table says who labelled each post. */
  readonly isLearnt: boolean
  /** True if deciding words were asked for: the table shows them. */
  readonly hasEvidence?: boolean
  /** Types of the source's columns of numbers or booleans. Other columns are texts in Parquet. */
  readonly ownTypes?: OwnTypes
  /** Records of the runs that made the labels. */
  readonly runs?: readonly RunRecord[]
}

/** Types of columns by their names. */
export type OwnTypes = ReadonlyMap<string, 'DOUBLE' | 'INT64' | 'BOOLEAN'>

const NO_EXTRAS: TableExtras = Object.freeze({ ownColumns: [], isLearnt: false })

/** A table that is rendered some rows at a time. */
export interface RowTable<Row> {
  /** @returns what to append to the file; often nothing */
  add(rows: readonly Row[]): string | Uint8Array
  /** @returns the end of the file; call it once, after the last `add` */
  end(): string | Uint8Array
}

/**
 * Columns of posts without scores: `createdAt` as a day or a time, `meta` as a JSON string; then
 * those of the source.
 */
export const postColumns = ({
  ownColumns,
  ownTypes,
}: TableExtras = NO_EXTRAS): Column<PostRecord>[] =>
  withOwn(
    [...factColumns((meta) => JSON.stringify(metaWithout(meta, ownColumns)))],
    ownColumns,
    ownTypes,
  )

/** A whole or decimal number of at most 15 digits: "7" and "7.0", but not "007". */
const NUMBER = /^-?(?:0|[1-9]\d{0,14})(?:\.\d{1,15})?$/

/** Value of a source column; a text that is a number is one. */
function typedValue(meta: PostRecord['meta'], column: string): JsonValue | undefined {
  const value = ownValue(meta, column)
  return typeof value === 'string' && NUMBER.test(value) ? Number(value) : value
}

/** Adds the columns of the source: numbers and booleans where their types are known, else texts. */
export function withOwn<Row extends Pick<PostRecord, 'meta'>>(
  columns: Column<Row>[],
  ownColumns: readonly string[],
  ownTypes: OwnTypes = new Map(),
): Column<Row>[] {
  const taken = new Set(columns.map(({ name }) => name))
  const userColumns = ownColumns.map((column) => {
    let name = column
    while (taken.has(name) || isResultColumn(name)) name = sourceKey(name)
    taken.add(name)
    const type = ownTypes.get(column)
    if (type !== undefined)
      return {
        name,
        type,
        isNullable: true,
        cell: ({ meta }: Row) => (typedValue(meta, column) ?? null) as number | boolean | null,
      }
    const cell = ({ meta }: Row): string | null => {
      const value = ownValue(meta, column)
      if (value === undefined || value === null) return null
      return typeof value === 'object' ? JSON.stringify(value) : String(value)
    }
    return { name, type: 'STRING', isNullable: true, cell } as const
  })
  return [...columns, ...userColumns]
}

/** A scored post on one of its deals: a row of a table. */
export type UnitRow = ScoredPost & Pick<ScoredRecord, 'dealId' | 'dealBy'>

/**
 * The rows of a post, one for each of its deals. Evidence is about the first deal, and is kept in
 * its row alone. `meta` drops the ledger of the thread. It names the deals that the user gave where
 * they are several.
 */
export function unitRows(post: ScoredPost): UnitRow[] {
  const { capture: _, ...facts } = sourceMeta(post.meta)
  const { stances } = post
  const hasColumn = post.meta.rowDeals !== undefined
  if (stances.length === 0)
    return [{ ...post, meta: facts, dealId: null, ...(hasColumn && { dealBy: 'column' }) }]
  // Rows of one post say the same of it, so that they are one post where they are read again.
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

/**
 * Columns of tables of scored posts. `meta`, `flags` and `evidence` are JSON strings; last come
 * those of the source.
 */
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
  const facts = factColumns((meta) => JSON.stringify(metaWithout(meta, extras.ownColumns)))
  return withOwn<UnitRow>([...facts, ...results], extras.ownColumns, extras.ownTypes)
}

function typeOf(value: unknown) {
  if (typeof value === 'number') return Number.isSafeInteger(value) ? 'INT64' : 'DOUBLE'
  return typeof value === 'boolean' ? 'BOOLEAN' : 'STRING'
}

/** Finds the types of source columns that hold only numbers or only booleans, post by post. */
export class OwnTypeFinder {
  readonly #types = new Map<string, 'DOUBLE' | 'INT64' | 'BOOLEAN' | 'STRING'>()

  add({ meta }: Pick<PostRecord, 'meta'>, ownColumns: Iterable<string>): void {
    for (const column of ownColumns) {
      const value = typedValue(meta, column)
      if (value === undefined || value === null) continue
      const valueType = typeOf(value)
      const known = this.#types.get(column) ?? valueType
      const isNumber = [valueType, known].every((type) => type === 'INT64' || type === 'DOUBLE')
      const common = isNumber ? 'DOUBLE' : 'STRING'
      this.#types.set(column, known === valueType ? valueType : common)
    }
  }

  types(): OwnTypes {
    return new Map(
      [...this.#types].flatMap(([column, type]) =>
        type === 'STRING' ? [] : [[column, type] as const],
      ),
    )
  }
}

/** Types of the source's own columns, from posts in memory. */
export function ownTypesOf(
  posts: readonly Pick<PostRecord, 'meta'>[],
  ownColumns: readonly string[],
): OwnTypes {
  const finder = new OwnTypeFinder()
  for (const post of posts) finder.add(post, ownColumns)
  return finder.types()
}
