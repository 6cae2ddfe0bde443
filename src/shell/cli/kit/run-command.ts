import { PipelineError, type TypedCommand } from '../../../base/errors.js'
import { wrapLine } from '../../../say/format/display-width.js'
import { closePipes } from '../../node/file/read-source.js'
import {
  type CliIo,
  COMMON_OPTIONS,
  type CommandContext,
  type CommandForm,
  type CommandFunction,
  createLog,
  createTextLog,
  type Log,
  lastLine,
  namedFiles,
  type OptionSpec,
  type OptionsOf,
  type OptionValues,
  refuseIdle,
  refuseKept,
  usageError,
  wordCommands,
} from './command.js'
import { EXIT, exitCodeOf } from './exit-codes.js'
import { parseOptions, placeholder } from './parse-options.js'
import { ClosedPipeError, probeOutput, withOutput } from './write-output.js'

type Act<Form extends CommandForm> = (
  options: OptionsOf<Form>,
  inputs: readonly string[],
  context: CommandContext,
) => Promise<number> | Promise<void>

/**
 * Makes a command: it checks its options, and lets `act` do the work. An error becomes an exit code
 * and one line on stderr, with its stack if DEALSTANCE_DEBUG is set. Never throws.
 */
export const commandOf =
  <const Form extends CommandForm>(form: Form, act: Act<Form>): CommandFunction =>
  (argv, io) =>
    runCommand(form, argv, io, act)

async function runCommand<const Form extends CommandForm>(
  form: Form,
  argv: readonly string[],
  io: CliIo,
  act: Act<Form>,
): Promise<number> {
  // Errors before the options are parsed are logged as text.
  let log = createTextLog(io.stderr)
  const hooks: (() => unknown)[] = []
  try {
    const { values, inputs } = parseOptions<Form['options'] & typeof COMMON_OPTIONS>(argv, {
      ...form.options,
      ...COMMON_OPTIONS,
    })
    const common: OptionValues<typeof COMMON_OPTIONS> = values
    if (common.help) return await print(renderHelp(form, wordCommands(io)), io)
    log = await createLog(io.stderr, common.log, common.quiet)
    if (form.inputs === null && inputs.length > 0)
      throw usageError(`expected options only, got "${inputs[0]}". See --help.`)
    refuseKept(form, io)
    refuseIdle(form, values)
    const onExit = (cleanUp: () => unknown): void => void hooks.push(cleanUp)
    const context = {
      io,
      log,
      isColourRefused: common['no-color'],
      isQuiet: common.quiet,
      isVerbose: common.verbose,
      onExit,
    }
    for (const path of namedFiles(values, form.options).outputs)
      if (path !== '-') await probeOutput(path)
    try {
      return (await act(values, inputs, context)) ?? EXIT.done
    } finally {
      lastLine.erase()
      for (const cleanUp of hooks.reverse()) await cleanUp()
      await closePipes()
    }
  } catch (error) {
    return reportError(error, log, io)
  }
}

export async function print(text: string, io: CliIo): Promise<number> {
  await withOutput(null, io, (output) => output.write(text))
  return EXIT.done
}

export function reportError(error: unknown, log: Log, io: CliIo): number {
  if (error instanceof ClosedPipeError) return EXIT.io
  if (error instanceof Error && error.name === 'AbortError') return 130 // Ctrl-C at a question, as shells tell it.
  const isDebugging = (io.env['DEALSTANCE_DEBUG'] ?? '') !== ''
  if (isDebugging && error instanceof Error) io.stderr.write(`${error.stack}\n`)
  if (error instanceof PipelineError) {
    log.error(
      { code: error.code, context: error.context },
      toOneLine(error.messageFor(wordCommands(io))),
    )
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

const HELP_WIDTH = 80
const HELP_COLUMN = 30

function renderHelp(command: CommandForm, typed: TypedCommand): string {
  const word = command.inputs === null ? '' : `${command.inputs.word} `
  const lineOf = (rest: string) =>
    command.usage === undefined ? typed(`${command.name} ${rest}`) : `${command.usage} ${rest}`
  const blocks = [
    [`Usage: ${lineOf(`${word}[options]`)}`],
    [''],
    wrapLine(command.summary, HELP_WIDTH),
    [''],
  ]
  if (command.inputs !== null) blocks.push(row(command.inputs.word, command.inputs.help))
  for (const [name, spec] of Object.entries(command.options)) blocks.push(optionRow(name, spec))
  const common = Object.entries<OptionSpec>(COMMON_OPTIONS).map(([name, spec]) =>
    `--${name} ${placeholder(spec)}`.trimEnd(),
  )
  blocks.push(['', `  ${common.join('  ')}`])
  blocks.push(
    ['', 'Examples'],
    command.examples.map((example) => `  ${lineOf(example)}`),
  )
  const notes = command.notes?.split('\n') ?? []
  if (notes.length > 0)
    blocks.push(
      [''],
      notes.flatMap((note) => wrapLine(note, HELP_WIDTH, note.startsWith('- ') ? 2 : 0)),
    )
  if (command.next !== undefined) blocks.push([`Next: ${typed(command.next)}`])
  return `${blocks.flat().join('\n')}\n`
}

function optionRow(name: string, spec: OptionSpec): string[] {
  const standard =
    'default' in spec && spec.default !== undefined ? ` (default ${spec.default})` : ''
  return row(`--${name} ${placeholder(spec)}`.trimEnd(), `${spec.help}${standard}`)
}

function row(left: string, right: string): string[] {
  const oneLine = `  ${left.padEnd(HELP_COLUMN - 4)}  ${right}`
  if (oneLine.length <= HELP_WIDTH) return [oneLine]
  const [first = '', ...more] = wrapLine(right, HELP_WIDTH - HELP_COLUMN).map(
    (line) => ' '.repeat(HELP_COLUMN) + line,
  )
  return left.length + 4 > HELP_COLUMN
    ? [`  ${left}`, first, ...more]
    : [`  ${left}`.padEnd(HELP_COLUMN) + first.trimStart(), ...more]
}
