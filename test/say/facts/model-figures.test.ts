import { describe, expect, it } from 'vitest'
import { describeLearning } from '../../../src/say/facts/describe-capture.js'
import {
  FIGURES_SCHEMA,
  type ModelFigures,
  parseModelFigures,
  renderModelFigures,
} from '../../../src/say/facts/model-figures.js'
import { failure } from '../../support/caught.js'

const macroF1 = { value: 0.62, low: 0.53, high: 0.68 }
const figures: ModelFigures = {
  schema: FIGURES_SCHEMA,
  model: 'stance-en',
  sets: [
    {
      on: 'real posts',
      weights: 'shipped',
      postCount: 354,
      macroF1,
      calibrationError: 0.05412345,
      accuracy: null,
    },
    {
      on: 'written posts',
      weights: 'held-out',
      postCount: 2,
      macroF1,
      calibrationError: 0.1,
      accuracy: 0.5,
    },
  ],
}

describe('figures of a model', () => {
  it('survive rendering and parsing, to four decimals', () => {
    const [first, second] = figures.sets
    const rounded = { ...figures, sets: [{ ...first, calibrationError: 0.0541 }, second] }
    expect(parseModelFigures(renderModelFigures(figures), 'f.json')).toEqual(rounded)
  })

  it.each([
    ['no JSON', '{'],
    ['another schema', JSON.stringify({ ...figures, schema: 'x' })],
    ['no sets', JSON.stringify({ ...figures, sets: 7 })],
    [
      'a share above 1',
      JSON.stringify({ ...figures, sets: [{ ...figures.sets[0], calibrationError: 3 }] }),
    ],
    [
      'an accuracy in words',
      JSON.stringify({ ...figures, sets: [{ ...figures.sets[1], accuracy: 'half' }] }),
    ],
  ])('are refused with the place: %s', (_, json) => {
    expect(() => parseModelFigures(json, 'f.json')).toThrow(failure('MODEL_INVALID', 'f.json'))
  })
})

const LEARNT = {
  baseModel: 'stance-en',
  adapterSha256: 'a',
  auditSha256: null,
  labelCount: 30,
  deals: [],
}

it.each([
  ['nothing', {}, ''],
  [
    'labels of the sample',
    { learnt: LEARNT },
    'The model first learnt 30 labels of these posts, cross-fitted: each labelled post is compared with the answer of a version that had not seen its label.',
  ],
])('describeLearning %s', (_, record, expected) => {
  expect(describeLearning(record)).toBe(expected)
})
