import { PipelineError } from '../../../base/errors.js'
import { excerpt } from '../../../read/table/parse-jsonl.js'
import type { BatchPlan, LineRange, Segment } from './batch-plan.js'
import type { LineFile, ScannedLine } from './scan-lines.js'

/** A batch ends with the thread in which it reaches this many records or bytes. */
const BATCH_RECORD_COUNT = 1000
const BATCH_BYTE_COUNT = 1024 * 1024

/** Cuts lines into batches, in scoring order. */
export class BatchBuilder {
  readonly #limit: ThreadLimit | null
  #threadByteCount = 0
  #segments: Segment[] = []
  #range: { -readonly [Field in keyof LineRange]: LineRange[Field] } | null = null
  #recordCount = 0
  #byteCount = 0
  #finished: BatchPlan[] = []

  /** @param limit larger threads throw; null for threads that were checked before */
  constructor(limit: ThreadLimit | null) {
    this.#limit = limit
  }

  /**
   * Adds a line that is read in place.
   *
   * @param isNewThread whether a batch may end before the line
   * @throws {PipelineError} `INGEST_THREAD_TOO_LARGE`
   */
  addLine(file: LineFile, { key, start, end, lineNumber, recordIndex }: ScannedLine, isNewThread: boolean): void {
    if (isNewThread) {
      this.#closeIfFull()
      this.#threadByteCount = 0
    }
    if (this.#limit !== null) {
      this.#threadByteCount += end - start + this.#limit.recordByteCount
      if (this.#threadByteCount > this.#limit.byteCount) throw this.#limit.error(key)
    }
    const { path, input, isNumbered } = file
    if (this.#range?.path !== path || this.#range.input !== input) this.breakRange()
    this.#range ??= { path, start, end, input, firstLineNumber: lineNumber, firstRecordIndex: recordIndex, isNumbered }
    this.#range.end = end
    this.#recordCount += 1
    this.#byteCount += end - start
  }

  /** Adds all lines of a gathered thread. */
  addThread(lines: readonly string[]): void {
    this.#closeIfFull()
    this.breakRange()
    this.#segments.push({ lines })
    this.#recordCount += lines.length
    for (const line of lines) this.#byteCount += line.length
  }

  /** Ends the current range, because the next line does not follow the last one. */
  breakRange(): void {
    if (this.#range !== null) this.#segments.push(this.#range)
    this.#range = null
  }

  /** Returns the complete batches, each once. */
  take(): BatchPlan[] {
    return this.#finished.splice(0)
  }

  /** Completes the last batch and returns what {@link take} returns. */
  end(): BatchPlan[] {
    this.#close()
    return this.take()
  }

  #closeIfFull(): void {
    if (this.#recordCount >= BATCH_RECORD_COUNT || this.#byteCount >= BATCH_BYTE_COUNT) this.#close()
  }

  #close(): void {
    this.breakRange()
    if (this.#recordCount > 0) this.#finished.push({ segments: this.#segments, recordCount: this.#recordCount })
    this.#segments = []
    this.#recordCount = 0
    this.#byteCount = 0
  }
}

/** A thread may take this many times the memory for waiting records. */
const MEMORY_FACTOR = 16

/** Memory of a post beside its text while its thread is scored, in bytes of the limit. Measured: 6 KB for a short post count as 170 bytes. */
const SCORED_POST_BYTE_COUNT = 1536

/** Maximum size of a thread, because a thread is assembled in memory. */
export interface ThreadLimit {
  readonly byteCount: number
  /** Added to the size of each record. */
  readonly recordByteCount: number
  /** @param key of the thread; empty for records that name none */
  error(key: string): PipelineError
}

export function threadLimitOf(memoryByteCount: number, isScored: boolean): ThreadLimit {
  const byteCount = memoryByteCount * MEMORY_FACTOR
  const counting = isScored ? `, each post counted as ${SCORED_POST_BYTE_COUNT} bytes beside its own` : ''
  const advice = isScored
    ? 'Posts that name no thread are one: name the field of thread ids (--columns threadId=NAME). --memory raises the limit, where this machine has a hundred times as much.'
    : 'Raise --memory, name the field of thread ids (--columns threadId=NAME), or pass --no-link.'
  return {
    byteCount,
    recordByteCount: isScored ? SCORED_POST_BYTE_COUNT : 0,
    error: (key) => {
      const got = key === '' ? 'records that name no thread' : `thread ${excerpt(key)}`
      const message = `expected threads of at most ${Math.round(byteCount / 1024 / 1024)} MiB${counting}, got a larger one: ${got}. ${advice}`
      return new PipelineError('INGEST_THREAD_TOO_LARGE', message, { context: { byteLimit: byteCount } })
    },
  }
}
