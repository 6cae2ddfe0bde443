import { extname } from 'node:path'
import { PipelineError } from '../index.js'

const FORMAT_BY_ENDING: Readonly<Record<string, string>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.json': 'json',
  '.txt': 'table',
  '.parquet': 'parquet',
  '.html': 'html',
  '.htm': 'html',
  '.md': 'markdown',
}

export interface FormatChoice<Format extends string> {
  readonly given: string | undefined
  /** Name of the output file; its ending tells the format where none is given. */
  readonly out: string | undefined
  readonly choices: readonly Format[]
  readonly standard: Format
}

/**
 * The form of a command's data: as given, else by the ending of the output file, else the standard one.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a form that the command cannot write
 */
export function chooseFormat<Format extends string>({ given, out, choices, standard }: FormatChoice<Format>): Format {
  const byEnding = out === undefined ? undefined : FORMAT_BY_ENDING[extname(out).toLowerCase()]
  const wanted = given ?? byEnding
  if (wanted === undefined) return standard
  const format = choices.find((choice) => choice === wanted)
  if (format !== undefined) return format
  if (wanted === 'parquet') {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `expected a format of ${choices.join(', ')}, got parquet, which this command does not write.`,
    )
  }
  // An ending that says nothing to this command, such as .txt for JSON.
  return standard
}
