import { describe, expect, it } from 'vitest'
import { FIGURES_SCHEMA, type ModelFigures, parseModelFigures, renderModelFigures } from '../../../src/say/facts/model-figures.js'

const macroF1 = { value: 0.62, low: 0.53, high: 0.68 }
const figures: ModelFigures = {
  schema: FIGURES_SCHEMA,
  model: 'stack-en',
  sets: [
    { on: 'real posts', weights: 'shipped', postCount: 354, macroF1, calibrationError: 0.05412345, calibration: null, riskCoverage: null },
    {
      on: 'written posts',
      weights: 'held-out',
      postCount: 2,
      macroF1,
      calibrationError: 0.1,
      calibration: [{ low: 0, high: 1, count: 2, meanProbability: 0.5, hitShare: 0.5 }],
      riskCoverage: { curve: [1, 0.5], points: [], accuracyAtHalf: macroF1, riskArea: 0.2 },
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
    ['a share above 1', JSON.stringify({ ...figures, sets: [{ ...figures.sets[0], calibrationError: 3 }] })],
    ['a bin without shares', JSON.stringify({ ...figures, sets: [{ ...figures.sets[0], calibration: [{ low: 0, high: 1, count: 2 }] }] })],
    [
      'a curve of words',
      JSON.stringify({ ...figures, sets: [{ ...figures.sets[1], riskCoverage: { ...figures.sets[1]?.riskCoverage, curve: ['x'] } }] }),
    ],
  ])('are refused with the place: %s', (_, json) => {
    expect(() => parseModelFigures(json, 'f.json')).toThrow(
      expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringContaining('f.json') }),
    )
  })
})
