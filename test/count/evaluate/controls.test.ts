import { describe, expect, it } from 'vitest'
import {
  contrastGroups,
  measureControls,
  measureShift,
  type Shift,
} from '../../../scripts/research/evaluate/controls.js'
import {
  renderContrast,
  renderControls,
} from '../../../scripts/research/evaluate/render-controls.js'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { ModelEvaluation } from '../../../src/count/evaluate/measure.js'
import { predict, type Question } from '../../../src/count/evaluate/predict.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import type { StanceClassifier, StanceInput } from '../../../src/judge/stance/stance-classifier.js'
import { deal } from '../../judge/deals/deals-example.js'
import { standIn } from '../../judge/stance/small-posts.js'
import { measurement } from '../../say/evaluate/measurement-example.js'

const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels
const DEALS = [
  deal('d', {
    mover: 'Borealis',
    counterparties: ['Nordwind'],
    move: 'Borealis sells to Nordwind.',
  }),
  deal('e', { mover: 'Kvist', counterparties: ['Lumen'], move: 'Kvist sells to Lumen.' }),
]

const ask = (
  id: string,
  text: string,
  goldLabel: string,
  parentText: string | null = null,
): Question => ({
  id,
  clusterId: `cluster ${Number(id) % 3}`,
  goldLabel,
  input: {
    features: extractTextFeatures(text, parentText, id),
    target: { dealId: 'd', mover: 'Borealis', move: 'Borealis sells to Nordwind.' },
  },
})

/** A classifier that decides by a rule. */
function ruled(rule: (input: StanceInput) => string): StanceClassifier {
  return standIn({
    readsTarget: true,
    score: (inputs) =>
      inputs.map((input) =>
        Float64Array.from(STANCE_SCHEME.labels, (label) => (label === rule(input) ? 2 : 0)),
      ),
  })
}
const questions = [
  ask('1', 'Borealis again', RETREAT),
  ask('2', 'good for Nordwind', PIVOT),
  ask('3', 'smart', PIVOT, 'Borealis sells'),
  ask('4', 'Borealis, smart', PIVOT),
]
const controlsOf = async (classifier: StanceClassifier) =>
  measureControls(classifier, questions, await predict(classifier, questions), {
    deals: DEALS,
    seed: 1,
  })

describe('measureControls', () => {
  it('moves every label of a classifier that relies on company names', async () => {
    const byName = ruled(({ features }) => (features.text.includes('Borealis') ? RETREAT : NEITHER))
    const { swappedNames, maskedNames } = await controlsOf(byName)
    for (const shift of [swappedNames, maskedNames]) {
      expect(shift).toMatchObject({ postCount: 4, movedCount: 2 })
      expect(shift.moves).toEqual([{ from: RETREAT, to: NEITHER, count: 2 }])
      expect(shift.movedShare.value).toBe(0.5)
    }
  })

  it('moves no label of a classifier that relies on other words', async () => {
    const byWords = ruled(({ features }) => (features.text.includes('smart') ? PIVOT : NEITHER))
    const { swappedNames, maskedNames } = await controlsOf(byWords)
    for (const { movedCount, moves, movedShare } of [swappedNames, maskedNames]) {
      expect([movedCount, moves, movedShare]).toEqual([0, [], { value: 0, low: 0, high: 0 }])
    }
  })
})

// Clusters "cluster 1" (posts 1 and 4), 2 and 0. One of four labels moves, in cluster 1: a draw of
// three clusters holds it 0, 1, 2, 3 times with 8, 12, 6, 1 of 27, and then has a share of 0, 1/4,
// 2/5, 1/2. More than 2.5 % have 1/2.
it('measureShift has the interval of draws of three clusters', async () => {
  const neutral = ruled(() => NEITHER)
  const before = await predict(neutral, questions)
  const after = before.map((prediction, index) =>
    index === 0 ? { ...prediction, predictedLabel: RETREAT } : prediction,
  )
  const shift = measureShift(before, after, STANCE_SCHEME, 1)
  expect(shift.movedShare.value).toBe(0.25)
  expect(shift.movedShare.low).toBe(0)
  expect(shift.movedShare.high).toBe(0.5)
  expect(shift).toMatchObject({ moves: [{ from: NEITHER, to: RETREAT, count: 1 }] })
})

const linear: ModelEvaluation = { model: 'linear-en', measurement, answeredAccuracy: null }

it('renderContrast prints the contrast sets of every model, and nothing without any', () => {
  const contrast = {
    groupCount: 21,
    rightCount: 3,
    rightShare: { value: 1 / 7, low: 0.05, high: 0.346 },
  }
  expect(renderContrast([{ ...linear, contrast, controls: null }]).split('\n')).toEqual([
    '',
    'contrast sets with every post right (interval: Wilson over groups)',
    'model      groups   share',
    'linear-en  3 of 21  0.143 [0.050, 0.346]',
    '',
  ])
  expect(renderContrast([{ ...linear, contrast: null, controls: null }])).toBe('')
})

describe('renderControls', () => {
  it('prints the controls of a model, and how its labels moved', () => {
    const shift: Shift = {
      postCount: 709,
      movedCount: 20,
      movedShare: { value: 20 / 709, low: 0.01, high: 0.05 },
      moves: [
        { from: 'retreat', to: 'neither', count: 15 },
        { from: 'neither', to: 'retreat', count: 5 },
      ],
      macroF1: { value: 0.58, low: 0.55, high: 0.61 },
    }
    const still: Shift = {
      ...shift,
      movedCount: 0,
      movedShare: { value: 0, low: 0, high: 0 },
      moves: [],
    }
    const controls = { swappedNames: shift, maskedNames: still }
    expect(renderControls({ ...linear, contrast: null, controls }).split('\n')).toEqual([
      '',
      'controls of linear-en: labels that move',
      'control                moved      share                 macro-F1 then',
      'company names swapped  20 of 709  2.8 % [1.0 %, 5.0 %]  0.580 [0.550, 0.610]',
      'company names masked   0 of 709   0.0 % [0.0 %, 0.0 %]  0.580 [0.550, 0.610]',
      'company names swapped: retreat to neither 15, neither to retreat 5',
      'company names masked: none moved',
      '',
    ])
  })

  it('prints nothing for a model without controls', () => {
    expect(renderControls({ ...linear, contrast: null, controls: null })).toBe('')
  })
})

const post = (id: string, goldLabel: string, predictedLabel: string | null) => ({
  id,
  goldLabel,
  predictedLabel,
})

describe('contrastGroups', () => {
  const groupOf = new Map(['a1', 'a2', 'b1', 'b2', 'c1'].map((id) => [id, id.charAt(0)]))
  const ups = ['a1', 'b1', 'c1', 'd1'].map((id) => post(id, 'up', 'up'))
  const predictions = [...ups, post('a2', 'down', 'down'), post('b2', 'down', null)]

  // Group a is right, b is not; c has one post, d1 no group. Wilson (1927) for 1 of 2: centre 1/2,
  // half width z / (2 sqrt(2 + z²)) = 0.4054.
  it('counts a group only where every post is right, and leaves out single posts', () => {
    const result = contrastGroups(predictions, groupOf)
    expect(result).toMatchObject({ groupCount: 2, rightCount: 1, rightShare: { value: 0.5 } })
    expect(result?.rightShare.low).toBeCloseTo(0.0945, 4)
    expect(result?.rightShare.high).toBeCloseTo(0.9055, 4)
  })

  it('is null without groups', () => {
    expect(contrastGroups(predictions, new Map())).toBeNull()
    expect(contrastGroups([], groupOf)).toBeNull()
  })
})
