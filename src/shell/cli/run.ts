import { PipelineError } from '../../base/errors.js'
import { readVersion } from '../node/file/package-root.js'
import { COMMANDS } from './commands.js'
import type { CliIo } from './kit/io.js'
import { nearestName } from './kit/parse-options.js'
import { retiredCommand } from './kit/retired.js'
import { printText, runCommand } from './kit/run-command.js'

/**
 * Runs one command line, `dealstance <command> …`. See {@link runCommand}.
 *
 * @param argv command and arguments, as in `process.argv.slice(2)`
 * @returns the exit code
 */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  const [name = '--help', ...rest] = argv
  if (name === '--help' || name === '-h' || name === 'help') return await printText(overview(), io)
  if (name === '--version') return await printText(`dealstance ${readVersion()}\n`, io)
  const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
  return await runCommand(entry?.load ?? (() => Promise.reject(retiredCommand(name) ?? unknownCommand(name))), rest, io)
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
    'Reads the public argument about a corporate deal and says how many call the move a retreat and how many a shrewd pivot.',
    '',
    ...rows,
    '',
    'dealstance COMMAND --help explains a command, dealstance --version names the version.',
    'stdout carries data only, messages go to stderr.',
    'Exit codes: 0 done, 64 usage, 65 bad data, 66 input missing, 70 internal fault, 74 I/O, 75 try again.',
    '',
  ].join('\n')
}
