import type { SourceId } from '../../ingest/source-id.js'

/** Lines that stand together in a file. */
export interface LineRange {
  readonly path: string
  /** Bytes, half-open. */
  readonly start: number
  readonly end: number
  /** Index of the input that they are from. */
  readonly input: number
  /** 1-based. */
  readonly firstLineNumber: number
  /** Posts and skipped records of the input before them. */
  readonly firstRecordIndex: number
  /** Whether every line says by itself where it is from: see `numberLine`. */
  readonly isNumbered: boolean
}

/** Numbered lines that were taken out of their places, one after the other. */
export interface GatheredLines {
  readonly lines: readonly string[]
}

/** Lines of a batch: where they stand in a file, or themselves. */
export type Segment = LineRange | GatheredLines

/** Whole threads, as much as is scored at once. What batches there are depends on the inputs alone, so that a run can be resumed. */
export interface BatchPlan {
  readonly segments: readonly Segment[]
  readonly recordCount: number
}

/** Forms that are read record by record. */
export type StreamFormId = SourceId | 'parquet'

/** An input as a worker needs to know it. Survives structured cloning. */
export interface PlannedInput {
  /** For messages: the path, or `stdin`. */
  readonly name: string
  readonly form: StreamFormId
  /** Thread of records that name none. */
  readonly threadId: string
  readonly columns: Readonly<Record<string, string>> | null
}

/** A batch is closed at the end of the thread in which it reaches so many records or bytes. */
export const BATCH_RECORD_COUNT = 1000
export const BATCH_BYTE_COUNT = 1024 * 1024

/** Where a record stands. */
export interface RecordPlace {
  readonly input: number
  /** 1-based; of a Parquet the row. */
  readonly lineNumber: number
  /** Posts and skipped records of the input before it. */
  readonly recordIndex: number
}

/** Stands for the key of a record that names no thread: which one it gets is known when all inputs were looked at. */
export const UNNAMED_KEY = '?'

/** A record's place and thread before its line of JSON. @param key of its thread, without tabs */
export function numberLine({ input, lineNumber, recordIndex }: RecordPlace, key: string, line: string): string {
  return `${input}\t${lineNumber}\t${recordIndex}\t${key}\t${line}`
}

export interface NumberedLine extends RecordPlace {
  readonly key: string
  readonly line: string
}

export function readNumberedLine(text: string): NumberedLine {
  const afterInput = text.indexOf('\t')
  const afterLine = text.indexOf('\t', afterInput + 1)
  const afterRecord = text.indexOf('\t', afterLine + 1)
  const afterKey = text.indexOf('\t', afterRecord + 1)
  return {
    input: Number(text.slice(0, afterInput)),
    lineNumber: Number(text.slice(afterInput + 1, afterLine)),
    recordIndex: Number(text.slice(afterLine + 1, afterRecord)),
    key: text.slice(afterRecord + 1, afterKey),
    line: text.slice(afterKey + 1),
  }
}
