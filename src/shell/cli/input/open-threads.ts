import type { PipelineError } from '../../../base/errors.js'
import { BOUNDED_LIMITS, type DuplicateLimits, UNBOUNDED_LIMITS } from '../../../judge/find-duplicates.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import { isParquet } from '../../../read/table/parse-parquet.js'
import { readBatches, type ThreadBatch } from '../../node/batch/read-batch.js'
import { findStreamForm } from '../../node/batch/read-records.js'
import { isFolder } from '../../node/file/read-input.js'
import { type InputSource, openSource } from '../../node/file/read-source.js'
import type { SpillFolder } from '../../node/spill/spill-folder.js'
import { type CommandContext, type OptionValues, usageError } from '../kit/command.js'
import { type BulkInput, badRecordOf, logRead, planBulk } from './plan-bulk.js'
import { givenSource, type INGEST_OPTIONS, type Inputs, nameOf, parseColumns, readInputs } from './read-inputs.js'

const MEBIBYTE = 1024 * 1024
/** Fewer records are scored before a second thread has started. */
const MIN_RECORD_COUNT = 1000

/** The threads of all inputs: held in memory as one batch, or read in parts. */
export interface OpenedThreads {
  /** Inputs opened so far, by index; null for a folder. */
  readonly sources: readonly (InputSource | null)[]
  /** Inputs that are read in parts; null when all posts are held. */
  readonly parts: readonly BulkInput[] | null
  /** How far back duplicates are looked for. */
  readonly limits: DuplicateLimits
  /** Reads all posts at once. */
  hold(): Promise<Inputs>
  /**
   * Whole threads in the order of their first post over all inputs. Logs what was read.
   *
   * @param isScored threads that are scored take more memory, so their size limit is lower
   */
  batches(folder: SpillFolder, isScored: boolean): AsyncGenerator<ThreadBatch>
  close(): Promise<void>
}

interface OpenOptions extends OptionValues<typeof INGEST_OPTIONS> {
  readonly memory: number
  readonly 'max-window': number
  readonly threads: number
  readonly resume: boolean
}

/**
 * Opens the threads of inputs. Inputs that exceed --memory together are read in parts if each can be read record by record. Smaller inputs
 * are held, unless several threads or --resume are requested.
 */
export async function openThreads(paths: readonly string[], options: OpenOptions, context: CommandContext): Promise<OpenedThreads> {
  const { sources, parts } = await openParts(paths, options, context)
  const hold = (): Promise<Inputs> => readInputs(paths, options, context, parts?.map(({ source }) => source) ?? sources)
  return {
    sources,
    parts,
    limits: parts === null ? UNBOUNDED_LIMITS : BOUNDED_LIMITS,
    hold,
    batches: async function* (folder, isScored) {
      if (parts === null) return yield await hold()
      const summary = new IngestCounter()
      const { plan, known, ownColumns } = await planBulk(parts, options, { folder, isScored, summary })
      for await (const { threads } of readBatches(plan, known, { onBadRecord: badRecordOf(options), summary }))
        yield { threads, ownColumns }
      logRead(parts, summary, context)
    },
    close: async () => {
      for (const source of [...sources, ...(parts ?? []).map(({ source }) => source)]) await source?.close()
    },
  }
}

/** A table in memory takes so many times the bytes of its Parquet file. Choice. */
const PARQUET_FACTOR = 8

async function openParts(
  paths: readonly string[],
  options: OpenOptions,
  { io: { stdin } }: CommandContext,
): Promise<Pick<OpenedThreads, 'sources' | 'parts'>> {
  const [memoryByteCount, maxWindowByteCount] = [options.memory * MEBIBYTE, options['max-window'] * MEBIBYTE]
  const sources: (InputSource | null)[] = []
  let byteCount = 0
  let isLarge = false
  for (const path of paths) {
    if (isLarge) break
    const isFile = path === '-' || !(await isFolder(path))
    const source = isFile ? await openSource(path, { stdin, headByteCount: memoryByteCount, maxWindowByteCount }) : null
    sources.push(source)
    byteCount += source === null ? 0 : source.head.length * (isParquet(source.head) ? PARQUET_FACTOR : 1)
    isLarge = source?.isWhole === false || byteCount > memoryByteCount
  }
  const mayBeHeld = (options.threads === 1 && !options.resume) || countLines(sources) <= MIN_RECORD_COUNT
  if (!isLarge && mayBeHeld) return { sources, parts: null }
  const columns = parseColumns(options.columns)
  const parts: BulkInput[] = []
  for (const [index, path] of paths.entries()) {
    const isOpen = index < sources.length
    const source = isOpen ? (sources[index] ?? null) : await openSource(path, { stdin, maxWindowByteCount })
    const found = source === null ? null : findStreamForm(source, givenSource(options), columns)
    if (source === null || found === null) {
      for (const opened of parts.slice(sources.length)) await opened.source.close()
      if (!isOpen) await source?.close()
      if (options.resume) throw notInParts(path)
      return { sources, parts: null }
    }
    parts.push({ ...found, path, source })
  }
  return { sources, parts }
}

/** Lines of inputs that were read whole: at least as many as posts. */
function countLines(sources: readonly (InputSource | null)[]): number {
  let count = 0
  for (const source of sources) {
    if (source === null) continue
    for (let feed = source.head.indexOf(10); feed !== -1; feed = source.head.indexOf(10, feed + 1)) count += 1
    count += 1
  }
  return count
}

function notInParts(path: string): PipelineError {
  const forms = 'jsonl, csv, tsv, reddit or parquet'
  const message = `${nameOf(path)}: expected one record a post (${forms}) for --resume, got another form, which is read whole. Run ingest first and give its output.`
  return usageError(message, { path })
}
