import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { ModelEvaluation } from '../../../src/count/evaluate/measure.js'
import { renderEvaluation } from '../../../src/say/evaluate/render-evaluation.js'
import { measurement } from './measurement-example.js'

const nothing = { answeredAccuracy: null }
const linear: ModelEvaluation = { model: 'linear-en', measurement, ...nothing }
const sentiment: ModelEvaluation = {
  model: 'sentiment',
  measurement: { ...measurement, leanMacroF1: null, calibrationError: null },
  ...nothing,
}
const render = (models: readonly ModelEvaluation[]) =>
  renderEvaluation({ on: 'gold.jsonl', weights: 'shipped', models }, STANCE_SCHEME).split('\n')

describe('renderEvaluation', () => {
  it('prints one line per model, with three decimals', () => {
    expect(render([linear, sentiment])).toEqual([
      'gold.jsonl (709 posts in 31 clusters, 402 take a side; shipped weights; 95% intervals by bootstrap over clusters)',
      'model      macro-F1              lean macro-F1         F1 retreat  F1 shrewd pivot  F1 neither  accuracy  ECE',
      'linear-en  0.587 [0.552, 0.620]  0.750 [0.700, 0.790]  0.610       0.500            0.651       0.600     0.039',
      'sentiment  0.587 [0.552, 0.620]  no sides              0.610       0.500            0.651       0.600     none',
      '',
    ])
  })

  it('prints "no posts" without models', () => {
    expect(renderEvaluation({ on: 'x', weights: 'held-out', models: [] }, STANCE_SCHEME)).toContain('x (no posts; held-out weights')
  })
})
