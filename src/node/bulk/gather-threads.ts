import { PipelineError } from '../../errors.js'
import { excerpt } from '../../ingest/parse-jsonl.js'
import type { SpillFolder } from '../spill-folder.js'
import { createSpillSorter, type KeyedLine } from '../spill-sort.js'
import { numberLine } from './parcel.js'
import { type LineFile, scanBlocks } from './scan-lines.js'
import type { ThreadFilter } from './thread-filter.js'

/** The records of a thread that do not stand together in the inputs. */
export interface ScatteredThread {
  /** How many lines stand before its first one, over all inputs. */
  readonly place: number
  /** Numbered, in the order of the inputs. */
  readonly lines: readonly string[]
}

/** A thread is assembled in memory; one whose records take more than so many times the memory for waiting is refused. */
export const THREAD_MEMORY_FACTOR = 16
const KEY_DIGIT_COUNT = 16

/**
 * Gathers scattered threads through the disk, in the order of their first records.
 *
 * @throws {PipelineError} `INGEST_THREAD_TOO_LARGE`, `OUTPUT_UNWRITABLE`
 */
export async function gatherThreads(
  files: readonly LineFile[],
  scattered: ThreadFilter,
  { folder, memoryByteCount }: { readonly folder: SpillFolder; readonly memoryByteCount: number },
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
  for (const { lines } of groups(byThread.sorted(), memoryByteCount * THREAD_MEMORY_FACTOR)) {
    const first = lines[0]?.slice(0, KEY_DIGIT_COUNT) ?? ''
    for (const line of lines) byPlace.push(first, line.slice(KEY_DIGIT_COUNT))
  }
  return (function* () {
    for (const { key, lines } of groups(byPlace.sorted(), Number.POSITIVE_INFINITY)) yield { place: Number(key), lines }
    return undefined
  })()
}

const padded = (place: number): string => String(place).padStart(KEY_DIGIT_COUNT, '0')

/** Lines of one key together. */
function* groups(sorted: Iterable<KeyedLine>, byteLimit: number): Generator<{ key: string; lines: string[] }> {
  let current: { key: string; lines: string[] } | undefined
  let length = 0
  for (const { key, line } of sorted) {
    if (current?.key !== key) {
      if (current) yield current
      current = { key, lines: [] }
      length = 0
    }
    current.lines.push(line)
    length += line.length
    if (length > byteLimit) throw threadTooLarge(key, byteLimit)
  }
  if (current) yield current
}

export function threadTooLarge(key: string, byteLimit: number): PipelineError {
  const what = key === '' ? 'records that name no thread' : `thread ${excerpt(key)}`
  const message = `expected threads of at most ${Math.round(byteLimit / 1024 / 1024)} MiB, got a larger one: ${what}. Raise --memory, or name the field of thread ids (--columns threadId=NAME).`
  return new PipelineError('INGEST_THREAD_TOO_LARGE', message, { context: { byteLimit } })
}
