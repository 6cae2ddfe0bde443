import { setFlagsFromString } from 'node:v8'
import { formatIngestSummary } from '../../../read/format-ingest-summary.js'
import type { IngestCounter } from '../../../read/record/ingest-counter.js'
import { PARQUET_NOTE, type TableFound } from '../../../read/table/parse-parquet.js'
import type { SourceRecord } from '../../../read/table/parse-records.js'
import { FACTS_SCHEMA, factsGiver, parseTableFacts, type TableFacts } from '../../../say/rows/scored-columns.js'
import type { PlannedInput } from '../../node/batch/batch-plan.js'
import { type InputPlan, type PlanOptions, planBatches, type RecordInput } from '../../node/batch/plan-batches.js'
import { findByteCount, readRecords, type StreamForm } from '../../node/batch/read-records.js'
import type { InputSource } from '../../node/file/read-source.js'
import { isTableHead, readTableFacts } from '../../node/scored/scored-tables.js'
import type { CommandContext } from '../kit/command.js'
import type { Progress } from '../kit/progress.js'
import { nameOf, naming, parseColumns, threadIdOf, warnNoPosts } from './read-inputs.js'

const MEBIBYTE = 1024 * 1024

/**
 * How much a heap may grow, in percent of what is in use, before V8 looks through all of it. V8's own choice with 4 GB is 300: most of that
 * was garbage. A limit of the heap would do the same, and would end a worker with a large thread. Choice: a third less memory, 3 % more work.
 */
const GROWING_PERCENT = 50

/** An input that is read record by record. */
export interface BulkInput extends StreamForm {
  readonly path: string
  readonly source: InputSource
}

export const badRecordOf = (options: { readonly 'on-bad-record': string }): 'skip' | 'throw' =>
  options['on-bad-record'] === 'skip' ? 'skip' : 'throw'

/**
 * Reads inputs with one record per post and cuts them into batches.
 *
 * @param planning `summary` counts what was read; `openProgress` shows the MiB that were read
 * @returns the plan, and the inputs as the readers of batches need them
 */
export async function planBulk(
  inputs: readonly BulkInput[],
  options: { readonly memory: number; readonly columns: string | undefined; readonly 'on-bad-record': string },
  planning: Pick<PlanOptions, 'folder' | 'isScored' | 'mayCut' | 'summary'> & { openProgress?(mebibyteCount: number): Progress },
): Promise<{ readonly plan: InputPlan; readonly known: readonly PlannedInput[]; readonly ownColumns: readonly string[] }> {
  // Of this thread and of all workers.
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`)
  const { folder, isScored, mayCut = false, summary, openProgress } = planning
  const columns = parseColumns(options.columns)
  const byteCounts = await Promise.all(inputs.map(({ path, source }) => findByteCount(path, source)))
  const total = byteCounts.reduce<number | null>((sum, one) => (sum === null || one === null ? null : sum + one), 0)
  const progress = total === null ? undefined : openProgress?.(Math.ceil(total / MEBIBYTE))
  const ownColumns = new Set<string>()
  let byteCount = 0
  const read = inputs.map(({ path, form, source }, index): RecordInput => {
    const name = nameOf(path)
    let facts: TableFacts | null = null
    const reading = {
      ...{ form, columns: columns ?? undefined, folder },
      onTable: (table: TableFound): void => {
        const said = table.said?.get(FACTS_SCHEMA)
        if (said !== undefined) facts = parseTableFacts(said, name)
        for (const note of table.notes) summary.note(note)
        for (const column of table.ownColumns) ownColumns.add(column)
      },
      onChunk: (chunk: Uint8Array): void => progress?.advance(Math.floor((byteCount += chunk.length) / MEBIBYTE)),
    }
    return {
      ...{ name, form, options: { threadId: threadIdOf(index), ...(columns && { columns }) } },
      records: async function* () {
        try {
          if (form === 'csv' && isTableHead(source.head)) facts = await readTableFacts(source.head, path)
          let give: ReturnType<typeof factsGiver> | null = null
          for await (const group of readRecords(path, source, reading)) {
            give ??= facts && factsGiver(facts)
            yield give === null ? group : withFacts(group, give)
          }
        } catch (error) {
          await naming(name, () => Promise.reject(error))
        }
      },
    }
  })
  try {
    const memoryByteCount = options.memory * MEBIBYTE
    // A thread of an input that memory holds is never too large.
    const isLimited = isScored && (total === null || total > memoryByteCount)
    const plan = await planBatches(read, {
      folder,
      memoryByteCount,
      isScored: isLimited,
      mayCut,
      summary,
      onBadRecord: badRecordOf(options),
    })
    return { plan, ownColumns: [...ownColumns], known: read.map(({ name, form }) => ({ name, form })) }
  } finally {
    progress?.end()
  }
}

/** Records of a table of scored posts with what it says of their threads. */
function* withFacts(records: Iterable<SourceRecord>, give: ReturnType<typeof factsGiver>): Generator<SourceRecord> {
  for (const each of records) {
    const { threadId, meta, ...record } = Object(each.record) as Readonly<Record<string, unknown>>
    yield each.error ? each : { ...each, record: { ...record, threadId, meta: give(String(threadId), Object(meta)) } }
  }
}

/** Logs what was read from all inputs together. @returns the number of posts */
export function logRead(inputs: readonly BulkInput[], summary: IngestCounter, { log }: CommandContext): number {
  if (inputs.some(({ form }) => form === 'parquet')) summary.note(PARQUET_NOTE)
  const unique = (words: readonly string[]): string => [...new Set(words)].join(', ')
  const read = summary.summarise(unique(inputs.map(({ form }) => form)), unique(inputs.map(({ reason }) => reason)))
  log.info(`${inputs.map(({ path }) => nameOf(path)).join(', ')}: ${formatIngestSummary(read)}`)
  if (read.postCount === 0) warnNoPosts(log, [read])
  return read.postCount
}
