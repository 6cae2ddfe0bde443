import { INTEGER, isGiven, type OptionTable, type OptionValues, underTopic, usageError } from '../kit/command.js'
import type { Log } from '../kit/log.js'
import { namingOf, SCORING_OPTIONS, type ScoringOptions } from '../options/scoring-options.js'
import type { FilterRun, FilterScoring } from './filter.js'

/** Options of a filter. */
export const ENGINE_OPTIONS = {
  filter: { type: 'flag', help: 'stdin to stdout, one line out per line in' },
  strict: { type: 'flag', help: 'end with 65 at the first line that is no post' },
  expect: { ...INTEGER, value: 'N', low: 0, high: Number.MAX_SAFE_INTEGER, help: 'end with 75 unless N lines come in, whole' },
} as const satisfies OptionTable

/** {@link ENGINE_OPTIONS} as options of classify. */
export const FILTER_OPTIONS = underTopic('Under an engine', ENGINE_OPTIONS)

/** Options of classify that a filter accepts. */
const TAKEN_OPTIONS: ReadonlySet<string> = new Set([
  'model',
  'scheme',
  'threads',
  ...Object.keys(SCORING_OPTIONS),
  ...Object.keys(ENGINE_OPTIONS),
])

/** Options of classify for inputs larger than memory. */
const HOLDING_OPTIONS: ReadonlySet<string> = new Set(['memory', 'spill', 'max-window', 'resume'])

type EngineOptions = OptionValues<typeof ENGINE_OPTIONS>

/** Checks the command line of a filter. @param table options of the command */
export function checkFilter(
  values: Readonly<Record<string, unknown>> & EngineOptions,
  inputs: readonly string[],
  table: OptionTable,
  log: Log,
): FilterRun {
  const [input] = inputs.filter((each) => each !== '-')
  if (input !== undefined)
    throw usageError(`expected --filter without inputs, since it reads stdin, got ${input}. Redirect the file: < ${input}`)
  for (const [name, spec] of Object.entries(table)) {
    const isTaken = TAKEN_OPTIONS.has(name) || (name === 'format' && values[name] === 'jsonl')
    if (isTaken || !isGiven(values[name], spec)) continue
    const why = HOLDING_OPTIONS.has(name)
      ? 'It reads line after line and holds none: there is nothing to spill or to resume.'
      : 'It writes one line of JSON per line to stdout, and nothing else.'
    throw usageError(`expected --filter without --${name}, got both. ${why}`)
  }
  if (values['deals'] === '-') throw usageError('expected --deals with the name of a file, got "-". stdin carries the posts.')
  const { threads } = values
  if (isGiven(threads, table['threads']) && String(threads) !== '1')
    log.warn('--threads: a filter has one thread, since the engine owns the cores; start more filters')
  return { isStrict: values.strict, expected: values.expect ?? null }
}

export function checkNoFilter(values: EngineOptions): void {
  const name = (['strict', 'expect'] as const).find((each) => isGiven(values[each], ENGINE_OPTIONS[each]))
  if (name !== undefined) throw usageError(`expected --${name} with --filter, got it alone. See --help-all.`)
}

/** Scoring options of a filter. `--evidence auto` means off, because the number of posts is unknown. */
export function scoringOf(options: ScoringOptions): FilterScoring {
  return {
    context: options.context === 'on',
    evidence: options.evidence === 'on',
    minProbability: options['min-probability'],
    twoWay: options['two-way'],
    anyLanguage: options['any-language'],
    ...(options['assume-parents'] && { assumeParents: true }),
    dealIds: options.deal,
    ...namingOf(options),
  }
}
