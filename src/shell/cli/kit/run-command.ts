import { PipelineError } from '../../../base/errors.js'
import { wrapLine } from '../../../say/format/display-width.js'
import {
  type CliIo,
  type COMMON_OPTIONS,
  type Command,
  createLog,
  createTextLog,
  EXIT,
  exitCodeOf,
  type Log,
  lastLine,
  type OptionSpec,
  type OptionValues,
  optionsOf,
  usageError,
} from './command.js'
import { parseOptions, placeholder } from './parse-options.js'
import { ClosedPipeError, withOutput } from './write-output.js'

/**
 * Runs one command. An error becomes one line on stderr (with its stack when DEALSTANCE_DEBUG is set) and an exit code. Never throws.
 *
 * @returns the exit code: 0 done, 64 usage, 65 bad data, 66 input missing, 70 internal fault, 74 I/O (a closed pipe included), 75 try again
 */
export async function runCommand(load: () => Command | Promise<Command>, argv: readonly string[], io: CliIo): Promise<number> {
  // Errors before the options are parsed are logged as text.
  let log = createTextLog(io.stderr)
  const hooks: (() => unknown)[] = []
  try {
    const command = await load()
    const { values, inputs } = parseOptions(argv, optionsOf(command), command.name)
    const common = values as OptionValues<typeof COMMON_OPTIONS>
    const { source } = values as { readonly source?: unknown }
    if (common.help || common['help-all']) return await print(renderHelp(command, common['help-all']), io)
    if (source === 'list') return await print((await import('../../../read/format-ingest-summary.js')).formatSourceList(), io)
    log = await createLog(io.stderr, common.log, common.quiet)
    checkNpm(command, io)
    if (command.inputs === null && inputs.length > 0) {
      throw usageError(`expected options only, got "${inputs[0]}". See --help.`)
    }
    const onExit = (cleanUp: () => unknown): void => void hooks.push(cleanUp)
    const context = { io, log, isColourRefused: common['no-color'], isQuiet: common.quiet, onExit }
    try {
      return (await command.run(values, inputs, context)) ?? EXIT.done
    } finally {
      lastLine.erase()
      for (const cleanUp of hooks.reverse()) await cleanUp()
    }
  } catch (error) {
    return report(error, log, io)
  }
}

/** Without `--`, npm takes an option and leaves its value as an input. @throws {PipelineError} `USAGE_OPTION_INVALID` */
function checkNpm(command: Command, { env }: CliIo): void {
  // npm has an option of this name itself.
  const names = Object.keys(optionsOf(command)).filter((name) => name !== 'audit')
  const taken = names.find((name) => env[`npm_config_${name.replaceAll('-', '_')}`] === 'true')
  if (taken === undefined || env['npm_lifecycle_event'] !== command.name) return
  throw usageError(
    `expected options behind --, got --${taken}, which npm took for itself. Write npm run ${command.name} -- INPUT --${taken} ….`,
  )
}

/** Prints a text without running a command. Errors are reported as in {@link runCommand}. */
export async function printText(text: string, io: CliIo): Promise<number> {
  try {
    return await print(text, io)
  } catch (error) {
    return report(error, createTextLog(io.stderr), io)
  }
}

async function print(text: string, io: CliIo): Promise<number> {
  await withOutput(null, io, (output) => output.write(text))
  return EXIT.done
}

function report(error: unknown, log: Log, io: CliIo): number {
  if (error instanceof ClosedPipeError) return EXIT.io
  if (error instanceof Error && error.name === 'AbortError') return 130 // Ctrl-C at a question, as shells tell it.
  const isDebugging = (io.env['DEALSTANCE_DEBUG'] ?? '') !== ''
  if (isDebugging && error instanceof Error) io.stderr.write(`${error.stack}\n`)
  if (error instanceof PipelineError) {
    log.error({ code: error.code, context: error.context }, toOneLine(error.message))
    return exitCodeOf(error.code)
  }
  const what = error instanceof Error ? `${error.name}: ${error.message}` : String(error)
  log.error(
    { code: 'INTERNAL' },
    `${toOneLine(what)}. This is a fault of dealstance: please report it with the command and, if you can, the input (DEALSTANCE_DEBUG=1 prints the stack).`,
  )
  return EXIT.internal
}

const toOneLine = (message: string): string => message.replace(/(?<!\s)\s*[\r\n]\s*/g, ' ')

/** Calls `run` with this process's arguments and streams, and sets the exit code that it returns. */
export async function runInProcess(run: (argv: readonly string[], io: CliIo) => Promise<number>): Promise<void> {
  // The failing write already reports a closed pipe. Without a listener, the event would also crash the process.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  process.exitCode = await run(process.argv.slice(2), process)
}

const HELP_WIDTH = 80
const HELP_COLUMN = 30

/** Renders the `--help` page of a command. @param isWhole includes the options under topics, each topic with its heading (`--help-all`) */
function renderHelp(command: Command, isWhole = false): string {
  const word = command.inputs === null ? '' : ` ${command.inputs.word}`
  const lines = [
    ...(command.usage === undefined
      ? [`Usage: npm run ${command.name} --${word} [options]`, `       dealstance ${command.name}${word} [options]`]
      : [`Usage: ${command.usage} [options]`]),
    '',
    ...wrapLine(command.summary, HELP_WIDTH),
    '',
  ]
  if (command.inputs !== null) lines.push(...row(command.inputs.word, command.inputs.help))
  const options = Object.entries(optionsOf(command))
  for (const [name, spec] of options) if (spec.topic === undefined) lines.push(...optionRow(name, spec))
  const topics = isWhole ? new Set(options.flatMap(([, { topic }]) => topic ?? [])) : []
  for (const topic of topics) {
    lines.push('', topic)
    for (const [name, spec] of options) if (spec.topic === topic) lines.push(...optionRow(name, spec))
  }
  lines.push('', 'Examples', ...command.examples.map((example) => `  ${example}`))
  const notes = command.notes?.split('\n') ?? []
  if (notes.length > 0) lines.push('', ...notes.flatMap((note) => wrapLine(note, HELP_WIDTH, note.startsWith('- ') ? 2 : 0)))
  return `${lines.join('\n')}\n`
}

function optionRow(name: string, spec: OptionSpec): string[] {
  const standard = 'default' in spec && spec.default !== undefined ? ` (default ${spec.default})` : ''
  return row(`--${name} ${placeholder(spec)}`.trimEnd(), `${spec.help}${standard}`)
}

function row(left: string, right: string): string[] {
  const oneLine = `  ${left.padEnd(HELP_COLUMN - 4)}  ${right}`
  if (oneLine.length <= HELP_WIDTH) return [oneLine]
  const [first = '', ...more] = wrapLine(right, HELP_WIDTH - HELP_COLUMN).map((line) => ' '.repeat(HELP_COLUMN) + line)
  return left.length + 4 > HELP_COLUMN ? [`  ${left}`, first, ...more] : [`  ${left}`.padEnd(HELP_COLUMN) + first.trimStart(), ...more]
}
