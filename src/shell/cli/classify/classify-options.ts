import { DEFAULT_MODEL } from '../../node/model/load-model.js'
import { FILTER_OPTIONS } from '../filter/filter.js'
import { INGEST_OPTIONS } from '../input/read-inputs.js'
import { type COMMON_OPTIONS, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import { BULK_OPTIONS } from '../options/bulk-options.js'
import { COUNTING_OPTIONS, SCHEME_OPTION } from '../options/counting-options.js'
import { ASK_OPTION, LLM_OPTIONS } from '../options/llm-options.js'
import { PSEUDONYM_OPTIONS } from '../options/pseudonym-options.js'
import { READING_OPTIONS, SCORING_OPTIONS } from '../options/scoring-options.js'
import { breakdownFormOf, SHOW_OPTION } from '../output/write-table.js'

/** Options of classify, topic by topic as in `--help-all`. */
export const CLASSIFY_OPTIONS = {
  model: { type: 'text', value: 'ID', default: DEFAULT_MODEL, help: 'linear-en is 17 times faster' },
  mover: SCORING_OPTIONS.mover,
  move: SCORING_OPTIONS.move,
  deal: SCORING_OPTIONS.deal,
  deals: SCORING_OPTIONS.deals,
  format: {
    type: 'choice',
    choices: ['table', 'jsonl', 'csv', 'xlsx', 'json', 'parquet', '4cat', 'convokit'],
    help: 'table on a terminal, else jsonl',
  },
  out: { type: 'text', value: 'FILE', help: 'write there; its ending gives the format' },
  breakdown: { type: 'text', value: 'FILE', help: 'write the breakdown there, as .json or .csv' },
  evidence: SCORING_OPTIONS.evidence,
  learn: { type: 'text', value: 'AUDIT', help: 'an audit of these posts; its labels are learnt' },
  context: SCORING_OPTIONS.context,
  'two-way': SCORING_OPTIONS['two-way'],
  'min-probability': SCORING_OPTIONS['min-probability'],
  ...INGEST_OPTIONS,
  ...READING_OPTIONS,
  ...underTopic('Scored files', {
    rescore: { type: 'flag', help: 'score again what was scored; else scored posts are written as they are' },
  }),
  ...underTopic('Terminal', SHOW_OPTION),
  ...underTopic('Counting', COUNTING_OPTIONS),
  ...underTopic('Own labels', SCHEME_OPTION),
  ...underTopic('Privacy', PSEUDONYM_OPTIONS),
  ...ASK_OPTION,
  ...LLM_OPTIONS,
  ...BULK_OPTIONS,
  ...FILTER_OPTIONS,
} as const satisfies OptionTable

export type ClassifyOptions = OptionValues<typeof CLASSIFY_OPTIONS & typeof COMMON_OPTIONS>

/** Whether labels of the run come from more than one source: tables then say who gave each. */
export const isLearntRun = (options: Pick<ClassifyOptions, 'learn' | 'ask-llm'>): boolean =>
  options.learn !== undefined || options['ask-llm'] !== undefined

export function checkOutputs({ breakdown, learn, pseudonymise, 'ask-llm': asked }: ClassifyOptions): void {
  if (asked?.startsWith('sample:') && (learn ?? pseudonymise) !== undefined) {
    const why = 'The sample goes by the posts as they are written, and its labels correct one model.'
    throw usageError(`expected --ask-llm sample:N without --learn and --pseudonymise, got one of them. ${why}`)
  }
  if (learn !== undefined && pseudonymise !== undefined) {
    throw usageError('expected --learn or --pseudonymise, got both. Labels are found by the ids and texts of their posts.')
  }
  if (breakdown === '-') {
    throw usageError('expected --breakdown with the name of a file, got "-". stdout carries the posts; --format json prints both.')
  }
  if (breakdown !== undefined) breakdownFormOf(breakdown)
}
