/**
 * Words that negate, in three lists. Weights were trained with these lists, so that a change needs
 * new weights.
 */
const CLEAR = 'not no never hardly without cannot'.split(' ')
const WITH_PRONOUNS = [...CLEAR, ...'nothing nobody none neither nor'.split(' ')]

/** For cues: a noun phrase such as "nobody" opens no negated cue. */
export const CUE_NEGATIONS: ReadonlySet<string> = new Set(CLEAR)
/** For n-grams. */
export const NGRAM_NEGATIONS: ReadonlySet<string> = new Set(WITH_PRONOUNS)
/** Negations for the sentiment. */
export const SENTIMENT_NEGATIONS: ReadonlySet<string> = new Set([
  ...WITH_PRONOUNS,
  ..."n't nowhere barely scarcely ain't".split(' '),
])
