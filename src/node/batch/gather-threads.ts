import type { PipelineError } from '../../errors.js'
import type { SpillFolder } from '../spill/spill-folder.js'
import { createSpillSorter, groupByKey } from '../spill/spill-sort.js'
import { SCORED_POST_BYTE_COUNT, THREAD_MEMORY_FACTOR, threadTooLarge } from '../spill/thread-memory.js'
import { numberLine } from './batch-plan.js'
import { type LineFile, scanBlocks } from './scan-lines.js'
import type { ThreadFilter } from './thread-filter.js'

/** The records of a thread that do not stand together in the inputs. */
export interface ScatteredThread {
  /** How many lines stand before its first one, over all inputs. */
  readonly place: number
  /** Numbered, in the order of the inputs. */
  readonly lines: readonly string[]
}

const KEY_DIGIT_COUNT = 16

/**
 * Gathers scattered threads through the disk, in the order of their first records.
 *
 * @throws {PipelineError} `INGEST_THREAD_TOO_LARGE`, `OUTPUT_UNWRITABLE`
 */
export async function gatherThreads(
  files: readonly LineFile[],
  scattered: ThreadFilter,
  { folder, memoryByteCount, limit }: { readonly folder: SpillFolder; readonly memoryByteCount: number; readonly limit: ThreadLimit },
): Promise<Generator<ScatteredThread, undefined>> {
  const byThread = createSpillSorter({ folder, memoryByteCount: memoryByteCount / 2 })
  let place = 0
  for (const file of files) {
    for await (const block of scanBlocks(file)) {
      block.forEach((line) => {
        if (scattered.has(line.key)) {
          const text = file.isNumbered ? line.text() : numberLine({ ...line, input: file.input }, line.key, line.text())
          byThread.push(line.key, `${padded(place)}${text}`)
        }
        place += 1
      })
    }
  }
  const byPlace = createSpillSorter({ folder, memoryByteCount: memoryByteCount / 2 })
  const byteLimit = memoryByteCount * THREAD_MEMORY_FACTOR
  const bounds = { length: byteLimit, lineLength: limit.recordByteCount, error: (key: string) => limit.error(key, byteLimit) }
  for (const { lines } of groupByKey(byThread.sorted(), bounds)) {
    const first = lines[0]?.slice(0, KEY_DIGIT_COUNT) ?? ''
    for (const line of lines) byPlace.push(first, line.slice(KEY_DIGIT_COUNT))
  }
  return (function* () {
    for (const { key, lines } of groupByKey(byPlace.sorted())) yield { place: Number(key), lines }
    return undefined
  })()
}

const padded = (place: number): string => String(place).padStart(KEY_DIGIT_COUNT, '0')

/** How large a thread may be, which is assembled in memory. */
export interface ThreadLimit {
  /** What a record counts beside its own bytes. */
  readonly recordByteCount: number
  /** @param key of a thread that is larger */
  error(key: string, byteLimit: number): PipelineError
}

/** Of threads that are scored: see `SCORED_POST_BYTE_COUNT`. */
export const SCORING_LIMIT: ThreadLimit = Object.freeze({ recordByteCount: SCORED_POST_BYTE_COUNT, error: bulkThreadTooLarge })

/** Of threads that are only read. */
export const READING_LIMIT: ThreadLimit = Object.freeze({
  recordByteCount: 0,
  error: (key: string, byteLimit: number) =>
    threadTooLarge(key, byteLimit, 'Raise --memory, name the field of thread ids (--columns threadId=NAME), or pass --no-link'),
})

function bulkThreadTooLarge(key: string, byteLimit: number): PipelineError {
  const advice =
    'Posts that name no thread are one: name the field of thread ids (--columns threadId=NAME). --memory raises the limit, where this machine has a hundred times as much'
  return threadTooLarge(key, byteLimit, advice, `, each post counted as ${SCORED_POST_BYTE_COUNT} bytes beside its own`)
}
