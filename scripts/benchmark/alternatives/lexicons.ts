import { createRequire } from 'node:module'
import { join } from 'node:path'
import model from 'wink-eng-lite-web-model'
import winkNLP from 'wink-nlp'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { type Alternative, labelEach } from './alternative.js'
import { ownVersion } from './own-version.js'

const [NEGATIVE = '', POSITIVE = ''] = STANCE_SCHEME.sides
const NEUTRAL = STANCE_SCHEME.neutral ?? ''

/** Maps a sentiment to a stance, the only stance that a word list can give. */
const stanceOf = (sentiment: number, least = 0): string => (sentiment > least ? POSITIVE : sentiment < -least ? NEGATIVE : NEUTRAL)

/** VADER's threshold: smaller magnitudes are neutral. @see https://github.com/cjhutto/vaderSentiment, "About the Scoring" */
const VADER_THRESHOLD = 0.05

interface Vader {
  readonly SentimentIntensityAnalyzer: { polarity_scores(text: string): { readonly compound: number } }
}

export const VADER: Alternative = {
  id: 'vader',
  name: 'npm vader-sentiment 1.1.3: text to the sign of its sentiment',
  npm: ['vader-sentiment@1.1.3'],
  needsPython: false,
  postCount: 5000,
  open: async (kit) => {
    const { SentimentIntensityAnalyzer: analyser } = createRequire(join(kit, 'package.json'))('vader-sentiment') as Vader
    return labelEach((text) => stanceOf(analyser.polarity_scores(text).compound, VADER_THRESHOLD))
  },
}

export const WINK_SENTIMENT: Alternative = {
  id: 'wink-sentiment',
  name: 'wink-sentiment 5.0.2: text to the sign of its sentiment',
  npm: ['wink-sentiment@5.0.2'],
  needsPython: false,
  postCount: 20_000,
  open: async (kit) => {
    const score = createRequire(join(kit, 'package.json'))('wink-sentiment') as (text: string) => { readonly score: number }
    return labelEach((text) => stanceOf(score(text).score))
  },
}

export const WINK_NLP: Alternative = {
  id: 'wink-nlp',
  name: `wink-nlp ${ownVersion('wink-nlp')}, its sentiment: text to its sign`,
  npm: [],
  needsPython: false,
  postCount: 20_000,
  open: async () => {
    const nlp = winkNLP(model, ['sbd', 'negation', 'sentiment'])
    return labelEach((text) => stanceOf(Number(nlp.readDoc(text).out(nlp.its.sentiment))))
  },
}
