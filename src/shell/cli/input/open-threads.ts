import { setFlagsFromString } from 'node:v8'
import { formatIngestSummary } from '../../../read/format-ingest-summary.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import { isParquet, PARQUET_NOTE, type TableFound } from '../../../read/table/parse-parquet.js'
import { isXlsx } from '../../../read/table/parse-xlsx.js'
import type { OwnTypes } from '../../../say/rows/source-columns.js'
import { OwnTypeFinder, type ThreadBatch } from '../../node/batch/batch-plan.js'
import { type InputPlan, type PlanOptions, planBatches, type RecordInput, readBatches } from '../../node/batch/plan-batches.js'
import { findStreamForm, readRecords, type StreamForm } from '../../node/batch/read-records.js'
import { byteCountOf, countLines, type InputSource, isFolder, nameOf, openSource } from '../../node/file/read-source.js'
import type { SpillFolder } from '../../node/spill/spill-folder.js'
import { type CommandContext, INTEGER, usageError } from '../kit/command.js'
import { startReading } from '../kit/progress.js'
import { givenSource, type Inputs, naming, parseColumns, type ReadingChoices, readInputs, threadIdOf, warnNoPosts } from './read-inputs.js'

/** Type and range of `--memory`. */
export const MEMORY_OPTION = { ...INTEGER, value: 'MIB', low: 1, high: 65_536 } as const

const MEBIBYTE = 1024 * 1024
/** Fewest records for several threads: fewer are scored before a second thread has started. */
const MIN_RECORD_COUNT = 1000

interface OpenOptions extends ReadingChoices {
  readonly memory: number
  readonly threads: number
  readonly resume: boolean
}

/**
 * Opens the threads of inputs. Inputs that exceed --memory together are read in parts if each can be read record by record. Smaller inputs
 * are held, unless several threads or --resume are requested.
 */
export async function openThreads(paths: readonly string[], options: OpenOptions, context: CommandContext) {
  const { sources, parts } = await openParts(paths, options, context)
  context.onExit(async () => {
    for (const source of [...sources, ...(parts ?? []).map(({ source }) => source)]) await source?.close()
  })
  const hold = (): Promise<Inputs> => readInputs(paths, options, context, parts?.map(({ source }) => source) ?? sources)
  return {
    /** Inputs that are read in parts; null when all posts are held. */
    parts,
    /** Reads all posts at once. */
    hold,
    /** Whole threads in the order of their first post over all inputs, held in memory as one batch or read in parts. Logs what was read. */
    batches: async function* (folder: SpillFolder): AsyncGenerator<ThreadBatch> {
      if (parts === null) return yield await hold()
      const summary = new IngestCounter()
      const plan = await planBulk(parts, options, { folder, isScored: false, summary }, context)
      for (const { threads } of readBatches(plan, { onBadRecord: options['on-bad-record'], summary }))
        yield { threads, ownColumns: plan.ownColumns, ownTypes: plan.ownTypes }
      logRead(parts, summary, context)
    },
  }
}

/** Bytes of a table in memory for each byte of its Parquet file or workbook. Choice. */
const PACKED_FACTOR = 8

async function openParts(
  paths: readonly string[],
  options: OpenOptions,
  { io: { stdin } }: CommandContext,
): Promise<{ readonly parts: readonly BulkInput[] | null; readonly sources: readonly (InputSource | null)[] }> {
  const memoryByteCount = options.memory * MEBIBYTE
  const sources: (InputSource | null)[] = []
  let byteCount = 0
  let isLarge = false
  for (const path of paths) {
    if (isLarge) break
    const isFile = path === '-' || !isFolder(path)
    const source = isFile ? await openSource(path, { stdin, headByteCount: memoryByteCount }) : null
    sources.push(source)
    byteCount += source === null ? 0 : source.head.length * (isParquet(source.head) || isXlsx(source.head) ? PACKED_FACTOR : 1)
    isLarge = source?.isWhole === false || byteCount > memoryByteCount
  }
  // A file has at least as many lines as posts.
  const lineCount = sources.reduce((total, source) => total + (source === null ? 0 : countLines([source.head])), 0)
  const mayBeHeld = (options.threads === 1 && !options.resume) || lineCount <= MIN_RECORD_COUNT
  if (!isLarge && mayBeHeld) return { sources, parts: null }
  const columns = parseColumns(options.columns)
  const parts: BulkInput[] = []
  for (const [index, path] of paths.entries()) {
    const isOpen = index < sources.length
    const source = isOpen ? (sources[index] ?? null) : await openSource(path, { stdin })
    const found = source === null ? null : findStreamForm(source, givenSource(options), columns)
    if (source === null || found === null) {
      for (const opened of parts.slice(sources.length)) await opened.source.close()
      if (!isOpen) await source?.close()
      if (!options.resume) return { sources, parts: null }
      const message = `${nameOf(path)}: expected one record a post (jsonl, csv, tsv, reddit, xlsx or parquet) for --resume, got another form, which is read whole. Run ingest first and give its output.`
      throw usageError(message, { path })
    }
    parts.push({ ...found, path, source })
  }
  return { sources, parts }
}

/**
 * Growth of a heap, in percent of its use, before V8 collects all garbage. V8's own choice with 4 GB is 300, mostly garbage. A heap limit
 * would have the same effect, but end a worker with a large thread. Choice: a third less memory, a tenth more work.
 */
const GROWING_PERCENT = 50

/** An input that is read record by record. */
export interface BulkInput extends StreamForm {
  readonly path: string
  readonly source: InputSource
}

/** Reads inputs with one record per post and cuts them into batches. Also gives the source's own columns, with their types. */
export async function planBulk(
  inputs: readonly BulkInput[],
  options: Pick<OpenOptions, 'memory' | 'columns' | 'labels' | 'on-bad-record'>,
  planning: Pick<PlanOptions, 'folder' | 'isScored' | 'summary'>,
  context: CommandContext,
): Promise<InputPlan & { readonly ownColumns: readonly string[]; readonly ownTypes: OwnTypes }> {
  // The flag holds for this thread and for all workers.
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`)
  const { folder, isScored, summary } = planning
  const columns = parseColumns(options.columns)
  const total = inputs.some(({ source }) => source.isPacked) ? null : byteCountOf(inputs.map(({ path }) => path))
  const progress = startReading(total === null ? [] : inputs.map(({ path }) => path), context, 'now ordering them')
  const ownColumns = new Set<string>()
  const ownTypes = new OwnTypeFinder()
  const read = inputs.map(({ path, form, source }, index): RecordInput => {
    const name = nameOf(path)
    const reading = {
      ...{ form, columns: columns ?? undefined, folder },
      onTable: (table: TableFound): void => {
        for (const note of table.notes) summary.note(note)
        for (const column of table.ownColumns) ownColumns.add(column)
      },
      onChunk: progress.onBytes,
    }
    return {
      ...{ name, form, options: { threadId: threadIdOf(index), ...(columns && { columns, labels: options.labels }) } },
      records: async function* () {
        try {
          yield* readRecords(source, reading)
        } catch (error) {
          await naming(name, () => Promise.reject(error))
        }
      },
    }
  })
  try {
    const memoryByteCount = options.memory * MEBIBYTE
    const plan = await planBatches(read, {
      folder,
      memoryByteCount,
      isScored,
      // A thread of an input that memory holds is never too large.
      isLimited: isScored && (total === null || total > memoryByteCount),
      summary,
      onBadRecord: options['on-bad-record'],
      onPost: (post) => ownTypes.add(post, ownColumns),
    })
    return { ...plan, ownColumns: [...ownColumns], ownTypes: ownTypes.types() }
  } finally {
    progress.end()
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
