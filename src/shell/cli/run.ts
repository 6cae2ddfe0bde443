import { PipelineError } from '../../base/errors.js'
import { nearestName } from '../../base/text/string-distance.js'
import { readVersion } from '../node/file/package-root.js'
import { type CliIo, type CommandFunction, createTextLog } from './kit/command.js'
import { print, reportError } from './kit/run-command.js'

/** Runs one command line, `dealstance <command> …`. Gives the exit code, see `commandOf`. */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const [name = '--help', ...rest] = argv
  try {
    if (name === '--help' || name === '-h' || name === 'help') return await print(overview(), io)
    if (name === '--version') return await print(`dealstance ${readVersion()}\n`, io)
    const load = Object.hasOwn(LOAD, name) ? LOAD[name] : undefined
    if (load === undefined) throw unknownCommand(name)
    return await (await load())(rest, io)
  } catch (error) {
    return reportError(error, createTextLog(io.stderr), io)
  }
}

/**
 * Runs a command line in this process and sets its exit code.
 *
 * @param command name of the command; default: the first argument
 */
export const runProcess = (command?: string): Promise<void> =>
  runScript((argv, io) => run(command === undefined ? argv : [command, ...argv], io))

/** Runs a command, which may be one of `scripts/`, in this process. Sets its exit code. */
export async function runScript(command: CommandFunction): Promise<void> {
  // The failing write already reports a closed pipe. Without a listener, the event would also crash
  // the process.
  process.stdout.on('error', () => {})
  process.stderr.on('error', () => {})
  process.exitCode = await command(process.argv.slice(2), process)
}

function unknownCommand(name: string): PipelineError {
  const names = Object.keys(COMMANDS)
  const nearest = nearestName(name, names)
  const advice = nearest === null ? 'dealstance --help lists them.' : `Did you mean ${nearest}?`
  const message = `expected a command of ${names.join(', ')}, got "${name}". ${advice}`
  return new PipelineError('USAGE_COMMAND_UNKNOWN', message, { context: { name } })
}

function overview(): string {
  const rows = Object.entries(COMMANDS).map(([name, summary]) => `  ${name.padEnd(16)}${summary}`)
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

/** Summaries of the commands, by name. To add one, add its file, a line here and one in LOAD. */
export const COMMANDS = {
  classify: 'label posts and break them down by deal',
  ingest: 'read any known shape into posts as JSONL',
  aggregate: 'break scored posts down by deal',
  audit: 'take a random sample and label it by hand',
  report: 'write a page or pictures of a thread',
  cite: 'print a safe sentence, or say why there is none',
  page: 'write the page that scores a thread in the browser',
  train: 'train a model on your own labelled posts',
  evaluate: 'measure models on labelled posts',
} as const

/** Commands load separately, so that each starts fast. */
const LOAD: Readonly<Record<string, () => Promise<CommandFunction>>> = {
  classify: async () => (await import('./classify/classify.js')).classify,
  ingest: async () => (await import('./command/ingest.js')).ingest,
  aggregate: async () => (await import('./command/aggregate.js')).aggregate,
  audit: async () => (await import('./audit/audit.js')).audit,
  report: async () => (await import('./command/report.js')).report,
  cite: async () => (await import('./command/cite.js')).cite,
  page: async () => (await import('./command/page.js')).page,
  train: async () => (await import('./model/train.js')).train,
  evaluate: async () => (await import('./model/evaluate.js')).evaluate,
  serve: async () => {
    const { serve } = await import('./serve.js')
    return (_, io) => serve(run, io)
  },
}
