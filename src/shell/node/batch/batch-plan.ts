import { PipelineError } from '../../../base/errors.js'
import type { Post, PostRecord } from '../../../base/thread/post.js'
import type { Thread } from '../../../base/thread/thread.js'
import type { LineSource } from '../../../read/export/json-source.js'
import { assembleThreads, type FormRecord, LINE_SOURCES } from '../../../read/export/line-source.js'
import type { OnBadRecord } from '../../../read/link/link-parents.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import type { KeptRecord } from '../../../read/record/ingest-result.js'
import type { SourceId } from '../../../read/sources.js'
import { type OwnTypes, typedValue } from '../../../say/rows/source-columns.js'

/** Formats that are read record by record. */
export type StreamFormId = SourceId | 'parquet' | 'xlsx'

export const isTable = (form: StreamFormId): boolean => ['csv', 'tsv', 'parquet', 'xlsx'].includes(form)

export const lineSourceOf = (form: StreamFormId): LineSource => LINE_SOURCES.get(isTable(form) ? 'jsonl' : (form as SourceId)) as LineSource

/** An input, for code that links its records. Survives structured cloning. */
export interface PlannedInput {
  readonly name: string
  readonly form: StreamFormId
}

/** Whole threads that are scored together: a line for each record, see {@link packRecord}. The batches depend on the inputs alone. */
export type BatchPlan = readonly string[]

/** A record as far as it can be read without the others of its thread. */
export interface WaitingRecord {
  readonly input: number
  /** Null when the record names no thread and its form finds it. */
  readonly threadId: string | null
  /** See `LineRecord`. */
  readonly kept: KeptRecord
}

export const packRecord = ({ input, threadId, kept }: WaitingRecord): string => JSON.stringify([input, threadId, kept])

export function unpackRecord(line: string): WaitingRecord {
  const [input, threadId, kept] = JSON.parse(line) as [number, string | null, KeptRecord]
  return { input, threadId, kept }
}

/** Treatment of bad records, and the counter of records. */
export interface ReadingOptions {
  readonly onBadRecord: OnBadRecord
  readonly summary: IngestCounter
}

export function inFile(fault: PipelineError, name: string): PipelineError {
  const place = fault.message.startsWith(name) ? '' : `${name}: `
  return new PipelineError(fault.code, `${place}${fault.message}`, { cause: fault, context: { ...fault.context, path: name } })
}

/** Whole threads that are scored together. Posts that fit in memory are one batch. */
export interface ThreadBatch {
  readonly threads: readonly Thread[]
  /** The posts in input order; absent where they came thread by thread, through the disk. */
  readonly posts?: readonly Post[]
  /** The sources' own columns; absent where they are not known, or not needed. */
  readonly ownColumns?: readonly string[]
  /** Types of these columns; absent with `posts`, from which they follow. */
  readonly ownTypes?: OwnTypes
}

/**
 * Links the threads of a batch, with the same result as in memory.
 *
 * @throws {PipelineError} for a record that does not fit its thread, unless bad records are skipped
 */
export function readBatch(
  batch: BatchPlan,
  inputs: readonly PlannedInput[],
  onBadRecord: OnBadRecord,
): ThreadBatch & { readonly summary: IngestCounter } {
  const summary = new IngestCounter()
  const sources = inputs.map(({ form }) => lineSourceOf(form))
  const records = batch.map((line): FormRecord => {
    const { input, ...record } = unpackRecord(line)
    return { ...record, source: sources[input] as LineSource }
  })
  const { threads, skips, notes } = assemble(records, inputs, onBadRecord)
  for (const skip of skips) summary.countSkip(skip)
  for (const note of notes) summary.note(note)
  for (const { posts, headers } of threads) {
    for (const post of posts) summary.countPost(post)
    summary.countThreads(1, headers.length)
  }
  return { threads, summary }
}

/** Links the threads. The records of several inputs name their input themselves. */
function assemble(records: readonly FormRecord[], inputs: readonly PlannedInput[], onBadRecord: OnBadRecord) {
  try {
    return assembleThreads(records, onBadRecord)
  } catch (fault) {
    const [only, ...others] = inputs
    throw fault instanceof PipelineError && only !== undefined && others.length === 0 ? inFile(fault, only.name) : fault
  }
}

/** Finds the types of source columns that hold only numbers or only booleans, post by post. */
export class OwnTypeFinder {
  readonly #types = new Map<string, 'DOUBLE' | 'INT64' | 'BOOLEAN' | 'STRING'>()

  add({ meta }: Pick<PostRecord, 'meta'>, ownColumns: Iterable<string>): void {
    for (const column of ownColumns) {
      const value = typedValue(meta, column)
      if (value === undefined || value === null) continue
      const number = Number.isSafeInteger(value) ? 'INT64' : 'DOUBLE'
      const own = typeof value === 'number' ? number : typeof value === 'boolean' ? 'BOOLEAN' : 'STRING'
      const known = this.#types.get(column) ?? own
      const isNumber = [own, known].every((type) => type === 'INT64' || type === 'DOUBLE')
      this.#types.set(column, known === own ? own : isNumber ? 'DOUBLE' : 'STRING')
    }
  }

  types(): OwnTypes {
    return new Map([...this.#types].flatMap(([column, type]) => (type === 'STRING' ? [] : [[column, type] as const])))
  }
}

/** Types of the source's own columns, from posts in memory. */
export function ownTypesOf(posts: readonly Pick<PostRecord, 'meta'>[], ownColumns: readonly string[]): OwnTypes {
  const finder = new OwnTypeFinder()
  for (const post of posts) finder.add(post, ownColumns)
  return finder.types()
}
