import type { CliIo } from './io.js'
import type { Log } from './log.js'

/** One option of a command: the only place that knows its name, type, default, choices and help. */
export type OptionSpec = OptionKind & {
  /** Heading of `--help-all` under which it stands; without one it stands in `--help`. */
  readonly topic?: string
}

type OptionKind =
  | { readonly type: 'flag'; readonly help: string }
  | { readonly type: 'list'; readonly value: string; readonly help: string }
  | { readonly type: 'text'; readonly value: string; readonly help: string; readonly default?: string }
  | {
      readonly type: 'choice'
      readonly choices: readonly string[]
      readonly help: string
      readonly default?: string
      /** Stands for the choices in `--help` where they are too many for a line. */
      readonly value?: string
    }
  | {
      readonly type: 'number'
      readonly value: string
      readonly help: string
      readonly default: number
      readonly low: number
      readonly high: number
      readonly isInteger?: boolean
    }

export type OptionTable = Readonly<Record<string, OptionSpec>>

type Given<Spec, Value> = Spec extends { readonly default: string } ? Value : Value | undefined

type ValueOf<Spec extends OptionSpec> = Spec extends { readonly type: 'flag' }
  ? boolean
  : Spec extends { readonly type: 'list' }
    ? readonly string[]
    : Spec extends { readonly type: 'number' }
      ? number
      : Spec extends { readonly type: 'choice'; readonly choices: readonly (infer Choice)[] }
        ? Given<Spec, Choice>
        : Given<Spec, string>

/** The options of a command line, checked, each with its default where none was given. */
export type OptionValues<Table extends OptionTable> = { readonly [Name in keyof Table]: ValueOf<Table[Name]> }

/** What a command runs in. */
export interface CommandContext {
  readonly io: CliIo
  readonly log: Log
  /** `--no-color` was given. */
  readonly isColourRefused: boolean
}

export interface CommandSpec<Table extends OptionTable> {
  readonly name: string
  /** How it is called, before its options; default: as a command of this package. */
  readonly usage?: string
  /** A sentence or two for `--help`. */
  readonly summary: string
  /** How many inputs it takes, with the word that stands for one in `--help`. */
  readonly inputs: { readonly word: string; readonly help: string } | null
  readonly options: Table
  /** Arguments after the command's name, for `--help`. */
  readonly examples: readonly string[]
  /** What else `--help` must say. */
  readonly notes?: string
  /** @returns the exit code */
  run(values: OptionValues<Table>, inputs: readonly string[], context: CommandContext): Promise<number>
}

/** A command whose option types are its own affair. */
export type Command = CommandSpec<OptionTable>

/** Ties the types of a command's options to what its `run` gets. */
export function defineCommand<const Table extends OptionTable>(spec: CommandSpec<Table>): Command {
  return spec as unknown as Command
}

/** Options of every command. */
export const COMMON_OPTIONS = {
  quiet: { type: 'flag', help: 'only errors on stderr' },
  log: { type: 'choice', choices: ['text', 'json'], default: 'text', help: 'form of the messages on stderr' },
  'no-color': { type: 'flag', help: 'no colours (NO_COLOR and FORCE_COLOR are read too)' },
  help: { type: 'flag', help: 'this page' },
} as const satisfies OptionTable

/** Added to the options of a command of which some have a topic. */
const HELP_ALL = { 'help-all': { type: 'flag', help: 'every option, by topic' } } as const satisfies OptionTable

/** All options that a command takes: its own, and those of every command. */
export function optionsOf({ options }: Pick<Command, 'options'>): OptionTable {
  const hasTopics = Object.values(options).some(({ topic }) => topic !== undefined)
  return { ...options, ...COMMON_OPTIONS, ...(hasTopics && HELP_ALL) }
}

/** The same options under a heading of `--help-all`, out of `--help`. */
export function underTopic<const Table extends OptionTable>(topic: string, table: Table): Table {
  return Object.fromEntries(Object.entries<OptionSpec>(table).map(([name, spec]) => [name, { ...spec, topic }])) as unknown as Table
}
