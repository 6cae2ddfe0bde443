import { extname } from 'node:path'
import { ANSI_STYLE, PLAIN_STYLE, type Style } from '../../report/format/style.js'
import { type CommandContext, usageError } from './command.js'
import { DEFAULT_WIDTH, wantsColour, widthOf } from './io.js'

const FORMAT_BY_ENDING: Readonly<Record<string, string>> = {
  '.jsonl': 'jsonl',
  '.ndjson': 'jsonl',
  '.csv': 'csv',
  '.json': 'json',
  '.txt': 'table',
  '.parquet': 'parquet',
  '.xlsx': 'xlsx',
  '.html': 'html',
  '.htm': 'html',
  '.md': 'markdown',
}

interface FormatChoice<Format extends string> {
  readonly given: string | undefined
  /** Name of the output file. Its extension selects the format unless one is given. */
  readonly out: string | undefined
  readonly choices: readonly Format[]
  readonly standard: Format
  /** Rejects a file extension that the command cannot write, unless the format is given. */
  readonly isStrict?: boolean
}

/** Chooses the output format: the given one, else that of the output file's extension, else the standard one. */
export function chooseFormat<Format extends string>({ given, out, choices, standard, isStrict = false }: FormatChoice<Format>): Format {
  const ending = out === undefined ? '' : extname(out).toLowerCase()
  const byEnding = FORMAT_BY_ENDING[ending]
  const wanted = given ?? byEnding
  if (isStrict && given === undefined && ending !== '' && !choices.some((choice) => choice === byEnding)) {
    const endings = Object.keys(FORMAT_BY_ENDING).filter((one) => choices.some((choice) => choice === FORMAT_BY_ENDING[one]))
    throw usageError(
      `expected a file that ends in ${endings.join(', ')}, got ${out}. Name another, or give the form with --format ${choices.join('|')}.`,
    )
  }
  if (wanted === undefined) return standard
  const format = choices.find((choice) => choice === wanted)
  if (format !== undefined) return format
  if (wanted === 'parquet' || wanted === 'xlsx') {
    throw usageError(`expected a format of ${choices.join(', ')}, got ${wanted}, which this command does not write.`)
  }
  // Other known extensions, such as .txt for JSON, do not select a format.
  return standard
}

/** Width and style of tables: those of the terminal, or the standard ones for a file. */
export function tableStyleOf(out: string | undefined, { io, isColourRefused }: CommandContext): { width: number; style: Style } {
  if (out !== undefined) return { width: DEFAULT_WIDTH, style: PLAIN_STYLE }
  return { width: widthOf(io.stdout), style: wantsColour(io.stdout, io.env, isColourRefused) ? ANSI_STYLE : PLAIN_STYLE }
}
