import { BATCH_BYTE_COUNT, BATCH_RECORD_COUNT, type BatchPlan, type LineRange, type Segment } from './batch-plan.js'
import { SCORING_LIMIT, type ThreadLimit } from './gather-threads.js'
import type { LineFile, ScannedLine } from './scan-lines.js'

/** Puts lines into batches, in the order in which they are to be scored. */
export class BatchBuilder {
  readonly #threadByteLimit: number
  readonly #limit: ThreadLimit
  #threadByteCount = 0
  #segments: Segment[] = []
  #range: { file: LineFile; start: number; end: number; first: Pick<LineRange, 'firstLineNumber' | 'firstRecordIndex'> } | null = null
  #recordCount = 0
  #byteCount = 0
  #finished: BatchPlan[] = []

  /** @param threadByteLimit a thread is assembled in memory; a larger one is refused */
  constructor(threadByteLimit: number, limit: ThreadLimit = SCORING_LIMIT) {
    this.#limit = limit
    this.#threadByteLimit = threadByteLimit
  }

  /**
   * A line in its place.
   *
   * @param isNewThread the batch may end before it
   * @throws {PipelineError} `INGEST_THREAD_TOO_LARGE`
   */
  addLine(file: LineFile, { key, start, end, lineNumber, recordIndex }: ScannedLine, isNewThread: boolean): void {
    if (isNewThread) this.#closeIfFull()
    this.#threadByteCount = end - start + this.#limit.recordByteCount + (isNewThread ? 0 : this.#threadByteCount)
    if (this.#threadByteCount > this.#threadByteLimit) throw this.#limit.error(key, this.#threadByteLimit)
    if (this.#range?.file !== file) this.#closeRange()
    this.#range ??= { file, start, end, first: { firstLineNumber: lineNumber, firstRecordIndex: recordIndex } }
    this.#range.end = end
    this.#recordCount += 1
    this.#byteCount += end - start
  }

  /** The lines of a whole thread that were gathered. */
  addThread(lines: readonly string[]): void {
    this.#closeIfFull()
    this.#closeRange()
    this.#segments.push({ lines })
    this.#recordCount += lines.length
    for (const line of lines) this.#byteCount += line.length
  }

  /** What follows does not stand behind what came before. */
  breakRange(): void {
    this.#closeRange()
  }

  /** Batches that are whole, each once. */
  take(): BatchPlan[] {
    const finished = this.#finished
    this.#finished = []
    return finished
  }

  /** The last batches. */
  end(): BatchPlan[] {
    this.#close()
    return this.take()
  }

  #closeIfFull(): void {
    if (this.#recordCount >= BATCH_RECORD_COUNT || this.#byteCount >= BATCH_BYTE_COUNT) this.#close()
  }

  #close(): void {
    this.#closeRange()
    if (this.#recordCount > 0) this.#finished.push({ segments: this.#segments, recordCount: this.#recordCount })
    this.#segments = []
    this.#recordCount = 0
    this.#byteCount = 0
  }

  #closeRange(): void {
    if (this.#range === null) return
    const { file, start, end, first } = this.#range
    this.#segments.push({ path: file.path, start, end, input: file.input, ...first, isNumbered: file.isNumbered })
    this.#range = null
  }
}
