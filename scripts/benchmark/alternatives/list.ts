import type { Alternative } from './alternative.js'
import { VADER, WINK_NLP, WINK_SENTIMENT } from './lexicons.js'
import { NATURAL_BAYES } from './natural-bayes.js'
import { SCIKIT_LEARN_PLAIN, SCIKIT_LEARN_SAME } from './scikit-learn.js'
import { TRANSFORMERS } from './transformers.js'

/** All alternatives. To add one, add a file and a line here. */
export const ALTERNATIVES: readonly Alternative[] = [
  NATURAL_BAYES,
  VADER,
  WINK_SENTIMENT,
  WINK_NLP,
  SCIKIT_LEARN_PLAIN,
  SCIKIT_LEARN_SAME,
  TRANSFORMERS,
]
