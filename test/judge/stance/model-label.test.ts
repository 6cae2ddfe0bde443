import { expect, it } from 'vitest'
import {
  type Judgement,
  likeliestOf,
  modelLabel,
} from '../../../src/judge/stance/stance-prediction.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'

const probabilities = { [RETREAT]: 0.2, [PIVOT]: 0.5, [NEITHER]: 0.3 }
const judgement: Judgement = { label: RETREAT, lean: PIVOT, probabilities, status: 'scored' }

it.each([
  ['a run without hand labels', judgement, RETREAT],
  ['a label of the model', { ...judgement, labelledBy: 'model' as const }, RETREAT],
  ['a label of a language model', { ...judgement, labelledBy: 'llm' as const }, RETREAT],
  ['a label by hand: the likeliest', { ...judgement, labelledBy: 'hand' as const }, PIVOT],
  [
    'a label by hand on a post that the model could not judge',
    { ...judgement, labelledBy: 'hand' as const, probabilities: null },
    null,
  ],
])('%s', (_name, given, expected) => {
  expect(modelLabel(given)).toBe(expected)
})

it('modelLabel takes the first of equal probabilities', () => {
  expect(likeliestOf({ [RETREAT]: 0.4, [PIVOT]: 0.4, [NEITHER]: 0.2 })).toBe(RETREAT)
})
