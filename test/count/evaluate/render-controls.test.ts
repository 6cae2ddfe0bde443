import { describe, expect, it } from 'vitest'
import type { Shift } from '../../../scripts/research/evaluate/controls.js'
import { renderControls } from '../../../scripts/research/evaluate/render-controls.js'
import type { ModelEvaluation } from '../../../src/count/evaluate/measure/evaluation.js'
import { measurement } from './render/measurement-example.js'

const linear: ModelEvaluation = { model: 'linear-en', measurement, calibration: null, riskCoverage: null, contrast: null }

describe('renderControls', () => {
  it('prints the controls of a model, and how its labels moved', () => {
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
    expect(renderControls({ ...linear, controls }).split('\n')).toEqual([
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

  it('prints nothing for a model without controls', () => {
    expect(renderControls({ ...linear, controls: null })).toBe('')
  })
})
