import { PipelineError } from '../../base/errors.js'
import { readVersion } from '../node/file/package-root.js'
import type { CliIo, Command } from './kit/command.js'
import { nearestName } from './kit/parse-options.js'
import { retiredCommand } from './kit/retired.js'
import { printText, runCommand, runInProcess } from './kit/run-command.js'

/** Runs one command line, `dealstance <command> …`. Gives the exit code, see {@link runCommand}. */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const [name = '--help', ...rest] = argv
  if (name === '--help' || name === '-h' || name === 'help') return await printText(overview(), io)
  if (name === '--version') return await printText(`dealstance ${readVersion()}\n`, io)
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return await runCommand(entry?.load ?? (() => Promise.reject(retiredCommand(name) ?? unknownCommand(name))), rest, io)
}

/** Runs a command line in this process and sets its exit code. @param command name of the command; default: the first argument */
export async function runProcess(command?: string): Promise<void> {
  await runInProcess((argv, io) => run(command === undefined ? argv : [command, ...argv], io))
}

/** Runs a command that is not in the command table, such as one of `scripts/`, in this process and sets its exit code. */
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
  audit: { summary: 'draw a random sample and label it by hand', load: async () => (await import('./audit/audit.js')).audit },
  report: { summary: 'write a page or pictures of a thread', load: async () => (await import('./command/report.js')).report },
  query: { summary: 'ask scored posts in SQL', load: async () => (await import('./command/query.js')).query },
  cite: { summary: 'print a safe sentence, or say why there is none', load: async () => (await import('./command/cite.js')).cite },
  diff: { summary: 'say how shares moved between two runs', load: async () => (await import('./command/diff.js')).diff },
  verify: { summary: 'recompute every number of a report', load: async () => (await import('./command/verify.js')).verify },
  page: { summary: 'write the page that scores a thread in the browser', load: async () => (await import('./command/page.js')).page },
  forget: { summary: 'remove a person or a post from a folder', load: async () => (await import('./command/forget.js')).forget },
  shard: { summary: 'cut posts into files for many machines', load: async () => (await import('./command/shard.js')).shard },
  train: { summary: 'train a model on your own labelled posts', load: async () => (await import('./model/train.js')).train },
  evaluate: { summary: 'measure models on labelled posts', load: async () => (await import('./model/evaluate.js')).evaluate },
}
