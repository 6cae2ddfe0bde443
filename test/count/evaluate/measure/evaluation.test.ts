import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { evaluateAnswers } from '../../../../src/count/evaluate/measure/measure.js'
import type { Question } from '../../../../src/count/evaluate/measure/predict.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'

const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels

/** Ten posts; the surest five right, of the others three. */
const CASES = [0.95, 0.95, 0.9, 0.85, 0.8, 0.6, 0.6, 0.55, 0.5, 0.45].map((probability, index) => ({
  probability,
  isRight: index !== 6 && index !== 9,
}))
const questions = CASES.map(
  (_, index): Question => ({
    id: `${index}`,
    clusterId: `${index % 3}`,
    goldLabel: index % 2 === 0 ? RETREAT : PIVOT,
    input: { features: extractTextFeatures('x'), target: null },
  }),
)
const predictions = CASES.map(({ probability, isRight }, index) => {
  const { id, clusterId, goldLabel } = questions[index] as Question
  const predictedLabel = isRight ? goldLabel : NEITHER
  const probabilities = Float64Array.from(STANCE_SCHEME.labels, (label) => (label === predictedLabel ? probability : (1 - probability) / 2))
  return { id, clusterId, goldLabel, predictedLabel, lean: RETREAT, probabilities }
})
const silent = predictions.map((prediction) => ({ ...prediction, probabilities: null }))
const evaluation = {
  on: 'corpus <test> (unseen & hard)',
  weights: 'held-out' as const,
  models: [evaluateAnswers('linear-en', predictions, STANCE_SCHEME), evaluateAnswers('sentiment', silent, STANCE_SCHEME)],
}

describe('evaluateAnswers', () => {
  it('says the accuracy of what was answered; without probabilities there is none', () => {
    const [linear, sentiment] = evaluation.models
    expect(linear).toMatchObject({ measurement: { accuracy: 0.8 }, answeredAccuracy: 0.8 })
    expect(sentiment).toMatchObject({ answeredAccuracy: null })
  })
})
