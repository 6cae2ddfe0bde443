import { formatSourceList, PipelineError } from '../index.js'
import { type COMMON_OPTIONS, type OptionValues, optionsOf } from './command.js'
import { COMMANDS } from './commands.js'
import { EXIT, exitCodeOf } from './exit-code.js'
import type { CliIo } from './io.js'
import { createLog, type Log } from './log.js'
import { nearestName, parseOptions } from './parse-options.js'
import { renderHelp } from './render-help.js'
import { ClosedPipeError, withOutput } from './write-output.js'

/**
 * Runs one command line, `dealstance <command> …`. Errors become one line on stderr (with their stack when DEALSTANCE_DEBUG is set) and
 * an exit code; nothing is thrown.
 *
 * @param argv command and arguments, as in `process.argv.slice(2)`
 * @returns the exit code: 0 done, 64 usage, 65 bad data, 66 input missing, 70 internal fault, 74 I/O (a closed pipe included), 75 try again
 */
export async function run(argv: readonly string[], io: CliIo): Promise<number> {
  // Until the options are read, errors go out as text.
  let log = createLog(io.stderr, { form: 'text', isQuiet: false })
  try {
    const [name = '--help', ...rest] = argv
    if (name === '--help' || name === '-h' || name === 'help') return await print(overview(), io)
    const entry = Object.hasOwn(COMMANDS, name) ? COMMANDS[name] : undefined
    if (!entry) throw unknownCommand(name)
    const command = await entry.load()
    const { values, inputs } = parseOptions(rest, optionsOf(command))
    const common = values as OptionValues<typeof COMMON_OPTIONS>
    const isWhole = (values as { readonly 'help-all'?: unknown })['help-all'] === true
    if (common.help || isWhole) return await print(renderHelp(command, isWhole), io)
    if ((values as { readonly source?: unknown }).source === 'list') return await print(formatSourceList(), io)
    log = createLog(io.stderr, { form: common.log, isQuiet: common.quiet })
    if (command.inputs === null && inputs.length > 0) {
      throw new PipelineError('USAGE_OPTION_INVALID', `expected options alone, got "${inputs[0]}". See --help.`)
    }
    return await command.run(values, inputs, { io, log, isColourRefused: common['no-color'] })
  } catch (error) {
    return report(error, log, io)
  }
}

async function print(text: string, io: CliIo): Promise<number> {
  await withOutput(null, io, (output) => output.write(text))
  return EXIT.DONE
}

function report(error: unknown, log: Log, io: CliIo): number {
  if (error instanceof ClosedPipeError) return EXIT.IO
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
  return EXIT.INTERNAL
}

const toOneLine = (message: string): string => message.replace(/\s*[\r\n]+\s*/g, ' ')

function unknownCommand(name: string): PipelineError {
  const names = Object.keys(COMMANDS)
  const nearest = nearestName(name, names)
  const advice = nearest === null ? 'dealstance --help lists them.' : `Did you mean ${nearest}?`
  return new PipelineError('USAGE_COMMAND_UNKNOWN', `expected a command of ${names.join(', ')}, got "${name}". ${advice}`, {
    context: { name },
  })
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
    'dealstance COMMAND --help explains a command. stdout carries data only, messages go to stderr.',
    'Exit codes: 0 done, 64 usage, 65 bad data, 66 input missing, 70 internal fault, 74 I/O, 75 try again.',
    '',
  ].join('\n')
}
