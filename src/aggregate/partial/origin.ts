/** What posts were scored with, as far as they say: the id of the model, and the hashes that rows of a filter carry. */
export interface Origin {
  readonly model: string | null
  readonly modelHash: string | null
  readonly optionsHash: string | null
}

/** Of no posts. */
export const NO_ORIGIN: Origin = Object.freeze({ model: null, modelHash: null, optionsHash: null })

const FIELDS = ['model', 'modelHash', 'optionsHash'] as const
const WORDS: Readonly<Record<keyof Origin, string>> = {
  model: 'of the model',
  modelHash: 'of the model with the hash',
  optionsHash: 'of the options with the hash',
}

/** Two that posts of one breakdown must not have. */
export interface Clash {
  /** What the posts are of, for messages. */
  readonly what: string
  readonly expected: string
  readonly got: string
}

/** Where both name something, and not the same; null where they may be mixed. What one does not name is taken to be as the other says. */
export function findClash(one: Origin, other: Partial<Origin>): Clash | null {
  for (const field of FIELDS) {
    const [expected, got] = [one[field], other[field] ?? null]
    if (expected !== null && got !== null && expected !== got) return { what: WORDS[field], expected, got }
  }
  return null
}

/** What both together name. */
export function joinOrigins(one: Origin, other: Partial<Origin>): Origin {
  return {
    model: one.model ?? other.model ?? null,
    modelHash: one.modelHash ?? other.modelHash ?? null,
    optionsHash: one.optionsHash ?? other.optionsHash ?? null,
  }
}
