import { createHash } from 'node:crypto'
import { settleThreads, UnnamedPosts } from '../../../read/link/settle-threads.js'
import type { SpillFolder } from '../spill/spill-folder.js'
import { createLineGrouper, type LineGroup } from '../spill/spill-sort.js'
import { type BatchPlan, numberLine } from './batch-plan.js'
import { BatchBuilder, type ThreadLimit, threadLimitOf } from './build-batches.js'
import { type LineFile, scanBlocks } from './scan-lines.js'
import { ThreadFilter } from './thread-filter.js'

/** How inputs are cut into batches. */
export interface InputPlan {
  readonly recordCount: number
  /** SHA-256 of each file; null unless requested. */
  readonly sha256s: readonly string[] | null
  /** For each input, the thread of records that name none: see `settleThreads`. */
  readonly threadIds: readonly string[]
  /** Whether the records of every thread are consecutive. */
  readonly isContiguous: boolean
  /**
   * Whole threads, in the order of their first records over all inputs; records of a thread in input order. Can be called once.
   *
   * @throws {PipelineError} `INGEST_THREAD_TOO_LARGE`, `OUTPUT_UNWRITABLE`
   */
  batches(): AsyncGenerator<BatchPlan>
}

export interface PlanOptions {
  readonly folder: SpillFolder
  /** Approximate memory for records that wait for their thread. */
  readonly memoryByteCount: number
  readonly isHashed: boolean
  /** Threads that are scored take more memory than threads that are only read. */
  readonly isScored: boolean
  /** Receives the number of scanned bytes. */
  onProgress(byteCount: number): void
}

/**
 * Scans the inputs once. Contiguous threads are later read in place; only scattered threads are gathered through the disk.
 *
 * @throws {PipelineError} `INPUT_UNREADABLE`, `INGEST_LINE_TOO_LONG`
 */
export async function planBatches(given: readonly LineFile[], options: PlanOptions): Promise<InputPlan> {
  const limit = threadLimitOf(options.memoryByteCount, options.isScored)
  const first = await scan(given, limit, options)
  const files = settle(given)
  // Threads that span inputs are known only after all inputs were scanned. The inputs are then cut again.
  const { recordCount, scattered, batches } = files === given ? first : await scan(files, limit, { isHashed: false, onProgress: () => {} })
  return {
    recordCount,
    threadIds: files.map(threadIdOf),
    sha256s: options.isHashed ? first.sha256s : null,
    isContiguous: scattered === null,
    batches: async function* () {
      if (scattered === null) yield* batches
      else yield* joinBatches(files, scattered, await gatherThreads(files, scattered, limit, options))
    },
  }
}

const threadIdOf = ({ options: { threadId = 't1' } }: LineFile): string => threadId

/** The same files, with one thread for posts that name none but answer each other. */
function settle(files: readonly LineFile[]): readonly LineFile[] {
  const threadIds = files.map(threadIdOf)
  const unnamed = files.map((file) => file.unnamed ?? new UnnamedPosts())
  const settled = settleThreads(unnamed, threadIds)
  if (settled.every((threadId, index) => threadId === threadIds[index])) return files
  return files.map((file, index): LineFile => ({ ...file, options: { ...file.options, threadId: settled[index] ?? 't1' } }))
}

interface Scanned {
  readonly recordCount: number
  readonly sha256s: readonly string[]
  /** All scattered threads, and a few contiguous ones; null when there are none. */
  readonly scattered: ThreadFilter | null
  /** Empty unless all threads are contiguous. */
  readonly batches: readonly BatchPlan[]
}

async function scan(
  files: readonly LineFile[],
  limit: ThreadLimit,
  { isHashed, onProgress }: Pick<PlanOptions, 'isHashed' | 'onProgress'>,
): Promise<Scanned> {
  const byteCount = files.reduce((total, file) => total + file.byteCount, 0)
  const seen = new ThreadFilter(byteCount)
  const found: { scattered: ThreadFilter | null } = { scattered: null }
  const builder = new BatchBuilder(limit)
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
        // Records that name no thread form one group. Their threads are found when all of them are together.
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

/** Gathers the numbered lines of scattered threads through the disk. */
async function gatherThreads(
  files: readonly LineFile[],
  scattered: ThreadFilter,
  { byteCount, recordByteCount, error }: ThreadLimit,
  options: Pick<PlanOptions, 'folder' | 'memoryByteCount'>,
): Promise<Iterator<LineGroup>> {
  const grouper = createLineGrouper(options, { length: byteCount, lineLength: recordByteCount, error })
  let place = 0
  for (const file of files) {
    for await (const block of scanBlocks(file)) {
      block.forEach((line) => {
        if (scattered.has(line.key)) {
          const text = file.isNumbered ? line.text() : numberLine({ ...line, input: file.input }, line.key, line.text())
          grouper.push(line.key, place, text)
        }
        place += 1
      })
    }
  }
  return grouper.groups()
}

/** Batches of contiguous threads in place and of gathered threads at the place of their first record. */
async function* joinBatches(files: readonly LineFile[], scattered: ThreadFilter, gathered: Iterator<LineGroup>): AsyncGenerator<BatchPlan> {
  const builder = new BatchBuilder(null)
  let next: LineGroup | undefined = gathered.next().value
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
