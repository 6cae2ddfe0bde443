import type { IngestResult } from './record/ingest-result.js'
import type { RecogniseSource } from './record/source-sample.js'
import type { ParseRecordsOptions } from './table/parse-records.js'

/** Reads a text of one form into posts. */
export type ParseSource = (text: string, options: ParseRecordsOptions) => IngestResult

/** A form that posts come in, how it is recognised, and its parser. */
export interface SourceEntry<Id extends string = string> {
  readonly id: Id
  /** What it is, for `--source list`. */
  readonly description: string
  /** How it is told from the others, for `--source list`. */
  readonly sign: string
  readonly parse: ParseSource
  /** Absent for the general forms, which `detectSource` tells apart when no other source is recognised. */
  readonly recognise?: RecogniseSource
}
