import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { listAnswers, measure } from '../../../../src/count/evaluate/measure/measure.js'

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
})
