import { COMMON_OPTIONS, type Command, type OptionTable } from './command.js'
import { placeholder } from './parse-options.js'

/** Column at which the explanations start; a longer option has its own on the next line. */
const HELP_COLUMN = 30

/** The page that `--help` prints, out of the command's own table. */
export function renderHelp(command: Command): string {
  const word = command.inputs === null ? '' : ` ${command.inputs.word}`
  const lines = [
    `Usage: npm run ${command.name} --${word} [options]   or   dealstance ${command.name}${word} [options]`,
    '',
    command.summary,
    '',
  ]
  if (command.inputs !== null) lines.push(row(command.inputs.word.trim(), command.inputs.help))
  lines.push(...renderOptions({ ...command.options, ...COMMON_OPTIONS }), '', 'Examples')
  for (const example of command.examples) lines.push(`  ${example}`)
  if (command.notes) lines.push('', ...command.notes)
  return `${lines.join('\n')}\n`
}

function renderOptions(table: OptionTable): string[] {
  return Object.entries(table).map(([name, spec]) => {
    const standard = 'default' in spec && spec.default !== undefined ? ` (default ${spec.default})` : ''
    return row(`--${name} ${placeholder(spec)}`.trimEnd(), `${spec.help}${standard}`)
  })
}

function row(left: string, right: string): string {
  return left.length + 4 > HELP_COLUMN ? `  ${left}\n${' '.repeat(HELP_COLUMN)}${right}` : `  ${left}`.padEnd(HELP_COLUMN) + right
}
