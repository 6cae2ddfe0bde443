import { describe, expect, it } from 'vitest'
import type { Measurement } from '../../src/evaluate/measure.js'
import { renderEvaluation } from '../../src/evaluate/render-evaluation.js'
import { STANCE_SCHEME } from '../../src/scheme/stance-scheme.js'

const measurement: Measurement = {
  postCount: 709,
  clusterCount: 31,
  macroF1: { value: 0.5871, low: 0.5519, high: 0.6204 },
  accuracy: 0.6,
  f1: [0.61, 0.5, 0.65125],
  sidedCount: 402,
  leanMacroF1: { value: 0.75, low: 0.7, high: 0.79 },
  calibrationError: 0.0394,
}

describe('renderEvaluation', () => {
  it('prints a line per model under one head, figures to three decimals', () => {
    const models = [
      { model: 'linear-en', measurement },
      { model: 'sentiment', measurement: { ...measurement, leanMacroF1: null, calibrationError: null } },
    ]
    expect(renderEvaluation({ on: 'gold.jsonl', weights: 'shipped', models }, STANCE_SCHEME).split('\n')).toEqual([
      'gold.jsonl (709 posts in 31 clusters, 402 take a side; shipped weights; 95 % intervals by bootstrap over clusters)',
      'model      macro-F1              lean macro-F1         F1 retreat  F1 shrewd pivot  F1 neither  accuracy  ECE',
      'linear-en  0.587 [0.552, 0.620]  0.750 [0.700, 0.790]  0.610       0.500            0.651       0.600     0.039',
      'sentiment  0.587 [0.552, 0.620]  no sides              0.610       0.500            0.651       0.600     none',
      '',
    ])
  })

  it('says so where nothing was measured', () => {
    expect(renderEvaluation({ on: 'x', weights: 'held-out', models: [] }, STANCE_SCHEME)).toContain('x (no posts; held-out weights')
  })
})
