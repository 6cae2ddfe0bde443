import { again, data, type ErrorEntry, internal, io, missing, usage } from './error-entry.js'

/** Errors of command lines, files and ingest. */
export const READING_ERRORS = {
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
} as const satisfies Readonly<Record<string, ErrorEntry>>
