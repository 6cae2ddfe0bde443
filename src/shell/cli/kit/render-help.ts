import { wrapLine } from '../../../say/format/display-width.js'
import { type Command, type OptionSpec, optionsOf } from './command.js'
import { placeholder } from './parse-options.js'

const HELP_WIDTH = 80
/** Column where the help texts start. */
const HELP_COLUMN = 30

/** Renders the `--help` page of a command. @param isWhole includes the options under topics, each topic with its heading (`--help-all`) */
export function renderHelp(command: Command, isWhole = false): string {
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
  if (command.notes !== undefined) lines.push('', ...wrapLine(command.notes, HELP_WIDTH))
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
