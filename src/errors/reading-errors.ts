import type { ErrorEntry } from './error-entry.js'

/** Errors of command lines, files and ingest. */
export const READING_ERRORS = {
  USAGE_COMMAND_UNKNOWN: { exit: 'usage', when: 'The command does not exist.', advice: 'Run dealstance --help for the list of commands.' },
  USAGE_OPTION_UNKNOWN: {
    exit: 'usage',
    when: 'The command has no option of this name.',
    advice: 'Run the command with --help or --help-all for the list of its options.',
  },
  USAGE_OPTION_INVALID: {
    exit: 'usage',
    when: 'An option or an argument has a value that the command or function does not take, or two options exclude each other.',
    advice: 'Correct the value that the message names.',
  },
  USAGE_INPUT_ABSENT: {
    exit: 'usage',
    when: 'The command needs an input and was given none.',
    advice: 'Name a file, or pipe the posts into standard input.',
  },
  USAGE_ARGUMENT_INVALID: {
    exit: 'internal',
    when: 'A function of the library was called with an argument of another type or shape.',
    advice: 'Call it as the example in the message does.',
  },
  INPUT_MISSING: { exit: 'missing', when: 'A file or folder does not exist.', advice: 'Check the path.' },
  INPUT_IS_DIRECTORY: { exit: 'missing', when: 'The path is a folder where a file is needed.', advice: 'Name the files in it.' },
  INPUT_UNREADABLE: { exit: 'missing', when: 'A file exists and cannot be read.', advice: 'Check its permissions and the disk.' },
  INPUT_INCOMPLETE: {
    exit: 'again',
    when: 'Part of the input has not arrived: a file is cut off, or shards are missing.',
    advice: 'Run the command again when the input is complete.',
  },
  OUTPUT_UNWRITABLE: {
    exit: 'io',
    when: 'A file or folder cannot be written.',
    advice: 'Check the path, the permissions and the space on the disk.',
  },
  OUTPUT_LOCKED: {
    exit: 'again',
    when: 'Another run is writing the same file.',
    advice: 'Wait until that run has ended, or name another file.',
  },
  RESUME_MISMATCH: {
    exit: 'data',
    when: 'A stopped run cannot be resumed, because the input, the options, the model or the output has changed.',
    advice: 'Repeat the command as it was, or run it without --resume.',
  },
  INGEST_EMPTY: { exit: 'data', when: 'The input holds no post.', advice: 'Check that the right file was given.' },
  INGEST_BINARY: {
    exit: 'data',
    when: 'The input is neither text nor a known binary format.',
    advice: 'Export the posts as text, CSV, JSON or Parquet.',
  },
  INGEST_ENCODING: { exit: 'data', when: 'The text is not in a known encoding.', advice: 'Save it as UTF-8.' },
  INGEST_LINE_TOO_LONG: { exit: 'data', when: 'A line is longer than can be held in memory.', advice: 'Put one record on each line.' },
  INGEST_THREAD_TOO_LARGE: {
    exit: 'data',
    when: 'One thread has more posts than can be scored together.',
    advice: 'Split the thread, or read the posts one by one.',
  },
  INGEST_FORMAT_UNKNOWN: {
    exit: 'usage',
    when: 'There is no source or format of this name.',
    advice: 'Run the command with --source list for the known sources.',
  },
  INGEST_JSON_BROKEN: {
    exit: 'data',
    when: 'A line or file is not valid JSON.',
    advice: 'Repair or remove the place that the message names.',
  },
  INGEST_CSV_BROKEN: {
    exit: 'data',
    when: 'A table is not valid CSV.',
    advice: 'Repair the line that the message names, often a missing quotation mark.',
  },
  INGEST_PARQUET_BROKEN: {
    exit: 'data',
    when: 'A Parquet file is damaged or uses a feature that cannot be read.',
    advice: 'Write the file again, or export it as CSV or JSONL.',
  },
  INGEST_COLUMN_MISSING: {
    exit: 'data',
    when: 'A table lacks a column that is needed.',
    advice: 'Rename the column, or say which one it is with --columns.',
  },
  INGEST_RECORD_INVALID: {
    exit: 'data',
    when: 'A record lacks a field, or a field has a value that does not fit.',
    advice: 'Correct the record, or leave such records out with --on-bad-record skip.',
  },
  INGEST_ID_DUPLICATE: { exit: 'data', when: 'Two different posts have the same id.', advice: 'Give each post an id of its own.' },
  INGEST_PARENT_SELF: { exit: 'data', when: 'A post is its own parent.', advice: 'Correct the parent of the post.' },
  INGEST_PARENT_CYCLE: { exit: 'data', when: 'Posts answer each other in a circle.', advice: 'Correct the parent of one of the posts.' },
} as const satisfies Readonly<Record<string, ErrorEntry>>
