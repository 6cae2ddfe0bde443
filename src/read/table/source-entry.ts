import type { IngestResult } from '../record/ingest-result.js'
import type { RecogniseSource } from '../record/source-sample.js'
import type { ParseRecordsOptions } from './parse-records.js'

export type ParseSource = (text: string, options: ParseRecordsOptions) => IngestResult

export interface SourceEntry<Id extends string = string> {
  readonly id: Id
  /** Description for `--source list`. */
  readonly description: string
  readonly parse: ParseSource
  /** Absent for general forms, which `detectSource` distinguishes last. */
  readonly recognise?: RecogniseSource
}
