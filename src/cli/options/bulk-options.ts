import { PipelineError } from '../../errors.js'
import { STREAM_OPTIONS } from '../input/read-heads.js'
import { type OptionValues, underTopic } from '../kit/command.js'
import { isRowFormat, type RowFormat } from '../output/write-posts.js'
import { LLM_MODEL } from './llm-options.js'

/** Options of classify for large inputs and long runs. */
export const BULK_OPTIONS = underTopic('Bulk runs', {
  threads: {
    type: 'number',
    value: 'N',
    default: 0,
    low: 0,
    high: 256,
    isInteger: true,
    help: 'threads that score; 0: as many as cores, one for small inputs',
  },
  resume: {
    type: 'flag',
    help: 'go on behind the last whole part that a stopped run wrote to FILE.partial, checked by FILE.receipts; both go when FILE is whole, and all is scored anew then. Bad data leave nothing: long runs want --on-bad-record skip',
  },
  memory: { ...STREAM_OPTIONS.memory, default: 16, help: 'larger inputs of one record a post are read in parts, threads whole' },
  spill: STREAM_OPTIONS.spill,
  'max-window': STREAM_OPTIONS['max-window'],
})

type BulkValues = OptionValues<typeof BULK_OPTIONS>

interface ClassifyValues extends BulkValues {
  readonly model: string
  readonly out: string | undefined
  readonly explain: string | undefined
  readonly breakdown: string | undefined
  readonly watch: boolean
}

/** Whether posts can be scored in parts: no requested output needs all of them at once. */
export function mayBeBulk({ explain, watch }: Pick<ClassifyValues, 'explain' | 'watch'>, format: string): format is RowFormat {
  return isRowFormat(format) && explain === undefined && !watch
}

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for --resume with options that cannot be resumed */
export function checkResume(
  options: Pick<ClassifyValues, 'resume' | 'model' | 'out' | 'explain' | 'breakdown' | 'watch'>,
  format: string,
): void {
  if (!options.resume) return
  if (options.out === undefined || options.out === '-') throw invalid('with --out FILE, got no file. Receipts lie beside a file.')
  if (options.model === LLM_MODEL)
    throw invalid('with a model of weights, got llm. Its answers are kept: run it again, and what was answered is free.')
  if (options.breakdown !== undefined && (format === 'csv' || format === 'share')) {
    throw invalid(`and --breakdown with jsonl or parquet, got ${format}, from which no breakdown can be gone on with.`)
  }
  if (mayBeBulk(options, format)) return
  const got = options.explain !== undefined ? '--explain' : options.watch ? '--watch' : `--format ${format}`
  throw invalid(`with jsonl, csv, parquet or share, got ${got}. See --help-all.`)
}

function invalid(rest: string): PipelineError {
  return new PipelineError('USAGE_OPTION_INVALID', `expected --resume ${rest}`)
}
