import { LINE_SOURCES, type LineSource } from '../../../read/line/line-source.js'
import type { SourceId } from '../../../read/source-entry.js'

/** Consecutive lines of a file. */
export interface LineRange {
  readonly path: string
  /** Bytes, half-open. */
  readonly start: number
  readonly end: number
  /** Index of the input. */
  readonly input: number
  /** 1-based. */
  readonly firstLineNumber: number
  /** Number of posts and skipped records before the range. */
  readonly firstRecordIndex: number
  /** Whether each line states its own place: see {@link numberLine}. */
  readonly isNumbered: boolean
}

/** Part of a batch: a range of a file, or numbered lines that were gathered from several places. */
export type Segment = LineRange | { readonly lines: readonly string[] }

/** Whole threads that are scored together. The batches depend on the inputs alone, so a run can be resumed. */
export interface BatchPlan {
  readonly segments: readonly Segment[]
  readonly recordCount: number
}

/** An input as workers see it. Survives structured cloning. */
export interface PlannedInput {
  /** The path, or `stdin`, for messages. */
  readonly name: string
  readonly form: StreamFormId
  /** Thread of records that name none. */
  readonly threadId: string
  readonly columns: Readonly<Record<string, string>> | null
}

/** Formats that are read record by record. */
export type StreamFormId = SourceId | 'parquet'

/** Whether the records of a format are spooled as lines of JSON. */
export const isTable = (form: StreamFormId): boolean => form === 'csv' || form === 'tsv' || form === 'parquet'

/** The line source that reads the records of a format. */
export function lineSourceOf(form: StreamFormId): LineSource {
  const source = LINE_SOURCES.get(isTable(form) ? 'jsonl' : (form as SourceId))
  if (source === undefined) throw new RangeError(`expected a form of lines, got ${form}`)
  return source
}

/** Place of a record. */
export interface RecordPlace {
  /** Index of the input. */
  readonly input: number
  /** 1-based; in Parquet the row. */
  readonly lineNumber: number
  /** Number of posts and skipped records of the input before it. */
  readonly recordIndex: number
}

/** Key of a record that names no thread. Its thread is known once all inputs have been scanned. */
export const UNNAMED_KEY = '?'

/** Writes the place of a record and the key of its thread before its line. @param key holds no tab */
export function numberLine({ input, lineNumber, recordIndex }: RecordPlace, key: string, line: string): string {
  return `${input}\t${lineNumber}\t${recordIndex}\t${key}\t${line}`
}

/** Inverse of {@link numberLine}, without the key. */
export function parseNumberedLine(text: string): RecordPlace & { readonly line: string } {
  const [input, lineNumber, recordIndex, key] = text.split('\t', 4) as [string, string, string, string]
  const line = text.slice(input.length + lineNumber.length + recordIndex.length + key.length + 4)
  return { input: Number(input), lineNumber: Number(lineNumber), recordIndex: Number(recordIndex), line }
}
