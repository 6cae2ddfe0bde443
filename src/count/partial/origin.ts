/** Provenance of scored posts: the model's id, and the hashes of model and options that rows of a filter carry. Null where unknown. */
export interface Origin {
  readonly model: string | null
  readonly modelHash: string | null
  readonly optionsHash: string | null
}

/** The origin of no posts. */
export const NO_ORIGIN: Origin = Object.freeze({ model: null, modelHash: null, optionsHash: null })

const FIELDS = ['model', 'modelHash', 'optionsHash'] as const
const WORDS: Readonly<Record<keyof Origin, string>> = {
  model: 'of the model',
  modelHash: 'of the model with the hash',
  optionsHash: 'of the options with the hash',
}

/** Two values of one field that differ. */
export interface OriginConflict {
  /** The field, in words for messages. */
  readonly what: string
  readonly expected: string
  readonly got: string
}

/** Finds the first field in which both origins have a value and the values differ; null without one. Unknown values match any. */
export function findOriginConflict(one: Origin, other: Partial<Origin>): OriginConflict | null {
  for (const field of FIELDS) {
    const [expected, got] = [one[field], other[field] ?? null]
    if (expected !== null && got !== null && expected !== got) return { what: WORDS[field], expected, got }
  }
  return null
}

/** Joins two origins without a conflict. */
export function joinOrigins(one: Origin, other: Partial<Origin>): Origin {
  return {
    model: one.model ?? other.model ?? null,
    modelHash: one.modelHash ?? other.modelHash ?? null,
    optionsHash: one.optionsHash ?? other.optionsHash ?? null,
  }
}
