import { createHash } from 'node:crypto'
import { settleThreads, UnnamedPosts } from '../../ingest/link/settle-threads.js'
import type { SpillFolder } from '../spill/spill-folder.js'
import { THREAD_MEMORY_FACTOR } from '../spill/thread-memory.js'
import type { BatchPlan } from './batch-plan.js'
import { BatchBuilder } from './build-batches.js'
import { gatherThreads, READING_LIMIT, SCORING_LIMIT, type ScatteredThread, type ThreadLimit } from './gather-threads.js'
import { type LineFile, scanBlocks } from './scan-lines.js'
import { ThreadFilter } from './thread-filter.js'

/** How inputs are cut into batches. */
export interface InputPlan {
  readonly recordCount: number
  /** SHA-256 of each file in turn; null where none was asked for. */
  readonly sha256s: readonly string[] | null
  /** Thread of the records of each input that name none: see `settleThreads`. */
  readonly threadIds: readonly string[]
  /** Whether the records of every thread stand together. */
  readonly isContiguous: boolean
  /**
   * Whole threads, in the order of their first record over all inputs; the records of each in the order of the inputs. Can be taken once.
   *
   * @throws {PipelineError} `INGEST_THREAD_TOO_LARGE`, `OUTPUT_UNWRITABLE`
   */
  batches(): AsyncGenerator<BatchPlan>
}

/** How inputs are cut into batches. */
export interface PlanOptions {
  readonly folder: SpillFolder
  /** For records that wait for their thread, roughly. */
  readonly memoryByteCount: number
  readonly isHashed: boolean
  /** Threads that are scored take more memory than threads that are only read. */
  readonly isScored: boolean
  /** Told how many bytes were looked at. */
  onProgress(byteCount: number): void
}

/**
 * Looks through the inputs once: which threads stand together can be read where they are; only those that do not are gathered through the
 * disk.
 *
 * @throws {PipelineError} `INPUT_UNREADABLE`, `INGEST_LINE_TOO_LONG`
 */
export async function planBatches(given: readonly LineFile[], options: PlanOptions): Promise<InputPlan> {
  const first = await lookThrough(given, options)
  const files = settle(given)
  // Threads of several inputs show themselves only when all inputs were looked at; then they are cut anew.
  const { recordCount, scattered, batches } =
    files === given ? first : await lookThrough(files, { ...options, isHashed: false, onProgress: () => {} })
  const { sha256s } = first
  return {
    recordCount,
    threadIds: files.map(({ options: { threadId = 't1' } }) => threadId),
    sha256s: options.isHashed ? sha256s : null,
    isContiguous: scattered === null,
    batches: async function* () {
      if (scattered !== null)
        yield* joinBatches(files, scattered, await gatherThreads(files, scattered, { ...options, limit: limitOf(options.isScored) }))
      else yield* batches
    },
  }
}

const limitOf = (isScored: boolean): ThreadLimit => (isScored ? SCORING_LIMIT : READING_LIMIT)

/** The same files, with one thread for posts that name none but answer each other. */
function settle(files: readonly LineFile[]): readonly LineFile[] {
  const threadIds = files.map(({ options: { threadId = 't1' } }) => threadId)
  const settled = settleThreads(
    files.map(({ unnamed }) => unnamed ?? new UnnamedPosts()),
    threadIds,
  )
  if (settled.every((threadId, index) => threadId === threadIds[index])) return files
  return files.map((file, index): LineFile => ({ ...file, options: { ...file.options, threadId: settled[index] ?? 't1' } }))
}

interface Looked {
  readonly recordCount: number
  readonly sha256s: readonly string[]
  /** Threads that do not stand together, and a few that do; null where there are none. */
  readonly scattered: ThreadFilter | null
  /** Where all threads stand together. */
  readonly batches: readonly BatchPlan[]
}

async function lookThrough(files: readonly LineFile[], { memoryByteCount, isHashed, isScored, onProgress }: PlanOptions): Promise<Looked> {
  const byteCount = files.reduce((total, file) => total + file.byteCount, 0)
  const seen = new ThreadFilter(byteCount)
  const found: { scattered: ThreadFilter | null } = { scattered: null }
  const builder = new BatchBuilder(memoryByteCount * THREAD_MEMORY_FACTOR, limitOf(isScored))
  const batches: BatchPlan[] = []
  const sha256s: string[] = []
  let recordCount = 0
  let doneByteCount = 0
  let key: string | null = null
  for (const file of files) {
    const hash = isHashed ? createHash('sha256') : null
    for await (const block of scanBlocks(file, hash)) {
      block.forEach((line) => {
        recordCount += 1
        const isNewThread = line.key !== key
        key = line.key
        // Records that name no thread are one group: only together can it be seen which of them belong to each other.
        if (isNewThread && (seen.add(line.key) || line.key === '')) {
          found.scattered ??= new ThreadFilter(byteCount)
          found.scattered.add(line.key)
        }
        if (found.scattered === null) builder.addLine(file, line, isNewThread)
      })
      if (found.scattered === null) batches.push(...builder.take())
      onProgress((doneByteCount += block.byteCount))
    }
    if (hash !== null) sha256s.push(hash.digest('hex'))
  }
  batches.push(...builder.end())
  return { recordCount, sha256s, scattered: found.scattered, batches: found.scattered === null ? batches : [] }
}

/** Threads that stand together in their places, the gathered ones at the place of their first record. */
async function* joinBatches(
  files: readonly LineFile[],
  scattered: ThreadFilter,
  gathered: Iterator<ScatteredThread, undefined>,
): AsyncGenerator<BatchPlan> {
  const builder = new BatchBuilder(Number.POSITIVE_INFINITY)
  let next = gathered.next().value
  let place = 0
  let key: string | null = null
  for (const file of files) {
    for await (const block of scanBlocks(file)) {
      block.forEach((line) => {
        const isNewThread = line.key !== key
        key = line.key
        if (!scattered.has(line.key)) builder.addLine(file, line, isNewThread)
        else {
          builder.breakRange()
          if (next?.place === place) {
            builder.addThread(next.lines)
            next = gathered.next().value
          }
        }
        place += 1
      })
      yield* builder.take()
    }
  }
  yield* builder.end()
}
