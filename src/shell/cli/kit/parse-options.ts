import { parseArgs } from 'node:util'
import { PipelineError } from '../../../base/errors.js'
import { nearestName } from '../../../base/text/string-distance.js'
import { type OptionSpec, type OptionTable, type OptionValues, usageError } from './command.js'

export function parseOptions<Table extends OptionTable>(
  argv: readonly string[],
  table: Table,
): { readonly values: OptionValues<Table>; readonly inputs: readonly string[] } {
  const { tokens } = parseArgs({
    args: [...argv],
    options: {
      ...Object.fromEntries(
        Object.entries(table).map(
          ([name, { type }]) => [name, { type: type === 'flag' ? 'boolean' : 'string' }] as const,
        ),
      ),
      ...(Object.hasOwn(table, 'help') && { help: { type: 'boolean', short: 'h' } as const }),
    },
    strict: false,
    allowPositionals: true,
    tokens: true,
  })
  const texts = new Map<string, string[]>()
  const inputs: string[] = []
  for (const token of tokens) {
    if (token.kind === 'positional') inputs.push(token.value)
    if (token.kind !== 'option') continue
    const spec = Object.hasOwn(table, token.name) ? table[token.name] : undefined
    if (!spec) throw unknown(token.rawName, Object.keys(table))
    texts.set(token.name, [...(texts.get(token.name) ?? []), takeValue(token, spec)])
  }
  const values = Object.fromEntries(
    Object.entries(table).map(([name, spec]) => [
      name,
      checkValue(name, spec, texts.get(name) ?? []),
    ]),
  )
  return { values: values as OptionValues<Table>, inputs }
}

function unknown(rawName: string, known: readonly string[]): PipelineError {
  const nearest = nearestName(rawName.replace(/^-+/, ''), known)
  const advice = nearest === null ? '--help lists the options.' : `Did you mean --${nearest}?`
  return new PipelineError('USAGE_OPTION_UNKNOWN', `unknown option ${rawName}. ${advice}`, {
    context: { option: rawName },
  })
}

export function invalid(name: string, expected: string, got: string): PipelineError {
  return usageError(`expected --${name} ${expected}, got ${got}. See --help.`, { option: name })
}

function takeValue(
  {
    name,
    value,
    inlineValue,
  }: {
    readonly name: string
    readonly value?: string | undefined
    readonly inlineValue?: boolean | undefined
  },
  spec: OptionSpec,
): string {
  if (spec.type === 'flag') {
    if (value !== undefined) throw invalid(name, 'without a value', `"${value}"`)
    return ''
  }
  const isNextOption = inlineValue !== true && value !== undefined && /^-[^\d]/.test(value)
  if (value === undefined || value === '' || isNextOption)
    throw invalid(name, `followed by ${placeholder(spec)}`, isNextOption ? value : 'nothing')
  return value
}

function checkValue(name: string, spec: OptionSpec, values: readonly string[]) {
  if (spec.type === 'flag') return values.length > 0
  if (spec.type === 'list') return values
  if (values.length > 1) throw invalid(name, 'once', `it ${values.length} times`)
  const [value] = values
  if (value === undefined) return spec.default
  if (spec.type === 'choice' && !spec.choices.includes(value))
    throw invalid(name, spec.choices.join('|'), `"${value}"`)
  if (spec.type !== 'number') return value
  const number = /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:e[+-]?\d+)?$/i.test(value)
    ? Number(value)
    : Number.NaN
  const isInRange =
    number >= spec.low &&
    number <= spec.high &&
    (spec.isInteger !== true || Number.isSafeInteger(number))
  const kind = spec.isInteger === true ? 'a whole number' : 'a number'
  if (!isInRange) throw invalid(name, `as ${kind} from ${spec.low} to ${spec.high}`, `"${value}"`)
  return number
}

export function placeholder(spec: OptionSpec): string {
  if (spec.type === 'flag') return ''
  return spec.value ?? (spec.type === 'choice' ? spec.choices.join('|') : 'FILE')
}
