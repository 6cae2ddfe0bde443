import { PipelineError } from '../../base/errors.js'
import { isRecord, parseJson } from '../../base/json-shape.js'
import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { PARENT_COLUMN } from '../../base/text/safe-cell.js'
import { recordedDeals } from '../../base/thread/deal-record.js'
import { isParentKnown } from '../../base/thread/known-parent.js'
import type { Post, PostMeta, PostRecord } from '../../base/thread/post.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import { isResultColumn, metaWithout, ownValue } from '../../read/record/own-columns.js'
import { probabilityColumns } from '../format/csv-row.js'

/** A column of a table of posts. */
export interface Column<Row> {
  readonly name: string
  readonly type: 'STRING' | 'DOUBLE' | 'TIMESTAMP' | 'BOOLEAN'
  readonly isNullable: boolean
  cell(row: Row): string | number | boolean | Date | null
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
    { name: PARENT_COLUMN, type: 'BOOLEAN', isNullable: true, cell: (post) => (post.parentId === null ? null : !isParentKnown(post)) },
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

/** What a table of scored posts says once: a key of Parquet, the schema of the file beside a CSV. */
export const FACTS_SCHEMA = 'dealstance/table-facts@1'

/** The file beside a CSV that holds it; a workbook has a sheet, `FACTS_SHEET`. */
export const factsPathOf = (path: string): string => `${path}.meta.json`

type Capture = NonNullable<PostMeta['capture']>
/** By thread: what was captured of it, the records of its deals, what the model learnt. */
export type TableFacts = ReadonlyMap<string, Capture>

/** Takes from posts what is said of their threads, so that a table says it once and rows may be sorted, or left out. */
export class FactsCollector {
  readonly #byThread = new Map<string, Capture>()
  /** One object for threads that say the same. */
  readonly #known = new Map<string, Capture>()

  /** The post without what is said of its thread. */
  take<Each extends Pick<Post, 'threadId' | 'meta'>>(post: Each): Each {
    const { capture, ...meta } = post.meta
    if (capture === undefined) return post
    const before = this.#byThread.get(post.threadId)
    const merged = before === undefined ? capture : merge(before, capture)
    const key = JSON.stringify(merged)
    if (!this.#known.has(key)) this.#known.set(key, merged)
    this.#byThread.set(post.threadId, this.#known.get(key) ?? merged)
    return { ...post, meta }
  }

  /** All of it as JSON. */
  render(): string {
    const captures = [...groupBy(this.#byThread, ([, capture]) => capture)].map(([capture, entries]) => {
      return { capture, threads: entries.map(([threadId]) => threadId) }
    })
    return `${JSON.stringify({ schema: FACTS_SCHEMA, captures })}\n`
  }
}

function merge(before: Capture, next: Capture): Capture {
  const deals = new Map([...recordedDeals({ capture: before }), ...recordedDeals({ capture: next })].map((deal) => [deal.id, deal]))
  return { ...before, ...next, ...(deals.size > 0 && { deals: [...deals.values()] }) }
}

/** @param name of the file, for messages. @throws {PipelineError} `SCORED_INVALID` */
export function parseTableFacts(text: string, name: string): TableFacts {
  const invalid = (): never => {
    const message = `${name}: expected what classify wrote beside a table ("schema": "${FACTS_SCHEMA}"), got something else. Write the table again, or remove it: the posts are then counted, and not cited.`
    throw new PipelineError('SCORED_INVALID', message, { context: { path: name } })
  }
  const value = parseJson(text, invalid)
  if (!isRecord(value) || value['schema'] !== FACTS_SCHEMA || !Array.isArray(value['captures'])) return invalid()
  const facts = new Map<string, Capture>()
  for (const entry of value['captures'] as readonly unknown[]) {
    if (!isRecord(entry) || !isRecord(entry['capture']) || !Array.isArray(entry['threads'])) return invalid()
    for (const threadId of entry['threads'] as readonly unknown[]) facts.set(String(threadId), entry['capture'] as Capture)
  }
  return facts
}

/** Gives what is said of a thread to the first of its posts that comes. */
export function factsGiver(facts: TableFacts): <Meta extends object>(threadId: string, meta: Meta) => Meta {
  const given = new Set<string>()
  return (threadId, meta) => {
    const capture = facts.get(threadId)
    if (capture === undefined || given.has(threadId)) return meta
    given.add(threadId)
    return { ...meta, capture }
  }
}
