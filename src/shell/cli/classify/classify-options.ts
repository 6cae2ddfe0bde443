import { EXAMPLE_MOVE } from '../../../judge/deals/deal.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { toPlainLine } from '../../../say/format/display-width.js'
import { DEFAULT_MODEL } from '../../node/model/shipped-models.js'
import { readPseudonymKey } from '../../node/privacy/pseudonym-key.js'
import { createPseudonymiser, type Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { SCHEME_OPTION } from '../input/read-audited.js'
import { listsAlone, READING_OPTIONS } from '../input/read-inputs.js'
import {
  type CommandContext,
  type Exclusion,
  givenOptions,
  givenWords,
  INTEGER,
  type OptionSpec,
  type OptionsOf,
  type OptionTable,
  usageError,
} from '../kit/command.js'

/** Options of a model's judgement. */
const JUDGING_OPTIONS = {
  evidence: {
    type: 'choice',
    choices: ['auto', 'on', 'off'],
    default: 'auto',
    help: 'the deciding words; auto: in a text of up to 1,000 posts, not of replies to comments',
  },
  learn: {
    type: 'file',
    value: 'AUDIT',
    hasOwnHash: true,
    help: 'learn the labels of this audit of the posts',
  },
  'two-way': { type: 'flag', help: 'give every post a side, never neither' },
  'min-probability': {
    type: 'number',
    value: 'P',
    default: 0,
    low: 0,
    high: 1,
    help: 'a best label below P counts as unsure',
  },
} as const satisfies OptionTable

export const LLM_OPTIONS = {
  llm: { type: 'text', value: 'MODEL', help: "a language model labels: ollama:NAME, 'URL NAME'" },
  'max-requests': {
    ...INTEGER,
    value: 'N',
    default: 0,
    low: 0,
    high: Number.MAX_SAFE_INTEGER,
    help: 'later posts unlabelled; 0: no limit',
  },
  'allow-remote': { type: 'flag', decides: 'run', help: 'let texts leave this machine' },
} as const satisfies OptionTable

export const CLASSIFY_OPTIONS = {
  model: {
    type: 'text',
    value: 'ID',
    default: DEFAULT_MODEL,
    hasOwnHash: true,
    help: 'linear-en: faster, errs more',
  },
  given: { type: 'text', value: 'NAME', help: 'name of the tool whose labels your column holds' },
  mover: { type: 'text', value: 'NAME', help: 'the company whose move is judged' },
  move: { type: 'text', value: 'TEXT', help: 'what it does: "drops Google Cast"' },
  deal: { type: 'list', value: 'ID', help: 'the deal of all posts, by its id (repeatable)' },
  deals: { type: 'file', help: 'your deals: JSON or CSV with mover and move' },
  format: {
    type: 'choice',
    choices: ['table', 'jsonl', 'csv', 'xlsx', 'json', 'parquet'],
    decides: 'output',
    help: 'table on a terminal, else jsonl',
  },
  out: { type: 'file', decides: 'output', help: 'output file; its ending gives the format' },
  ...JUDGING_OPTIONS,
  ...READING_OPTIONS,
  columns: { ...READING_OPTIONS.columns, help: 'your names for text, id, author, …, given' },
  url: { type: 'text', value: 'URL', help: 'address of the thread, where its posts name none' },
  'any-language': { type: 'flag', help: "score posts in all languages, not only the model's" },
  ...SCHEME_OPTION,
  pseudonymise: {
    type: 'text',
    value: 'KEYFILE',
    hasOwnHash: true,
    help: 'pseudonyms by this key; new:KEYFILE makes one',
  },
  'ask-llm': {
    type: 'text',
    value: 'below:P',
    help: 'ask --llm where the top probability is below P',
  },
  ...LLM_OPTIONS,
  threads: {
    ...INTEGER,
    value: 'N',
    default: 0,
    low: 0,
    high: 256,
    decides: 'run',
    help: '0: one a core; one up to 1,000 posts',
  },
} as const satisfies OptionTable

export type ClassifyOptions = OptionsOf<{ readonly options: typeof CLASSIFY_OPTIONS }>

/** The words of a command that makes the same labels. */
export const rerunArguments = (options: ClassifyOptions): string[] =>
  givenWords(
    { ...options, pseudonymise: keyPathOf(options) },
    CLASSIFY_OPTIONS,
    ({ decides }) => decides !== 'output',
  )

/** True if options ask for other labels than those that scored posts have: they are scored anew. */
export const asksForScores = (options: ClassifyOptions): boolean =>
  // A scheme reads the labels, and pseudonyms stand around them.
  givenOptions(
    { ...options, scheme: undefined, pseudonymise: undefined },
    CLASSIFY_OPTIONS,
    decidesLabels,
  ).length > 0

export const decidesLabels = ({ decides = 'labels' }: OptionSpec): boolean => decides === 'labels'

/** Refuses evidence of a model that names no deciding words. */
export function checkEvidence(
  { evidence }: ClassifyOptions,
  { id, explain }: Pick<StanceClassifier, 'id' | 'explain'>,
): void {
  if (evidence === 'on' && explain === undefined)
    throw usageError(
      `expected --evidence on with a model that names deciding words, got ${id}. Leave it out.`,
    )
}

/** True if the labels of the run have several sources: tables then name the source of each. */
export const isLearntRun = (options: Pick<ClassifyOptions, 'learn' | 'ask-llm'>): boolean =>
  options.learn !== undefined || options['ask-llm'] !== undefined

const MAX_GIVEN_LENGTH = 80

export const CLASSIFY_EXCLUSIONS: readonly Exclusion[] = [
  listsAlone(CLASSIFY_OPTIONS),
  {
    beside: 'deal',
    idle: ['mover', 'move'],
    why: `To tell several deals apart, put yours into a file: --deals mine.csv, with the lines mover,move and Sonos,${EXAMPLE_MOVE}.`,
  },
  {
    beside: 'learn',
    idle: ['pseudonymise'],
    why: 'Labels are found by the ids and texts of their posts.',
  },
  {
    beside: 'given',
    idle: ['model', ...Object.keys({ ...LLM_OPTIONS, ...JUDGING_OPTIONS }), 'ask-llm'],
    why: 'Labels that were given are taken as they are.',
  },
  {
    idle: ['max-requests', 'allow-remote'],
    unless: ['llm', 'ask-llm'],
    why: 'Models with weights ask no server.',
  },
  { beside: 'llm', idle: ['model'], why: 'With --ask-llm both label.', unless: ['ask-llm'] },
]

/** Refuses a name of labels that cannot be quoted. */
export function checkGiven({ given: labelSource }: ClassifyOptions): void {
  if (labelSource === undefined) return
  if (
    labelSource.trim() === '' ||
    labelSource.length > MAX_GIVEN_LENGTH ||
    toPlainLine(labelSource) !== labelSource
  )
    throw usageError(
      `expected --given with a name of 1 to ${MAX_GIVEN_LENGTH} characters on one line, got ${JSON.stringify(labelSource.slice(0, 100))}.`,
    )
}

/** Prefix of the path of a new key. */
const NEW = 'new:'

/** The path of the key, existing or new. */
export const keyPathOf = ({
  pseudonymise,
}: Pick<ClassifyOptions, 'pseudonymise'>): string | undefined =>
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
  outputs: readonly string[],
  { log }: CommandContext,
): Promise<Pseudonyms | null> {
  const path = keyPathOf(options)
  if (path === undefined) return null
  if (path === '')
    throw usageError(`expected --pseudonymise ${NEW}KEYFILE, got no file. See --help.`)
  const files = outputs.filter((output) => output !== '-')
  const { key, isOpen } = await readPseudonymKey(path, files, options.pseudonymise !== path)
  if (isOpen)
    log.warn(
      `${path}: other users may read this key (chmod 600 it): with it they can find out who is who`,
    )
  log.info(
    'pseudonyms replace authors, mentions and profile links; your own columns are left out; names in plain words stay in texts',
  )
  return { key, pseudonymiser: createPseudonymiser(key) }
}
