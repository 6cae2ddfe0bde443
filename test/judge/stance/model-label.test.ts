import { expect, it } from 'vitest'
import { type Judgement, likeliestOf, modelLabel } from '../../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'

const probabilities = { [RETREAT]: 0.2, [PIVOT]: 0.5, [NEITHER]: 0.3 }
const judgement: Judgement = { label: RETREAT, lean: PIVOT, probabilities, status: 'scored' }

it.each([
  { name: 'a run without hand labels', given: judgement, expected: RETREAT },
  { name: 'a label of the model', given: { ...judgement, labelledBy: 'model' as const }, expected: RETREAT },
  { name: 'a label of a language model', given: { ...judgement, labelledBy: 'llm' as const }, expected: RETREAT },
  { name: 'a label by hand: the likeliest', given: { ...judgement, labelledBy: 'hand' as const }, expected: PIVOT },
  {
    name: 'a label by hand on a post that the model could not judge',
    given: { ...judgement, labelledBy: 'hand' as const, probabilities: null },
    expected: null,
  },
])('$name', ({ given, expected }) => {
  expect(modelLabel(given)).toBe(expected)
})

it('modelLabel takes the first of equal probabilities', () => {
  expect(likeliestOf({ [RETREAT]: 0.4, [PIVOT]: 0.4, [NEITHER]: 0.2 })).toBe(RETREAT)
})
