import { PipelineError } from '../errors.js'

/**
 * A coding scheme: the labels a post can get. The order of `labels` is a contract: scores, probabilities,
 * weights and tables follow it.
 */
export interface StanceScheme {
  readonly id: string
  readonly labels: readonly string[]
  /** The labels that take a side, the lean is one of them. The first counts as negative in sentiment controls, the second as positive. */
  readonly sides: readonly string[]
  /** The label of a post that takes no side, or null where the scheme has none. */
  readonly neutral: string | null
  /** What coders and language models are asked of a post; absent where a scheme brings no words of its own. */
  readonly question?: string
  /** When a post gets a label, for all labels or for none. */
  readonly definitions?: ByLabel<string>
  /** The key that gives a label on the label page and in the terminal: one letter or digit; for all labels or for none. */
  readonly keys?: ByLabel<string>
  /** Hue of a label in charts and pages, `#rrggbb`; labels without one get the hue of their place. */
  readonly colours?: Readonly<Partial<Record<string, string>>>
}

/**
 * Checks and freezes a scheme.
 *
 * @throws {PipelineError} `SCHEME_INVALID` for fewer than 2 or more than 8 labels, a label twice or one that is an
 *   integer, a side or neutral that is no label, definitions or keys that leave a label out, two labels with one key
 */
export function createScheme(scheme: StanceScheme): StanceScheme {
  const fail = (message: string): never => {
    throw new PipelineError('SCHEME_INVALID', `scheme "${scheme.id}": ${message}`, { context: { schemeId: scheme.id } })
  }
  if (scheme.labels.length < 2 || scheme.labels.length > 8) fail(`expected 2 to 8 labels, got ${scheme.labels.length}.`)
  if (new Set(scheme.labels).size !== scheme.labels.length) fail(`expected every label once, got ${scheme.labels.join(', ')}.`)
  const integer = scheme.labels.find((label) => /^(?:0|[1-9]\d*)$/.test(label))
  if (integer !== undefined) {
    fail(`expected labels in words, got "${integer}". JavaScript sorts keys that are integers, and the order of labels would be lost.`)
  }
  if (scheme.sides.length < 2) {
    fail(`expected at least two sides, got ${scheme.sides.length}. Leave "sides" out to make one of every label that is not neutral.`)
  }
  if (new Set(scheme.sides).size !== scheme.sides.length) fail(`expected every side once, got ${scheme.sides.join(', ')}.`)
  for (const label of [...scheme.sides, ...(scheme.neutral === null ? [] : [scheme.neutral])]) {
    if (!scheme.labels.includes(label)) fail(`"${label}" is not among the labels ${scheme.labels.join(', ')}.`)
  }
  if (scheme.neutral !== null && scheme.sides.includes(scheme.neutral)) fail(`"${scheme.neutral}" cannot be a side and neutral at once.`)
  const { question, definitions, keys, colours } = scheme
  const known = (name: string, texts: Readonly<Partial<Record<string, string>>>, isWhole: boolean): ByLabel<string> => {
    const odd = Object.keys(texts).find((label) => !scheme.labels.includes(label))
    if (odd !== undefined) fail(`expected ${name} of the labels ${scheme.labels.join(', ')}, got one of "${odd}".`)
    const missing = scheme.labels.find((label) => texts[label] === undefined)
    if (isWhole && missing !== undefined) fail(`expected ${name} of every label or of none, got none of "${missing}".`)
    const given = scheme.labels.filter((label) => texts[label] !== undefined)
    return Object.freeze(
      byLabel(
        { labels: given },
        given.map((label) => texts[label] ?? ''),
      ),
    )
  }
  if (keys && new Set(Object.values(keys)).size !== Object.keys(keys).length) {
    fail(`expected a key of its own for every label, got ${Object.values(keys).join(', ')}.`)
  }
  return Object.freeze({
    id: scheme.id,
    labels: Object.freeze([...scheme.labels]),
    sides: Object.freeze([...scheme.sides]),
    neutral: scheme.neutral,
    ...(question !== undefined && { question }),
    ...(definitions && { definitions: known('definitions', definitions, true) }),
    ...(keys && { keys: known('keys', keys, true) }),
    ...(colours && { colours: known('colours', colours, false) }),
  })
}

/** The default scheme. No other file spells its labels. */
export const STANCE_SCHEME: StanceScheme = createScheme({
  id: 'retreat-or-pivot',
  labels: ['retreat', 'shrewd pivot', 'neither'],
  sides: ['retreat', 'shrewd pivot'],
  neutral: 'neither',
})

/** Shares or probabilities by label, in the order of the scheme. */
export type ByLabel<Value = number> = Readonly<Record<string, Value>>

/** Lays values out by label, in the order of the scheme. `values[i]` belongs to `scheme.labels[i]`. */
export function byLabel<Value>(scheme: Pick<StanceScheme, 'labels'>, values: ArrayLike<Value>): ByLabel<Value> {
  const laidOut: Record<string, Value> = Object.create(null) as Record<string, Value>
  scheme.labels.forEach((label, index) => {
    laidOut[label] = values[index] as Value
  })
  return laidOut
}
