/** Words a command, such as `audit scored.jsonl`, as whoever reads the message would type it. */
export type TypedCommand = (command: string) => string

/** A message; a function of the wording of commands where it names some. */
export type Message = string | ((typed: TypedCommand) => string)

const byName: TypedCommand = (command) => `dealstance ${command}`

/** Context and cause of a {@link PipelineError}. */
export interface PipelineErrorOptions {
  /** Facts for programs: ids, line numbers (1-based), paths. Plain values only. */
  readonly context?: Readonly<Record<string, unknown>>
  readonly cause?: unknown
}

/**
 * The error class of dealstance. The message states what was expected, what was found, where, and
 * what to do.
 *
 * @example try { parsePosts(text) } catch (error) {
 *   if (error instanceof PipelineError && error.code === 'INGEST_EMPTY') …
 * }
 */
export class PipelineError extends Error {
  readonly code: ErrorCode
  readonly context: Readonly<Record<string, unknown>>

  readonly #message: Message

  constructor(code: ErrorCode, message: Message, options: PipelineErrorOptions = {}) {
    super(
      wordMessage(message, byName),
      options.cause === undefined ? undefined : { cause: options.cause },
    )
    this.name = 'PipelineError'
    this.code = code
    this.#message = message
    this.context = Object.freeze({ ...options.context })
  }

  /** The message with each command as `typed` words it. */
  messageFor(typed: TypedCommand): string {
    return wordMessage(this.#message, typed)
  }
}

const wordMessage = (message: Message, typed: TypedCommand): string =>
  typeof message === 'string' ? message : message(typed)

/**
 * Exit code of an error: `usage` 64, `data` 65, `missing` 66, `internal` 70, `io` 74, `again` 75.
 */
type ExitClass = 'usage' | 'data' | 'missing' | 'internal' | 'io' | 'again'

/** The meaning of an error code, independent of a single message. */
interface ErrorEntry {
  readonly exit: ExitClass
  readonly when: string
}

const entryOf =
  (exit: ExitClass) =>
  (when: string): ErrorEntry => ({ exit, when })

const usage = entryOf('usage')
const data = entryOf('data')
const missing = entryOf('missing')
const internal = entryOf('internal')
const io = entryOf('io')
const again = entryOf('again')
const malformed = (what: string) => data(`${what} does not have the form that it needs.`)

/** The meaning of each code of `PipelineError`, in the order of the stages. */
const ENTRIES = {
  // Command lines, files and reading.
  USAGE_COMMAND_UNKNOWN: usage('The command does not exist.'),
  USAGE_OPTION_UNKNOWN: usage('The command has no option of this name.'),
  USAGE_OPTION_INVALID: usage(
    'An option or an argument has a value that the command or function does not take, or two options exclude each other.',
  ),
  USAGE_INPUT_ABSENT: usage('The command needs an input and was given none.'),
  USAGE_ARGUMENT_INVALID: internal('An argument of a function has another type or shape.'),
  INPUT_MISSING: missing('A file or folder does not exist.'),
  INPUT_IS_DIRECTORY: missing('The path is a folder where a file is needed.'),
  INPUT_CHANGED: again('A file changed while it was read.'),
  INPUT_UNREADABLE: missing('A file exists and cannot be read.'),
  OUTPUT_UNWRITABLE: io('A file or folder cannot be written.'),
  OUTPUT_TOO_LARGE: data(
    'Excel cannot hold the posts: a sheet takes 1,048,575 of them, a cell 32,767 characters.',
  ),
  INGEST_EMPTY: data('The input holds no post.'),
  INGEST_BINARY: data('The input is neither text nor a known binary format.'),
  INGEST_ENCODING: data('The text is not in a known encoding.'),
  INGEST_LINE_TOO_LONG: data('A line is longer than can be held in memory.'),
  INGEST_TOO_LARGE: data('The input has more posts than are held at once.'),
  INGEST_FORMAT_UNKNOWN: usage('There is no source or format of this name.'),
  INGEST_LAYOUT_UNKNOWN: data(
    'The text is not a thread in a known layout: most posts have no clear beginning, or it is markup, code, a log or a table.',
  ),
  LAYOUT_INVALID: malformed('A record of a layout'),
  INGEST_JSON_BROKEN: data('A line or file is not valid JSON.'),
  INGEST_XML_BROKEN: data('An export in XML ends too early.'),
  INGEST_CSV_BROKEN: data('A table is not valid CSV.'),
  INGEST_PARQUET_BROKEN: data('A Parquet file is damaged or uses a feature that cannot be read.'),
  INGEST_COLUMN_MISSING: data('A table lacks a column that is needed.'),
  INGEST_RECORD_INVALID: data('A record lacks a field, or a field has a value that does not fit.'),
  INGEST_ID_DUPLICATE: data('Two different posts have the same id.'),
  INGEST_PARENT_SELF: data('A post is its own parent.'),
  INGEST_PARENT_CYCLE: data('Posts answer each other in a circle.'),
  // Deals, labels and models, training and evaluation.
  DEALS_INVALID: malformed('A list of deals'),
  DEALS_ALIAS_SHARED: data('A name that should point to one deal belongs to two.'),
  DEALS_ID_UNKNOWN: usage('No deal that is given or known has this id.'),
  SCHEME_INVALID: malformed('A coding scheme'),
  SCHEME_MISMATCH: data('Two inputs use different coding schemes.'),
  MODEL_MISSING: missing('A file of the model does not exist.'),
  MODEL_UNKNOWN: usage('There is no model of this name.'),
  MODEL_INVALID: data('A file of a model is damaged or belongs to another version.'),
  MODEL_LABELS_MISMATCH: data("The model's labels are not those of the scheme."),
  MODEL_RUNTIME_UNAVAILABLE: again('The library that runs the model cannot be loaded.'),
  LLM_UNAVAILABLE: again('The server of the language model does not answer.'),
  LLM_REFUSED: data('The server of the language model refuses the requests.'),
  LLM_CACHE_INVALID: data('The file of kept answers is damaged or is another kind of file.'),
  LEARN_LABELS_MISSING: data('There are no labels to learn, or none for any deal of a thread.'),
  LEARN_PROBABILITIES_MISSING: data(
    'A model that gives no probabilities was asked to learn labels.',
  ),
  TRAIN_DATA_INVALID: data(
    'There are too few labelled posts to train on, or they do not have the form that is needed.',
  ),
  GOLD_INVALID: malformed('A file of labelled posts'),
  CORPUS_INVALID: malformed('The corpus'),
  // Scored posts, and counts, audits and reports made from them.
  SCORED_INVALID: data('A line is not a scored post as classify wrote it.'),
  SCORED_TOO_MANY: data('There are more authors than memory can count.'),
  AUDIT_INVALID: malformed('An audit file'),
  AUDIT_MISMATCH: data('An audit and the scored posts do not belong together.'),
  AUDIT_LOCKED: again('Another process writes to the same audit file.'),
  AUDIT_POST_UNKNOWN: data(
    'A label belongs to a post outside the sample, or to a different text of the post.',
  ),
  AUDIT_DEAL_MISSING: data('A label names no deal, and its post is on several.'),
  AUDIT_LABEL_UNKNOWN: data('A label is not in the coding scheme.'),
  AUDIT_LABEL_CONFLICT: data('One coder gave a post two different labels.'),
  AUDIT_CODER_INVALID: data(
    'A coder has no usable name, stands in two spellings, or is said to be a person and a model.',
  ),
  CITE_NOT_AUDITED: data('Nobody has labelled a random sample of the posts.'),
  CITE_DEAL_BY_DEAL: usage('Posts on several deals, or on none, are never quoted together.'),
  CITE_INCOMPLETE: data(
    'Posts picked have no label: not looked at, coders differ, or over a third skipped.',
  ),
  CITE_TOO_FEW_LABELS: data('Fewer than 30 posts of a deal were picked to label, and it has more.'),
  CITE_CODERS_DISAGREE: data("Krippendorff's alpha of the coders is below .667."),
  CITE_LABELS_COPIED: data(
    'Imported labels equal the model’s on all of 20 or more posts, and nobody read them twice.',
  ),
  CITE_LABELS_ALIKE: data(
    'All labels are the same, and equal the model’s no more often than by chance.',
  ),
  CITE_LABELS_AT_CHANCE: data(
    'Labels equal the model’s no more often than by chance: they may belong to other posts.',
  ),
  CITE_LABELS_APART: data('Posts that name neither move have two labels.'),
  CITE_MODEL_WEAK: data(
    'The model explains less than 30 % of the variance of the labels, too little for --assisted.',
  ),
  CITE_FEW_CAPTURED: data('Less than a tenth of the replies known to exist were captured.'),
  CITE_MOVER_UNNAMED: data('No post names the company whose move is counted.'),
  CITE_NO_POSTS: data('What was taken for posts may be none, or words of a page stand in no post.'),
  DISCLOSURE_FACTS_INVALID: malformed('A file of facts for the disclosure'),
  KEY_INVALID: data('The file does not hold a key for pseudonyms.'),
  PICTURE_RUNTIME_UNAVAILABLE: again('The library that paints PNG pictures cannot be loaded.'),
  PICTURE_FONT_MISSING: missing('No font was found for the letters of a PNG picture.'),
  INTERNAL: internal('A fault of dealstance: a case that should be impossible.'),
} as const satisfies Readonly<Record<string, ErrorEntry>>

/** Codes of errors; the part before the first underscore names the area. */
export type ErrorCode = keyof typeof ENTRIES

export const ERROR_CATALOGUE: Readonly<Record<ErrorCode, ErrorEntry>> = ENTRIES
