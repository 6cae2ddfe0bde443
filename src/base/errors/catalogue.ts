/** Exit code of an error: `usage` 64, `data` 65, `missing` 66, `internal` 70, `io` 74, `again` 75. */
export type ExitClass = 'usage' | 'data' | 'missing' | 'internal' | 'io' | 'again'

/** The meaning of an error code, independent of a single message. */
export interface ErrorEntry {
  readonly exit: ExitClass
  /** When the error occurs, in one sentence. */
  readonly when: string
  /** What to do, in one sentence. */
  readonly advice: string
}

const entryOf =
  (exit: ExitClass) =>
  (when: string, advice: string): ErrorEntry => ({ exit, when, advice })

const usage = entryOf('usage')
const data = entryOf('data')
const missing = entryOf('missing')
const internal = entryOf('internal')
const io = entryOf('io')
const again = entryOf('again')

/** The meaning of each code of `PipelineError`, and what to do about it, in the order of the stages. */
const ENTRIES = {
  // Command lines, files and reading.
  USAGE_COMMAND_UNKNOWN: usage('The command does not exist.', 'Run dealstance --help for the list of commands.'),
  USAGE_OPTION_UNKNOWN: usage(
    'The command has no option of this name.',
    'Run the command with --help or --help-all for the list of its options.',
  ),
  USAGE_OPTION_INVALID: usage(
    'An option or an argument has a value that the command or function does not take, or two options exclude each other.',
    'Correct the value that the message names.',
  ),
  USAGE_INPUT_ABSENT: usage('The command needs an input and was given none.', 'Name a file, or pipe the posts into standard input.'),
  USAGE_ARGUMENT_INVALID: internal(
    'A function of the library was called with an argument of another type or shape.',
    'Call it as the example in the message does.',
  ),
  INPUT_MISSING: missing('A file or folder does not exist.', 'Check the path.'),
  INPUT_IS_DIRECTORY: missing('The path is a folder where a file is needed.', 'Name the files in it.'),
  INPUT_UNREADABLE: missing('A file exists and cannot be read.', 'Check its permissions and the disk.'),
  INPUT_INCOMPLETE: again(
    'Part of the input has not arrived: a file is cut off, or shards are missing.',
    'Run the command again when the input is complete.',
  ),
  OUTPUT_UNWRITABLE: io('A file or folder cannot be written.', 'Check the path, the permissions and the space on the disk.'),
  OUTPUT_TOO_LARGE: data(
    'Excel cannot hold the posts: a sheet takes 1,048,575 of them, a cell 32,767 characters.',
    'Write CSV or Parquet, or leave the evidence out.',
  ),
  OUTPUT_LOCKED: again('Another run is writing the same file.', 'Wait until that run has ended, or name another file.'),
  RESUME_MISMATCH: data(
    'A stopped run cannot be resumed, because the input, the options, the model or the output has changed.',
    'Repeat the command as it was, or run it without --resume.',
  ),
  INGEST_EMPTY: data('The input holds no post.', 'Check that the right file was given.'),
  INGEST_BINARY: data('The input is neither text nor a known binary format.', 'Export the posts as text, CSV, JSON or Parquet.'),
  INGEST_ENCODING: data('The text is not in a known encoding.', 'Save it as UTF-8.'),
  INGEST_LINE_TOO_LONG: data('A line is longer than can be held in memory.', 'Put one record on each line.'),
  INGEST_THREAD_TOO_LARGE: data(
    'One thread has more posts than can be scored together.',
    'Split the thread, or read the posts one by one.',
  ),
  INGEST_FORMAT_UNKNOWN: usage('There is no source or format of this name.', 'Run the command with --source list for the known sources.'),
  INGEST_LAYOUT_UNKNOWN: data(
    'The text is no thread in a known layout: where its posts begin is doubtful for most of them, or it is markup, code, a log or a table.',
    'Give one of the nearest formats that the message names, or insist with --source, or with --one-post-per line or paragraph.',
  ),
  INGEST_JSON_BROKEN: data('A line or file is not valid JSON.', 'Repair or remove the place that the message names.'),
  INGEST_CSV_BROKEN: data('A table is not valid CSV.', 'Repair the line that the message names, often a missing quotation mark.'),
  INGEST_PARQUET_BROKEN: data(
    'A Parquet file is damaged or uses a feature that cannot be read.',
    'Write the file again, or export it as CSV or JSONL.',
  ),
  INGEST_COLUMN_MISSING: data('A table lacks a column that is needed.', 'Rename the column, or say which one it is with --columns.'),
  INGEST_RECORD_INVALID: data(
    'A record lacks a field, or a field has a value that does not fit.',
    'Correct the record, or leave such records out with --on-bad-record skip.',
  ),
  INGEST_ID_DUPLICATE: data('Two different posts have the same id.', 'Give each post an id of its own.'),
  INGEST_PARENT_SELF: data('A post is its own parent.', 'Correct the parent of the post.'),
  INGEST_PARENT_CYCLE: data('Posts answer each other in a circle.', 'Correct the parent of one of the posts.'),
  // Deals, labels and models, training and evaluation.
  DEALS_INVALID: data('A catalogue of deals does not have the form that it needs.', 'Correct the entry that the message names.'),
  DEALS_ALIAS_SHARED: data(
    'A name that should point to one deal belongs to two.',
    'Keep it as an alias of one deal, or list it among the parties of both.',
  ),
  DEALS_ID_UNKNOWN: usage('The catalogue holds no deal of this id.', 'Choose an id of the catalogue.'),
  SCHEME_INVALID: data('A coding scheme does not have the form that it needs.', 'Correct the field that the message names.'),
  SCHEME_MISMATCH: data('Two inputs use different coding schemes.', 'Give the scheme that the posts were labelled under.'),
  MODEL_MISSING: missing('A file of the model does not exist.', "Restore the model's folder, or install the package again."),
  MODEL_UNKNOWN: usage(
    'There is no model of this name.',
    'Choose one of the models that the message lists, or give the folder of your own.',
  ),
  MODEL_INVALID: data('A file of a model is damaged or belongs to another version.', 'Restore the file, or train the model again.'),
  MODEL_LABELS_MISMATCH: data("The model's labels are not those of the scheme.", 'Use a model that was trained on the scheme.'),
  MODEL_RUNTIME_UNAVAILABLE: again(
    'The library that runs the model cannot be loaded.',
    'Install the optional dependencies, or take --model linear-en.',
  ),
  PROMPT_INVALID: data(
    'The template of the prompt does not have the form that it needs.',
    'Correct the template at the place that the message names.',
  ),
  LLM_UNAVAILABLE: again('The server of the language model does not answer.', 'Run the command again: answers that came are kept.'),
  LLM_REFUSED: data('The server of the language model refuses the requests.', 'Correct the address, the key or the name of the model.'),
  LLM_MODEL_CHANGED: data(
    'The server answers with another model than before.',
    'Name the exact version with --llm, or start a new cache with --llm-cache.',
  ),
  LLM_PROBABILITIES_MISSING: data(
    'An option needs probabilities, and the language model gives none.',
    'Take a server that lists log probabilities, or leave the option out.',
  ),
  LLM_CACHE_INVALID: data('The file of kept answers is damaged or is another kind of file.', 'Name another file with --llm-cache.'),
  LLM_CACHE_LOCKED: again(
    'Another run is using the same file of kept answers.',
    'Wait until that run has ended, or name another file with --llm-cache.',
  ),
  LEARN_LABELS_MISSING: data(
    'There are no labels to learn, or none for any deal of a thread.',
    'Label a sample of the thread first, or classify it without learning.',
  ),
  LEARN_PROBABILITIES_MISSING: data('A model shall learn labels, and gives no probabilities.', 'Take a model that gives them.'),
  TRAIN_DATA_INVALID: data(
    'There are too few labelled posts to train on, or they do not have the form that is needed.',
    'Add or correct the labels that the message names.',
  ),
  GOLD_INVALID: data('A file of labelled posts does not have the form that it needs.', 'Correct the line that the message names.'),
  CORPUS_INVALID: data('The corpus does not have the form that it needs.', 'Run npm run check-corpus for the whole list of faults.'),
  // Scored posts, and counts, audits and reports made from them.
  SCORED_INVALID: data('A line is not a scored post as classify wrote it.', 'Give the output of classify --format jsonl unchanged.'),
  SCORED_TOO_MANY: data('There are more authors than memory holds counts of.', 'Count the posts with query or on Spark.'),
  AUDIT_INVALID: data('An audit file does not have the form that it needs.', 'Give the file as audit wrote it.'),
  AUDIT_EDITED: data('An audit file was changed after it was written.', 'Restore the file, and change labels with audit alone.'),
  AUDIT_MISMATCH: data('An audit and the scored posts do not belong together.', 'Give the scored file that the sample was drawn from.'),
  AUDIT_LOCKED: again('Another run is writing the same audit file.', 'Wait until that run has ended.'),
  AUDIT_POST_UNKNOWN: data(
    'A label belongs to a post that is not in the sample, or to another text than the post has.',
    'Import the file that audit --export wrote.',
  ),
  AUDIT_DEAL_MISSING: data(
    'A label names no deal, and its post is on several.',
    'Add a column dealId, or pass --all-deals where the label holds for each deal of the post.',
  ),
  AUDIT_LABEL_UNKNOWN: data('A label is not in the coding scheme.', 'Correct the label.'),
  AUDIT_LABEL_CONFLICT: data('One coder gave a post two different labels.', 'Keep one of the two.'),
  AUDIT_CODER_INVALID: data(
    'A coder has no usable name, stands in two spellings, or is said to be a person and a model.',
    'Give each coder one name and one kind.',
  ),
  CITE_NOT_AUDITED: data(
    'A number cannot be quoted, because nobody has labelled a random sample of the posts.',
    'Draw and label a sample with audit.',
  ),
  CITE_INCOMPLETE: data(
    'More than 5% of the judgements that were drawn have no label.',
    'Label the missing ones with audit --skipped and audit --adjudicate.',
  ),
  CITE_TOO_FEW_LABELS: data('Fewer than 20 posts of a deal have a hand label, and not all of them.', 'Label more posts with audit.'),
  CITE_CODERS_DISAGREE: data(
    "Krippendorff's alpha of the coders is below .667, so their labels do not measure one thing.",
    'Discuss the labelling rules with the coders, and label a new sample.',
  ),
  CITE_LABELS_COPIED: data(
    'The labels may be copies: they agree with the model on all of 20 or more, or more than careful coders do, also where it is least sure.',
    'Have the sample labelled blind, or say why they agree with --accept-agreement.',
  ),
  CITE_EDITED: data(
    "A breakdown's numbers are not those of the scored file and the audit behind it.",
    'Cite the scored file itself, with its audit beside it.',
  ),
  CITE_UNBALANCED: data(
    'What the model says of the drawn posts is so unlike what it says of all that no random draw explains it.',
    'Give the scored file that nobody changed since the draw, or draw a new sample.',
  ),
  CITE_TOO_WIDE: data('The interval of a number is too wide to be quoted.', 'Label more posts with audit.'),
  CITE_CAPTURE_PARTIAL: data(
    'So little of the discussion was captured that what the platform showed first would decide the number.',
    'Capture the rest of the discussion.',
  ),
  DISCLOSURE_FACTS_INVALID: data(
    'A file of facts for the disclosure does not have the form that it needs.',
    'Correct the fact that the message names.',
  ),
  REPORT_INVALID: data('A file is not a report that can be verified.', 'Give the report as the command wrote it.'),
  EVIDENCE_MISSING: data(
    "A file that the report's numbers come from is not there.",
    'Put the file beside the report, or name it with --evidence.',
  ),
  EVIDENCE_MISMATCH: data(
    "A file is not the one that the report's numbers come from.",
    'Give the file with the hash that the report names.',
  ),
  KEY_INVALID: data('The file does not hold a key for pseudonyms.', 'Give the file that --new-key made.'),
  PICTURE_RUNTIME_UNAVAILABLE: again(
    'The library that draws PNG pictures cannot be loaded.',
    'Install the optional dependencies, or write SVG pictures with --svg.',
  ),
  PICTURE_FONT_MISSING: missing(
    'No font was found for the letters of a PNG picture.',
    'Install a font, name one with --font, or take --svg.',
  ),
  QUERY_INVALID: usage('The SQL cannot be parsed, or asks for something that is not allowed.', 'Correct the query.'),
  QUERY_FAILED: data('The SQL was understood and failed while it ran.', 'Correct the query or the data that the message names.'),
  QUERY_RUNTIME_UNAVAILABLE: missing('DuckDB, which query needs, is not installed.', 'Install @duckdb/node-api beside dealstance.'),
  INTERNAL: internal(
    'Something happened that cannot happen: a fault of dealstance.',
    'Report it with the command and, if possible, the input.',
  ),
} as const satisfies Readonly<Record<string, ErrorEntry>>

/** All codes of `PipelineError`. */
export type ErrorCode = keyof typeof ENTRIES

export const ERROR_CATALOGUE: Readonly<Record<ErrorCode, ErrorEntry>> = ENTRIES
