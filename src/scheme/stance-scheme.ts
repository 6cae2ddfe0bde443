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
}

/**
 * Checks and freezes a scheme.
 *
 * @throws {PipelineError} `SCHEME_INVALID` for fewer than 2 or more than 8 labels, a label twice or one that is an
 *   integer, a side or neutral that is no label
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
  if (scheme.sides.length < 2) fail(`expected at least two sides, got ${scheme.sides.length}.`)
  for (const label of [...scheme.sides, ...(scheme.neutral === null ? [] : [scheme.neutral])]) {
    if (!scheme.labels.includes(label)) fail(`"${label}" is not among the labels ${scheme.labels.join(', ')}.`)
  }
  if (scheme.neutral !== null && scheme.sides.includes(scheme.neutral)) fail(`"${scheme.neutral}" cannot be a side and neutral at once.`)
  return Object.freeze({
    id: scheme.id,
    labels: Object.freeze([...scheme.labels]),
    sides: Object.freeze([...scheme.sides]),
    neutral: scheme.neutral,
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
export function byLabel<Value>(scheme: StanceScheme, values: ArrayLike<Value>): ByLabel<Value> {
  const laidOut: Record<string, Value> = Object.create(null) as Record<string, Value>
  scheme.labels.forEach((label, index) => {
    laidOut[label] = values[index] as Value
  })
  return laidOut
}
