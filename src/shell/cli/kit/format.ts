import { extname } from 'node:path'
import { ANSI_STYLE, PLAIN_STYLE, type Style } from '../../../say/format/style.js'
import { type CommandContext, DEFAULT_WIDTH, usageError, wantsColour, widthOf } from './command.js'

const FORMATS_BY_ENDING: Readonly<Record<string, readonly string[]>> = {
  '.jsonl': ['jsonl'],
  '.ndjson': ['jsonl'],
  '.csv': ['csv'],
  '.json': ['json'],
  '.txt': ['table', 'text'],
  '.parquet': ['parquet'],
  '.xlsx': ['xlsx'],
  '.html': ['html'],
  '.htm': ['html'],
  '.md': ['markdown'],
}

interface FormatChoice<Format extends string> {
  readonly given?: string | undefined
  /** Name of the output file. Its extension selects the format unless one is given. */
  readonly out: string | undefined
  readonly choices: readonly Format[]
  readonly standard: Format
  /** Advice for a file of another ending; default: to pass `--format`. */
  readonly advice?: string
}

/** Chooses the output format: the given one, else that of the file's extension, which must name one of the choices, else the standard one. */
export function chooseFormat<Format extends string>({ given, out, choices, standard, advice }: FormatChoice<Format>): Format {
  const formatOf = (ending: string): Format | undefined => choices.find((choice) => FORMATS_BY_ENDING[ending]?.includes(choice))
  const ending = out === undefined ? '' : extname(out).toLowerCase()
  const format = given === undefined ? formatOf(ending) : choices.find((choice) => choice === given)
  if (format !== undefined) return format
  if (ending === '') return standard
  const endings = Object.keys(FORMATS_BY_ENDING).filter((one) => formatOf(one) !== undefined)
  throw usageError(
    `expected a file that ends in ${endings.join(', ')}, got ${out}. Name another${advice ?? `, or give the form with --format ${choices.join('|')}`}.`,
  )
}

/** Width and style of tables: those of the terminal, or the standard ones for a file. */
export function tableStyleOf(out: string | undefined, { io, isColourRefused }: CommandContext): { width: number; style: Style } {
  if (out !== undefined) return { width: DEFAULT_WIDTH, style: PLAIN_STYLE }
  return { width: widthOf(io.stdout), style: wantsColour(io.stdout, io.env, isColourRefused) ? ANSI_STYLE : PLAIN_STYLE }
}
