import { createHash } from 'node:crypto'
import type { SpillFolder } from '../spill/spill-folder.js'
import { THREAD_MEMORY_FACTOR } from '../spill/thread-memory.js'
import type { Parcel } from './batch-plan.js'
import { ParcelBuilder } from './build-batches.js'
import { gatherThreads, type ScatteredThread } from './gather-threads.js'
import { type LineFile, scanBlocks } from './scan-lines.js'
import { ThreadFilter } from './thread-filter.js'

/** How inputs are cut into parcels. */
export interface ParcelPlan {
  readonly recordCount: number
  /** SHA-256 of each file in turn; null where none was asked for. */
  readonly sha256s: readonly string[] | null
  /** Whether the records of every thread stand together. */
  readonly isContiguous: boolean
  /**
   * Whole threads, in the order of their first record over all inputs; the records of each in the order of the inputs. Can be taken once.
   *
   * @throws {PipelineError} `INGEST_THREAD_TOO_LARGE`, `OUTPUT_UNWRITABLE`
   */
  parcels(): AsyncGenerator<Parcel>
}

/** How inputs are cut into parcels. */
export interface PlanOptions {
  readonly folder: SpillFolder
  /** For records that wait for their thread, roughly. */
  readonly memoryByteCount: number
  readonly isHashed: boolean
  /** Told how many bytes were looked at. */
  onProgress(byteCount: number): void
}

/**
 * Looks through the inputs once: which threads stand together can be read where they are; only those that do not are gathered through the
 * disk.
 *
 * @throws {PipelineError} `INPUT_UNREADABLE`, `INGEST_LINE_TOO_LONG`
 */
export async function planParcels(files: readonly LineFile[], options: PlanOptions): Promise<ParcelPlan> {
  const { recordCount, sha256s, scattered, parcels } = await lookThrough(files, options)
  return {
    recordCount,
    sha256s: options.isHashed ? sha256s : null,
    isContiguous: scattered === null,
    parcels: async function* () {
      if (scattered !== null) yield* joinParcels(files, scattered, await gatherThreads(files, scattered, options))
      else yield* parcels
    },
  }
}

interface Looked {
  readonly recordCount: number
  readonly sha256s: readonly string[]
  /** Threads that do not stand together, and a few that do; null where there are none. */
  readonly scattered: ThreadFilter | null
  /** Where all threads stand together. */
  readonly parcels: readonly Parcel[]
}

async function lookThrough(files: readonly LineFile[], { memoryByteCount, isHashed, onProgress }: PlanOptions): Promise<Looked> {
  const byteCount = files.reduce((total, file) => total + file.byteCount, 0)
  const seen = new ThreadFilter(byteCount)
  const found: { scattered: ThreadFilter | null } = { scattered: null }
  const builder = new ParcelBuilder(memoryByteCount * THREAD_MEMORY_FACTOR)
  const parcels: Parcel[] = []
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
      if (found.scattered === null) parcels.push(...builder.take())
      onProgress((doneByteCount += block.byteCount))
    }
    if (hash !== null) sha256s.push(hash.digest('hex'))
  }
  parcels.push(...builder.end())
  return { recordCount, sha256s, scattered: found.scattered, parcels: found.scattered === null ? parcels : [] }
}

/** Threads that stand together in their places, the gathered ones at the place of their first record. */
async function* joinParcels(
  files: readonly LineFile[],
  scattered: ThreadFilter,
  gathered: Iterator<ScatteredThread, undefined>,
): AsyncGenerator<Parcel> {
  const builder = new ParcelBuilder(Number.POSITIVE_INFINITY)
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
