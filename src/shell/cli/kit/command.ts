import { PipelineError, type TypedCommand } from '../../../base/errors.js'
import { shellWord, wrapLine } from '../../../say/format/display-width.js'
import { visible } from '../../../say/format/escape-controls.js'

/** One option of a command: its type, default, choices and help text, defined once. */
export type OptionSpec = {
  readonly help: string
  /**
   * Effect of the option: on the labels (default), on their output, or on how the run goes. Options
   * that affect labels identify a run.
   */
  readonly decides?: 'labels' | 'output' | 'run'
  /** Recorded by the hash of its file, in a field of its own. */
  readonly hasOwnHash?: true
} & (
  | { readonly type: 'flag' }
  | { readonly type: 'list'; readonly value: string }
  | { readonly type: 'text'; readonly value: string; readonly default?: string }
  // The path of a file, or `-`.
  | { readonly type: 'file'; readonly value?: string; readonly default?: string }
  // `value` replaces the choices in `--help` if they do not fit on a line.
  | {
      readonly type: 'choice'
      readonly choices: readonly string[]
      readonly default?: string
      readonly value?: string
    }
  | ({
      readonly type: 'number'
      readonly value: string
      readonly default?: number
      readonly isInteger?: boolean
    } & Range)
)

interface Range {
  readonly low: number
  readonly high: number
}

export type OptionTable = Readonly<Record<string, OptionSpec>>

type Given<Spec, Value> = Spec extends { readonly default: string | number }
  ? Value
  : Value | undefined

type ValueOf<Spec extends OptionSpec> = Spec extends { readonly type: 'flag' }
  ? boolean
  : Spec extends { readonly type: 'list' }
    ? readonly string[]
    : Spec extends { readonly type: 'number' }
      ? Given<Spec, number>
      : Spec extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
        ? Given<Spec, Choice>
        : Given<Spec, string>

/** The checked options of a command line, with defaults filled in. */
export type OptionValues<Table extends OptionTable> = {
  readonly [Name in keyof Table]: ValueOf<Table[Name]>
}

export interface CommandContext {
  readonly io: CliIo
  readonly log: Log
  readonly isColourRefused: boolean
  readonly isQuiet: boolean
  readonly isVerbose: boolean
  /** Registers a hook that runs when the command ends, however it ends; the last one first. */
  onExit(cleanUp: () => unknown): void
}

/** Options that another one leaves without effect. */
export interface Exclusion {
  /** An option, or one with a value: `source list`; absent where `unless` alone counts. */
  readonly beside?: string
  readonly idle: readonly string[]
  readonly why: string
  /** Options that give the idle ones their effect back. */
  readonly unless?: readonly string[]
}

/** Inputs and options of a command, for its help and the check of its options. */
export interface CommandForm {
  readonly name: string
  /** The command as it is typed. Default: that of a command of this package. */
  readonly usage?: string
  readonly summary: string
  /** The placeholder and help text for the inputs; null when the command takes none. */
  readonly inputs: { readonly word: string; readonly help: string } | null
  readonly options: OptionTable
  readonly exclusions?: readonly Exclusion[]
  /** Words behind the command's name in each example. */
  readonly examples: readonly string[]
  /** Closing lines of `--help`; "- " opens an entry of a list. */
  readonly notes?: string
  /** The command to suggest after this one. */
  readonly next?: string
}

/** A command: runs a command line without the command's name, and gives the exit code. */
export type CommandFunction = (argv: readonly string[], io: CliIo) => Promise<number>

/** The checked options of a command, the common ones included. */
export type OptionsOf<Form extends Pick<CommandForm, 'options'>> = OptionValues<
  Form['options'] & typeof COMMON_OPTIONS
>

export const COMMON_OPTIONS = {
  quiet: { type: 'flag', help: 'only errors on stderr' },
  verbose: { type: 'flag', help: 'every note on what was read, line by line' },
  log: {
    type: 'choice',
    choices: ['text', 'json'],
    default: 'text',
    help: 'form of the messages on stderr',
  },
  'no-color': { type: 'flag', help: 'no colours (NO_COLOR and FORCE_COLOR are read too)' },
  help: { type: 'flag', help: 'this page' },
} as const satisfies OptionTable

export const INTEGER = { type: 'number', isInteger: true } as const

export function usageError(
  message: string,
  context: Readonly<Record<string, unknown>> = {},
): PipelineError {
  return new PipelineError('USAGE_OPTION_INVALID', message, { context })
}

/** True if an option has a value that differs from its default. */
export function isGiven(value: unknown, spec: OptionSpec | undefined): boolean {
  if (spec === undefined || value === undefined || value === false) return false
  if (Array.isArray(value)) return value.length > 0
  return value !== ('default' in spec ? spec.default : undefined)
}

/** An option of a command line with its value; a list gives one entry per value. */
export type GivenOption = readonly [name: string, value: unknown, spec: OptionSpec]

/**
 * The options that a user set, in the order of the table.
 *
 * @param isMeant leaves out options that the caller does not need
 */
export const givenOptions = (
  values: object,
  table: OptionTable,
  isMeant: (spec: OptionSpec) => boolean = () => true,
): GivenOption[] =>
  Object.entries(table).flatMap(([name, spec]) => {
    const value = (values as Readonly<Record<string, unknown>>)[name]
    return isMeant(spec) && isGiven(value, spec)
      ? [value].flat().map((one): GivenOption => [name, one, spec])
      : []
  })

export const givenWords = (...optionArguments: Parameters<typeof givenOptions>): string[] =>
  givenOptions(...optionArguments).flatMap(([name, value]) =>
    value === true ? [`--${name}`] : [`--${name}`, String(value)],
  )

/** Refuses an option that another one leaves without effect. */
export function refuseIdle(
  { options, exclusions = [] }: Pick<CommandForm, 'options' | 'exclusions'>,
  values: object,
): void {
  const words = givenOptions(values, options)
  const isSet = (text: string): boolean =>
    words.some(([name, value]) => name === text || `${name} ${value}` === text)
  for (const { beside, idle, why, unless = [] } of exclusions) {
    const other = idle.find((name) => beside?.startsWith(name) !== true && isSet(name))
    if (other === undefined || unless.some(isSet)) continue
    if (beside === undefined)
      throw usageError(`expected --${other} with --${unless[0]}, got it without. ${why}`)
    if (isSet(beside)) throw usageError(`expected --${beside} or --${other}, got both. ${why}`)
  }
}

/** Options that npm has too: their variables may be settings of npm. */
const OF_NPM = new Set(['audit', 'allow-remote'])

/**
 * Refuses options that `npm run` kept for itself, since no `--` stands before them: it tells a
 * script of them by variables.
 */
export function refuseKept(
  { name, options }: Pick<CommandForm, 'name' | 'options'>,
  { env }: Pick<CliIo, 'env'>,
): void {
  if (env['npm_lifecycle_event'] !== name) return
  const kept = Object.keys(options).filter(
    (option) =>
      !OF_NPM.has(option) && env[`npm_config_${option.replaceAll('-', '_')}`] !== undefined,
  )
  if (kept.length === 0) return
  const dashed = kept.map((option) => `--${option}`).join(' and ')
  throw usageError(
    `expected the options behind --, got ${dashed} before it: npm keeps those. Write npm run ${name} -- FILE --${kept[0]} …`,
  )
}

/** The files that a command line names by its options: those it reads, and those it writes. */
export function namedFiles(
  values: object,
  table: OptionTable,
): Record<'read' | 'outputs', string[]> {
  const files = givenOptions(values, table, ({ type }) => type === 'file')
  const pathsOf = (isOutput: boolean): string[] =>
    files.flatMap(([, path, { decides }]) =>
      (decides === 'output') === isOutput ? [String(path)] : [],
    )
  return { read: pathsOf(false), outputs: pathsOf(true) }
}

/**
 * Words commands as they are typed here: `npm run audit -- scored.jsonl` where a script of the
 * clone runs, else `npx --no dealstance audit scored.jsonl`.
 */
export const wordCommands = ({ env }: Pick<CliIo, 'env'>): TypedCommand =>
  env['npm_package_name'] === 'dealstance' && env['npm_lifecycle_event'] !== 'npx'
    ? (command) => `npm run ${command.replace(' ', ' -- ')}`
    : (command) => `npx --no dealstance ${command}`

export const typedCommand = ({ io }: Pick<CommandContext, 'io'>, command: string): string =>
  wordCommands(io)(command)

/** Names the next useful command as the last line on stderr, only on a terminal. */
export function suggestNext(context: CommandContext, ...words: readonly string[]): void {
  if (context.io.stderr.isTTY !== true) return
  context.log.info(`Next: ${typedCommand(context, words.map(shellWord).join(' '))}`)
}

/** A stream that a command writes to, such as `process.stdout`. */
interface OutputStream {
  write(data: string | Uint8Array, done?: (error?: Error | null) => void): unknown
  readonly isTTY?: boolean
  readonly columns?: number
}

/** The parts of the process that a command may use. `process` satisfies it. */
export interface CliIo {
  readonly stdin: AsyncIterable<Uint8Array | string>
  readonly stdout: OutputStream
  readonly stderr: OutputStream
  readonly env: Readonly<Record<string, string | undefined>>
  /** Takes the progress of a command, for a program that shows it. */
  readonly onProgress?: (doneCount: number, totalCount: number, unit: string) => void
}

/** Table width without a terminal, the same on every machine. */
export const DEFAULT_WIDTH = 100

export function widthOf({ isTTY, columns }: OutputStream): number {
  return isTTY === true && columns !== undefined && columns > 0 ? columns : DEFAULT_WIDTH
}

/**
 * Decides on colours for a stream. The first that applies decides: `--no-color`, FORCE_COLOR,
 * NO_COLOR, terminal or not.
 *
 * @see https://no-color.org, https://force-color.org
 */
export function wantsColour(stream: OutputStream, env: CliIo['env'], isRefused: boolean): boolean {
  if (isRefused) return false
  const forced = env['FORCE_COLOR']
  if (forced !== undefined && forced !== '') return forced !== '0' && forced !== 'false'
  if (env['NO_COLOR'] !== undefined && env['NO_COLOR'] !== '') return false
  return stream.isTTY === true && env['TERM'] !== 'dumb'
}

export interface Log {
  info(message: string): void
  warn(message: string): void
  error(facts: { readonly code: string; readonly context?: unknown }, message: string): void
}

/**
 * The unfinished last line of the terminal, such as a progress bar; erased before other text is
 * written.
 */
export const lastLine = { erase: (): void => {} }

/**
 * Creates a log on stderr: one JSON line of pino per message, or the message as plain text.
 *
 * @param isQuiet logs errors only
 */
export async function createLog(
  stderr: OutputStream,
  form: 'text' | 'json',
  isQuiet: boolean,
): Promise<Log> {
  if (form === 'text') return createTextLog(stderr, isQuiet)
  const { default: pino } = await import('pino')
  const settings = {
    base: null,
    level: isQuiet ? 'error' : 'info',
    timestamp: pino.stdTimeFunctions.isoTime,
  }
  const write = (line: string): void => {
    lastLine.erase()
    stderr.write(line)
  }
  return pino(settings, { write }) as Log
}

/** Creates a log of plain text on stderr, which a terminal gets wrapped at words. */
export function createTextLog(stderr: OutputStream, isQuiet = false): Log {
  const write = (text: string): void => {
    lastLine.erase()
    // Names of files and answers of servers may hold what moves the cursor of a terminal.
    stderr.write(wrapFor(stderr, `${visible(text)}\n`))
  }
  return {
    info: (message) => isQuiet || write(message),
    warn: (message) => isQuiet || write(`warning: ${message}`),
    error: ({ code }, message) => write(`dealstance: ${code}: ${message}`),
  }
}

/**
 * Wraps lines for a terminal. A program gets each message whole; commands to copy are never broken.
 */
function wrapFor({ isTTY, columns = 0 }: OutputStream, text: string): string {
  if (isTTY !== true || columns < 1) return text
  const lines = text.trimEnd().split('\n')
  return `${lines
    .flatMap((line) => {
      const indent = ' '.repeat(line.search(/\S|$/))
      const isWhole =
        line.length <= columns ||
        line.startsWith('Next: ') ||
        line.split(' ').some((word) => word.length > columns)
      return isWhole
        ? [line]
        : wrapLine(line, columns - indent.length, 2).map((one) => indent + one)
    })
    .join('\n')}\n`
}
