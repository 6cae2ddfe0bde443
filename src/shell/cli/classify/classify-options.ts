import type { PipelineError } from '../../../base/errors.js'
import { POST_FIELDS } from '../../../read/record/field-names.js'
import { toPlainLine } from '../../../say/format/display-width.js'
import { DEFAULT_MODEL } from '../../node/model/shipped-models.js'
import { readPseudonymKey } from '../../node/privacy/pseudonym-key.js'
import { createPseudonymiser, type Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { MEMORY_OPTION } from '../input/open-threads.js'
import { COUNTING_OPTIONS, SCHEME_OPTION } from '../input/read-audited.js'
import { checkGivenColumn, INGEST_OPTIONS } from '../input/read-inputs.js'
import {
  COMMON_OPTIONS,
  type CommandContext,
  givenWords,
  INTEGER,
  isGiven,
  type OptionTable,
  type OptionValues,
  underTopic,
  usageError,
} from '../kit/command.js'
import { chooseFormat } from '../kit/write-output.js'
import { EXCEL_OPTION, isRowFormat } from '../output/write-posts.js'
import { ASK_OPTION, asksOfEachPost, LLM_OPTIONS } from './language-model.js'

/** Options of classify for large inputs and long runs. */
const BULK_OPTIONS = underTopic('Bulk runs', {
  threads: { ...INTEGER, value: 'N', default: 0, low: 0, high: 256, help: 'threads that score; 0: as many as cores, one for small inputs' },
  resume: {
    type: 'flag',
    help: 'continue a stopped run of this command after the last whole part of FILE.partial. A finished run removes FILE.partial and FILE.run, and the next run scores all posts again. Bad data leave no part: use --on-bad-record skip for long runs',
  },
  memory: { ...MEMORY_OPTION, default: 16, help: 'larger inputs of one record per post are read in parts, threads kept whole' },
})

/** Posts that `--show first` prints. */
export const SHOWN_COUNT = 20

/** Options of classify, topic by topic as in `--help-all`. */
export const CLASSIFY_OPTIONS = {
  model: { type: 'text', value: 'ID', default: DEFAULT_MODEL, help: 'linear-en is 17 times faster' },
  given: { type: 'text', value: 'NAME', help: 'the model or tool behind your column given' },
  mover: { type: 'text', value: 'NAME', help: 'the company whose move is judged' },
  move: { type: 'text', value: 'TEXT', help: 'what it does: "drops Google Cast"' },
  deal: { type: 'list', value: 'ID', help: 'the deal of all posts, by its id (repeatable)' },
  deals: { type: 'text', value: 'FILE', help: 'your deals: JSON or CSV with mover and move' },
  format: {
    type: 'choice',
    choices: ['table', 'jsonl', 'csv', 'xlsx', 'json', 'parquet'],
    help: 'table on a terminal, else jsonl',
  },
  out: { type: 'text', value: 'FILE', help: 'write there; its ending gives the format' },
  ...EXCEL_OPTION,
  breakdown: { type: 'text', value: 'FILE', help: 'write the breakdown there, as .json or .csv' },
  evidence: { type: 'choice', choices: ['auto', 'on', 'off'], default: 'auto', help: 'deciding words; on: all, slower' },
  learn: { type: 'text', value: 'AUDIT', help: 'learn the labels of this audit of the posts' },
  context: { type: 'choice', choices: ['on', 'off'], help: 'on: replies see what they answer (on with --llm)' },
  'two-way': { type: 'flag', help: 'give every post a side, never neither' },
  'min-probability': { type: 'number', value: 'P', default: 0, low: 0, high: 1, help: 'a best label below P counts as unsure' },
  ...INGEST_OPTIONS,
  columns: { ...INGEST_OPTIONS.columns, help: `your names for ${POST_FIELDS.join(', ')}` },
  ...underTopic('Own deal, and how posts are read', {
    counterparty: { type: 'list', value: 'NAME', help: 'with --mover: the other company (repeatable)' },
    name: { type: 'text', value: 'ID', help: 'with --mover: id of the deal, such as sonos-cast' },
    'assume-parents': { type: 'flag', help: 'with --context on: inherit through guessed parents too' },
    'any-language': { type: 'flag', help: "score posts in all languages, not only the model's" },
  }),
  ...underTopic('Scored files', {
    rescore: { type: 'flag', help: 'score scored posts again; else they are written as they are' },
  }),
  ...underTopic('Terminal', {
    show: { type: 'choice', choices: ['first', 'all'], help: `on a terminal: the first ${SHOWN_COUNT} posts, or all, above the finding` },
  }),
  ...underTopic('Counting', COUNTING_OPTIONS),
  ...underTopic('Own labels', SCHEME_OPTION),
  ...underTopic('Privacy', {
    pseudonymise: {
      type: 'text',
      value: 'KEYFILE',
      help: 'replace authors, mentions and profile links by pseudonyms, and leave your own columns out; new:KEYFILE makes the key: keep it apart from the data',
    },
  }),
  ...ASK_OPTION,
  ...LLM_OPTIONS,
  ...BULK_OPTIONS,
} as const satisfies OptionTable

export type ClassifyOptions = OptionValues<typeof CLASSIFY_OPTIONS & typeof COMMON_OPTIONS>

/** Options that shape only this output. */
const SPENT: ReadonlySet<string> = new Set(['format', 'out', 'for-excel', 'breakdown', 'show', 'verbose', ...Object.keys(COUNTING_OPTIONS)])

/** Options that decide no label: those of outputs, and of how a run goes. Its record leaves them out. */
export const UNTOLD: ReadonlySet<string> = new Set([...SPENT, ...Object.keys(BULK_OPTIONS), 'allow-remote'])

export const wordsAgain = (options: ClassifyOptions): string[] =>
  givenWords({ ...options, pseudonymise: keyPathOf(options) }, CLASSIFY_OPTIONS, SPENT)

/** Options with which scored posts are written as they are, without scoring anew. */
const UNSCORING: ReadonlySet<string> = new Set(
  ['scheme', 'pseudonymise', ...Object.keys(BULK_OPTIONS), ...Object.keys(COMMON_OPTIONS)]
    .filter((name) => name !== 'resume')
    .map((name) => `--${name}`),
)

export const asksForScores = (options: ClassifyOptions): boolean =>
  wordsAgain(options).some((word) => word.startsWith('--') && !UNSCORING.has(word))

/** True if the labels of the run have several sources: tables then name the source of each. */
export const isLearntRun = (options: Pick<ClassifyOptions, 'learn' | 'ask-llm'>): boolean =>
  options.learn !== undefined || options['ask-llm'] !== undefined

/** The form of `--breakdown FILE`, by its ending. */
export const breakdownFormOf = (path: string): 'json' | 'csv' =>
  chooseFormat({ out: path, choices: ['json', 'csv'], standard: 'json', advice: ' for the breakdown' })

/** Options of scoring, which have no effect on given labels. */
const SCORING = ['model', 'llm', 'ask-llm', 'learn', 'context', 'two-way', 'min-probability', 'evidence', 'assume-parents'] as const

const MAX_GIVEN_LENGTH = 80

/** @throws {PipelineError} `USAGE_OPTION_INVALID` for options that exclude each other, and for a name of labels that cannot be quoted */
export function checkOptions(options: ClassifyOptions, format: string): void {
  const { breakdown, learn, pseudonymise, given } = options
  if (learn !== undefined && pseudonymise !== undefined) {
    throw usageError('expected --learn or --pseudonymise, got both. Labels are found by the ids and texts of their posts.')
  }
  if (breakdown === '-') {
    throw usageError('expected --breakdown with the name of a file, got "-". stdout carries the posts; --format json prints both.')
  }
  if (breakdown !== undefined) breakdownFormOf(breakdown)
  checkGivenColumn(options)
  checkResume(options, format)
  if (given === undefined) return
  if (given.trim() === '' || given.length > MAX_GIVEN_LENGTH || toPlainLine(given) !== given)
    throw usageError(
      `expected --given with a name of 1 to ${MAX_GIVEN_LENGTH} characters on one line, got ${JSON.stringify(given.slice(0, 100))}.`,
    )
  const other = SCORING.find((name) => isGiven(options[name], CLASSIFY_OPTIONS[name]))
  if (other === undefined) return
  throw usageError(
    `expected labels from the column or from a model, got --given and --${other}. Labels that were given are taken as they are.`,
  )
}

function checkResume(options: ClassifyOptions, format: string): void {
  if (!options.resume) return
  const invalid = (rest: string): PipelineError => usageError(`expected --resume ${rest}`)
  if (options.out === undefined || options.out === '-') throw invalid('with --out FILE, got no file. A stopped run is kept beside a file.')
  if (asksOfEachPost(options))
    throw invalid('with a model of weights, got --llm. Its answers are kept: run it again, and what was answered is free.')
  if (!isRowFormat(format)) throw invalid(`with jsonl, csv, xlsx or parquet, got --format ${format}. See --help-all.`)
}

/** Prefix of the path of a new key. */
const NEW = 'new:'

/** The path of the key, existing or new. */
export const keyPathOf = ({ pseudonymise }: Pick<ClassifyOptions, 'pseudonymise'>): string | undefined =>
  pseudonymise?.startsWith(NEW) ? pseudonymise.slice(NEW.length) : pseudonymise

/** Pseudonyms and their key. */
export interface Pseudonyms {
  readonly key: Uint8Array
  readonly pseudonymiser: Pseudonymiser
}

/**
 * Reads or creates the key that the options name; null without one.
 *
 * @param outputs files that will be written
 */
export async function readPseudonyms(
  options: ClassifyOptions,
  outputs: readonly (string | undefined)[],
  { log }: CommandContext,
): Promise<Pseudonyms | null> {
  const path = keyPathOf(options)
  if (path === undefined) return null
  if (path === '') throw usageError(`expected --pseudonymise ${NEW}KEYFILE, got no file. See --help-all.`)
  const files = outputs.filter((output): output is string => output !== undefined && output !== '-')
  const { key, isOpen } = await readPseudonymKey(path, { outputs: files, isNew: options.pseudonymise !== path })
  if (isOpen) log.warn(`${path}: other users may read this key (chmod 600 it): with it they can find out who is who`)
  log.info(
    'pseudonyms replace authors, mentions and profile links; your own columns are left out; names in plain words, as articles give their speakers, stay in texts',
  )
  const pseudonymiser = createPseudonymiser(key)
  return { key, pseudonymiser }
}
