import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { evaluateAnswers, listAnswers, measure } from '../../../src/count/evaluate/measure.js'

describe('listAnswers', () => {
  it('leaves out posts without an answer', () => {
    const [RETREAT = '', PIVOT = ''] = STANCE_SCHEME.labels
    const base = { id: '1', clusterId: 'c', goldLabel: RETREAT, predictedLabel: RETREAT, lean: RETREAT }
    const listed = listAnswers(
      [
        { ...base, probabilities: Float64Array.of(0.5, 0.3, 0.2) },
        { ...base, predictedLabel: null, lean: null, probabilities: null },
        { ...base, goldLabel: PIVOT, probabilities: Float64Array.of(0.1, 0.2, 0.7) },
      ],
      STANCE_SCHEME,
    )
    expect(listed).toEqual([
      { probability: 0.5, isRight: true },
      { probability: 0.7, isRight: false },
    ])
  })

  it('is empty where one answer has no probabilities: figures of the others would pass for figures of all', () => {
    const [RETREAT = ''] = STANCE_SCHEME.labels
    const base = { id: '1', clusterId: 'c', goldLabel: RETREAT, predictedLabel: RETREAT, lean: RETREAT }
    const mixed = [
      { ...base, probabilities: Float64Array.of(0.5, 0.3, 0.2) },
      { ...base, probabilities: null },
    ]
    expect(listAnswers(mixed, STANCE_SCHEME)).toEqual([])
    expect(measure(mixed, STANCE_SCHEME).calibrationError).toBeNull()
  })

  it('gives the accuracy of what was answered; without probabilities there is none', () => {
    const [RETREAT = '', , NEITHER = ''] = STANCE_SCHEME.labels
    const predictions = Array.from({ length: 10 }, (_, index) => {
      const predictedLabel = index === 6 || index === 9 ? NEITHER : RETREAT
      const probabilities = Float64Array.from(STANCE_SCHEME.labels, (label) => (label === predictedLabel ? 0.6 : 0.2))
      return { id: `${index}`, clusterId: `${index % 3}`, goldLabel: RETREAT, predictedLabel, lean: RETREAT, probabilities }
    })
    expect(evaluateAnswers('linear-en', predictions, STANCE_SCHEME)).toMatchObject({
      measurement: { accuracy: 0.8 },
      answeredAccuracy: 0.8,
    })
    const silent = predictions.map((prediction) => ({ ...prediction, probabilities: null }))
    expect(evaluateAnswers('sentiment', silent, STANCE_SCHEME).answeredAccuracy).toBeNull()
  })
})
