import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../../src/base/statistics/calibration/softmax.js'
import { goldQuestions, predict } from '../../../../src/count/evaluate/measure/predict.js'
import type { StanceClassifier } from '../../../../src/judge/stance/stance-classifier.js'

const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels
const gold = { clusterId: 'c', deal: 'deal', mover: 'Acme', move: 'Acme leases.', parentText: 'They lost.', label: PIVOT }

describe('goldQuestions', () => {
  it('puts the post, what it answers, and the move', () => {
    const [question] = goldQuestions([{ ...gold, id: '1', text: 'no' }])
    expect(question).toMatchObject({ id: '1', clusterId: 'c', goldLabel: PIVOT })
    expect(question?.input.target).toEqual({ dealId: 'deal', mover: 'Acme', move: 'Acme leases.' })
    expect(question?.input.features).toMatchObject({ postId: '1', text: 'no', depth: 1, parent: { text: 'They lost.' } })
  })

  it('has no target without a mover, and no parent without a text', () => {
    const [question] = goldQuestions([{ ...gold, id: '1', text: 'no', mover: '', parentText: null }])
    expect(question?.input.target).toBeNull()
    expect(question?.input.features).toMatchObject({ depth: 0, parent: null, root: null })
  })

  it('names the post where the file names no deal', () => {
    expect(goldQuestions([{ ...gold, id: '1', text: 'no', deal: null }])[0]?.input.target?.dealId).toBe('1')
  })
})

describe('predict', () => {
  it('answers in the order of the questions', async () => {
    const classifier: StanceClassifier = {
      id: 'length',
      scheme: STANCE_SCHEME,
      readsTarget: false,
      score: async (inputs) => inputs.map(({ features }) => Float64Array.from([features.text.length, 2, features.parent ? 9 : 0])),
      probabilitiesOf: (scores) => softmax(scores),
    }
    const questions = goldQuestions([
      { ...gold, id: '1', text: 'a', parentText: null },
      { ...gold, id: '2', text: 'abc', parentText: null },
      { ...gold, id: '3', text: 'abc' },
    ])
    const predictions = await predict(classifier, questions)
    expect(predictions.map(({ id, predictedLabel, lean }) => [id, predictedLabel, lean])).toEqual([
      ['1', PIVOT, PIVOT],
      ['2', RETREAT, RETREAT],
      ['3', NEITHER, RETREAT],
    ])
    expect(predictions[0]).toMatchObject({ clusterId: 'c', goldLabel: PIVOT })
    expect(predictions[0]?.probabilities).toEqual(softmax([1, 2, 0]))
    expect(await predict(classifier, [])).toEqual([])
  })
})
