import { describe, expect, it } from 'vitest'
import type { Shift } from '../../../scripts/evaluate/controls.js'
import type { ModelEvaluation } from '../../../src/evaluate/measure/evaluation.js'
import type { Measurement } from '../../../src/evaluate/measure/measure.js'
import { renderEvaluation } from '../../../src/evaluate/render/render-evaluation.js'
import { STANCE_SCHEME } from '../../../src/scheme/stance-scheme.js'

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
const nothing = { calibration: null, riskCoverage: null, contrast: null, controls: null }
const linear: ModelEvaluation = { model: 'linear-en', measurement, ...nothing }
const sentiment: ModelEvaluation = {
  model: 'sentiment',
  measurement: { ...measurement, leanMacroF1: null, calibrationError: null },
  ...nothing,
}
const render = (models: readonly ModelEvaluation[]) =>
  renderEvaluation({ on: 'gold.jsonl', weights: 'shipped', models }, STANCE_SCHEME).split('\n')

describe('renderEvaluation', () => {
  it('prints a line per model under one head, figures to three decimals', () => {
    expect(render([linear, sentiment])).toEqual([
      'gold.jsonl (709 posts in 31 clusters, 402 take a side; shipped weights; 95 % intervals by bootstrap over clusters)',
      'model      macro-F1              lean macro-F1         F1 retreat  F1 shrewd pivot  F1 neither  accuracy  ECE',
      'linear-en  0.587 [0.552, 0.620]  0.750 [0.700, 0.790]  0.610       0.500            0.651       0.600     0.039',
      'sentiment  0.587 [0.552, 0.620]  no sides              0.610       0.500            0.651       0.600     none',
      '',
    ])
  })

  it('prints what silence buys, and with which probability', () => {
    const point = { coverage: 1, answeredCount: 709, minProbability: 0.34, accuracy: 0.6, macroF1: 0.5871 }
    const riskCoverage = {
      points: [point, { coverage: 0.5, answeredCount: 355, minProbability: 0.612, accuracy: 0.75, macroF1: 0.7 }],
      accuracyAtHalf: { value: 0.75, low: 0.7, high: 0.8 },
      riskArea: 0.2214,
      curve: [],
    }
    expect(render([{ ...linear, riskCoverage }, sentiment]).slice(4)).toEqual([
      '',
      'accuracy / macro-F1 of the surest posts, by coverage (AURC: area under the risk-coverage curve, 0 is perfect)',
      'model      100 %          50 %           accuracy at 50 %      AURC',
      'linear-en  0.600 / 0.587  0.750 / 0.700  0.750 [0.700, 0.800]  0.221',
      'linear-en reaches these coverages here with --min-probability 0.34, 0.61',
      '',
    ])
  })

  it('prints the contrast sets of every model', () => {
    const contrast = { groupCount: 21, rightCount: 3, rightShare: { value: 1 / 7, low: 0.05, high: 0.346 } }
    expect(render([{ ...linear, contrast }]).slice(3)).toEqual([
      '',
      'contrast sets with every post right (interval: Wilson over groups)',
      'model      groups   share',
      'linear-en  3 of 21  0.143 [0.050, 0.346]',
      '',
    ])
  })

  it('prints the controls of the model asked about, and how its labels moved', () => {
    const shift: Shift = {
      postCount: 709,
      touchedCount: 700,
      touchedTextCount: 200,
      movedCount: 20,
      movedTextCount: 18,
      movedShare: { value: 20 / 709, low: 0.01, high: 0.05 },
      moves: [
        { from: 'retreat', to: 'neither', count: 15 },
        { from: 'neither', to: 'retreat', count: 5 },
      ],
      macroF1: { value: 0.58, low: 0.55, high: 0.61 },
    }
    const still: Shift = { ...shift, movedCount: 0, movedTextCount: 0, movedShare: { value: 0, low: 0, high: 0 }, moves: [] }
    const controls = { swappedNames: shift, maskedNames: still, targetBlind: still }
    expect(render([{ ...linear, controls }]).slice(3)).toEqual([
      '',
      'controls of linear-en: labels that move',
      'control                moved      share                 of the questions changed  of the posts with changed words  macro-F1 then',
      'company names swapped  20 of 709  2.8 % [1.0 %, 5.0 %]  20 of 700                 18 of 200                        0.580 [0.550, 0.610]',
      'company names masked   0 of 709   0.0 % [0.0 %, 0.0 %]  0 of 700                  0 of 200                         0.580 [0.550, 0.610]',
      'target-blind           0 of 709   0.0 % [0.0 %, 0.0 %]  0 of 700                  0 of 200                         0.580 [0.550, 0.610]',
      'company names swapped: retreat to neither 15, neither to retreat 5',
      'company names masked: none moved',
      'target-blind: none moved',
      '',
    ])
  })

  it('says so where nothing was measured', () => {
    expect(renderEvaluation({ on: 'x', weights: 'held-out', models: [] }, STANCE_SCHEME)).toContain('x (no posts; held-out weights')
  })
})
