import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { compareLabels } from '../../../src/count/evaluate/measure.js'
import { CASES } from './label-cases.js'

const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels

const answers = CASES.map(([goldLabel, predictedLabel, probabilities]) => {
  return {
    goldLabel,
    predictedLabel: predictedLabel as string | null,
    probabilities: Float64Array.from(probabilities) as Float64Array | null,
  }
})
const closeTo = (values: readonly number[]) => values.map((value) => expect.closeTo(value, 12))

describe('compareLabels', () => {
  it('has the confusion matrix of scikit-learn, with a column for posts without an answer', () => {
    // confusion_matrix(gold, predicted, labels=[0, 1, 2]), scikit-learn 1.9.1.
    const found = [
      [3, 1, 1],
      [1, 2, 1],
      [1, 1, 2],
    ]
    expect(compareLabels(answers, STANCE_SCHEME).confusion).toEqual(found.map((row) => [...row, 0]))
    const silent = { goldLabel: PIVOT, predictedLabel: null, probabilities: null }
    expect(compareLabels([...answers, silent], STANCE_SCHEME).confusion[1]).toEqual([1, 2, 1, 1])
  })

  it('has the squared correlations of NumPy, of probabilities, or of labels where one lacks them', () => {
    // numpy.corrcoef(probabilities[:, k], gold == k)[0, 1] ** 2, and with predicted == k; NumPy 2.4.6.
    expect(compareLabels(answers, STANCE_SCHEME)).toMatchObject({
      correlated: 'probability',
      rSquared: closeTo([0.4323062500000001, 0.34073792396826896, 0.3665439811685539]),
    })
    expect(
      compareLabels(
        answers.map((one, index) => (index === 3 ? { ...one, probabilities: null } : one)),
        STANCE_SCHEME,
      ),
    ).toMatchObject({
      correlated: 'call',
      rSquared: closeTo([0.12250000000000003, 0.0771604938271605, 0.0771604938271605]),
    })
  })

  it('has none for a label that all posts or none have, and for a model that never varies', () => {
    const retreats = answers.filter(({ goldLabel }) => goldLabel === RETREAT)
    expect(compareLabels(retreats, STANCE_SCHEME).rSquared).toEqual([null, null, null])
    const always = answers.map((one) => ({ ...one, predictedLabel: NEITHER, probabilities: null }))
    expect(compareLabels(always, STANCE_SCHEME)).toMatchObject({ correlated: 'call', rSquared: [null, null, null] })
  })
})
