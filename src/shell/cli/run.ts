import { PipelineError } from '../../base/errors.js'
import { wrapLine } from '../../say/format/display-width.js'
import { readVersion } from '../node/file/package-root.js'
import {
  type CliIo,
  type COMMON_OPTIONS,
  type Command,
  createLog,
  createTextLog,
  type Log,
  lastLine,
  type OptionSpec,
  type OptionValues,
  optionsOf,
  usageError,
} from './kit/command.js'
import { EXIT, exitCodeOf } from './kit/exit-codes.js'
import { nearestName, parseOptions, placeholder } from './kit/parse-options.js'
import { ClosedPipeError, withOutput } from './kit/write-output.js'

/** Runs one command line, `dealstance <command> …`. Gives the exit code, see {@link runCommand}. */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const [name = '--help', ...rest] = argv
  const isHelp = name === '--help' || name === '-h' || name === 'help'
  if (isHelp || name === '--version')
    return await print(isHelp ? overview() : `dealstance ${readVersion()}\n`, io).catch((error) =>
      report(error, createTextLog(io.stderr), io),
    )
  if (name === 'serve') return await (await import('./serve.js')).serve(run, io)
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return await runCommand(entry?.load ?? (() => Promise.reject(unknownCommand(name))), rest, io)
}

/** Runs a command line in this process and sets its exit code. @param command name of the command; default: the first argument */
export async function runProcess(command?: string): Promise<void> {
  await runInProcess((argv, io) => run(command === undefined ? argv : [command, ...argv], io))
}

/** Runs a command outside the command table, such as one of `scripts/`, in this process. Sets its exit code. */
export async function runScript(command: Command): Promise<void> {
  await runInProcess((argv, io) => runCommand(() => command, argv, io))
}

function unknownCommand(name: string): PipelineError {
  const names = Object.keys(COMMANDS)
  const nearest = nearestName(name, names)
  const advice = nearest === null ? 'dealstance --help lists them.' : `Did you mean ${nearest}?`
  const message = `expected a command of ${names.join(', ')}, got "${name}". ${advice}`
  return new PipelineError('USAGE_COMMAND_UNKNOWN', message, { context: { name } })
}

function overview(): string {
  const rows = Object.entries(COMMANDS).map(([name, { summary }]) => `  ${name.padEnd(16)}${summary}`)
  return [
    'Usage: dealstance COMMAND [options]      (in a clone: npm run COMMAND -- [options])',
    '',
    'Reads the public argument about a corporate deal.',
    'Says how many call the move a retreat, and how many a shrewd pivot.',
    '',
    ...rows,
    '',
    'dealstance COMMAND --help explains a command. dealstance --version names the version.',
    'dealstance serve runs commands that other programs send: scripts/python/README.md.',
    'stdout carries data only. Messages go to stderr.',
    'Exit codes: 0 done, 64 usage, 65 bad data, 66 input missing, 70 internal fault,',
    '74 I/O, 75 try again.',
    '',
  ].join('\n')
}

/** Every command by name. To add one, add its file and a line here. Commands load separately, so that each starts fast. */
export const COMMANDS: Readonly<Record<string, { readonly summary: string; load(): Promise<Command> }>> = {
  classify: { summary: 'label posts and break them down by deal', load: async () => (await import('./classify/classify.js')).classify },
  ingest: { summary: 'read any known shape into posts as JSONL', load: async () => (await import('./command/ingest.js')).ingest },
  aggregate: { summary: 'break scored posts down by deal', load: async () => (await import('./command/aggregate.js')).aggregate },
  audit: { summary: 'take a random sample and label it by hand', load: async () => (await import('./audit/audit.js')).audit },
  report: { summary: 'write a page or pictures of a thread', load: async () => (await import('./command/report.js')).report },
  cite: { summary: 'print a safe sentence, or say why there is none', load: async () => (await import('./command/cite.js')).cite },
  page: { summary: 'write the page that scores a thread in the browser', load: async () => (await import('./command/page.js')).page },
  train: { summary: 'train a model on your own labelled posts', load: async () => (await import('./model/train.js')).train },
  evaluate: { summary: 'measure models on labelled posts', load: async () => (await import('./model/evaluate.js')).evaluate },
}

/**
 * Runs one command. An error becomes an exit code and one line on stderr, with its stack if DEALSTANCE_DEBUG is set. Never throws.
 *
 * @returns the exit code: 0 done, 64 usage, 65 bad data, 66 input missing, 70 internal fault, 74 I/O (a closed pipe included), 75 try again
 */
export async function runCommand(load: () => Command | Promise<Command>, argv: readonly string[], io: CliIo): Promise<number> {
  // Errors before the options are parsed are logged as text.
  let log = createTextLog(io.stderr)
  const hooks: (() => unknown)[] = []
  try {
    const command = await load()
    const { values, inputs } = parseOptions(argv, optionsOf(command))
    const common = values as OptionValues<typeof COMMON_OPTIONS>
    const { source } = values as { readonly source?: unknown }
    if (common.help || common['help-all']) return await print(renderHelp(command, common['help-all']), io)
    if (source === 'list') return await print((await import('../../read/format-ingest-summary.js')).formatSourceList(), io)
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

async function runInProcess(run: (argv: readonly string[], io: CliIo) => Promise<number>): Promise<void> {
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
