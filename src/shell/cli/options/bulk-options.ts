import type { PipelineError } from '../../../base/errors.js'
import { INTEGER, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import { isRowFormat } from '../output/write-posts.js'
import { asksOfEachPost } from './llm-options.js'

export const STREAM_OPTIONS = {
  memory: {
    ...INTEGER,
    value: 'MIB',
    default: 64,
    low: 1,
    high: 65_536,
    help: 'inputs above it are read line by line, threads joined on the disk',
  },
  spill: { type: 'text', value: 'FOLDER', help: "folder for that; default: the system's" },
  'max-window': {
    ...INTEGER,
    value: 'MIB',
    default: 128,
    low: 1,
    high: 2048,
    help: 'of zstd inputs, held in memory; Reddit dumps need 2048',
  },
} as const satisfies OptionTable

/** Options of classify for large inputs and long runs. */
export const BULK_OPTIONS = underTopic('Bulk runs', {
  threads: { ...INTEGER, value: 'N', default: 0, low: 0, high: 256, help: 'threads that score; 0: as many as cores, one for small inputs' },
  resume: {
    type: 'flag',
    help: 'continue after the last whole part that a stopped run of this command (FILE.run) wrote to FILE.partial; both are removed when FILE is whole, and all is scored again then. Bad data leave nothing: long runs want --on-bad-record skip',
  },
  memory: { ...STREAM_OPTIONS.memory, default: 16, help: 'larger inputs of one record per post are read in parts, threads kept whole' },
  spill: STREAM_OPTIONS.spill,
  'max-window': STREAM_OPTIONS['max-window'],
})

interface ClassifyValues extends OptionValues<typeof BULK_OPTIONS> {
  readonly llm: string | undefined
  readonly 'ask-llm': string | undefined
  readonly out: string | undefined
  readonly breakdown: string | undefined
}

export function checkResume(options: ClassifyValues, format: string): void {
  if (!options.resume) return
  const invalid = (rest: string): PipelineError => usageError(`expected --resume ${rest}`)
  if (options.out === undefined || options.out === '-') throw invalid('with --out FILE, got no file. A stopped run is kept beside a file.')
  if (asksOfEachPost(options))
    throw invalid('with a model of weights, got --llm. Its answers are kept: run it again, and what was answered is free.')
  if (!isRowFormat(format)) throw invalid(`with jsonl, csv, xlsx or parquet, got --format ${format}. See --help-all.`)
}
