import type { LayoutId } from './layout/layout.js'
import type { IngestResult } from './record/ingest-result.js'
import type { RecogniseSource } from './record/source-sample.js'
import type { ParseRecordsOptions } from './table/parse-records.js'

/** Every form that posts are read from. */
export type SourceId =
  | 'paste'
  | 'jsonl'
  | 'json'
  | 'nested-json'
  | 'csv'
  | 'tsv'
  | 'markdown-table'
  | 'x-api'
  | 'twarc-csv'
  | 'x-v1'
  | 'x-web'
  | 'x-shares'
  | 'bluesky'
  | 'mastodon'
  | 'reddit'
  | 'hacker-news'
  | 'youtube'
  | 'stocktwits'
  | 'zeeschuimer'
  | 'discord'
  | 'telegram'
  | 'messenger'
  | 'discourse'
  | 'lemmy'
  | 'disqus'
  | 'wordpress'
  | 'article'
  | LayoutId

/** Reads a text of one form into posts. */
export type ParseSource = (text: string, options: ParseRecordsOptions) => IngestResult

/** A form that posts come in, how it is recognised, and its parser. */
export interface SourceEntry {
  readonly id: SourceId
  /** What it is, for `--source list`. */
  readonly description: string
  /** How it is told from the others, for `--source list`. */
  readonly sign: string
  readonly parse: ParseSource
  /** Absent for the general forms, which `detectSource` tells apart when no other source is recognised. */
  readonly recognise?: RecogniseSource
}
