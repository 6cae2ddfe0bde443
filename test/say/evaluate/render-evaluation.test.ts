import { expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { ModelEvaluation } from '../../../src/count/evaluate/measure.js'
import { renderEvaluation } from '../../../src/say/evaluate/render-evaluation.js'
import { measurement } from './measurement-example.js'

const linear: ModelEvaluation = { model: 'linear-en', measurement, answeredAccuracy: null }
const unsided = { ...measurement, leanMacroF1: null, calibrationError: null }
const sentiment: ModelEvaluation = {
  model: 'sentiment',
  measurement: unsided,
  answeredAccuracy: null,
}
const render = (models: readonly ModelEvaluation[]) =>
  renderEvaluation({ on: 'gold.jsonl', weights: 'shipped', models }, STANCE_SCHEME).split('\n')

it('prints one line per model, with three decimals', () => {
  expect(render([linear, sentiment])).toEqual([
    'gold.jsonl (709 posts, 402 take a side; shipped weights; 95% intervals by bootstrap over 31 deals or threads)',
    'model      macro-F1              lean macro-F1         F1 retreat  F1 shrewd pivot  F1 neither  accuracy  ECE',
    'linear-en  0.587 [0.552, 0.620]  0.750 [0.700, 0.790]  0.610       0.500            0.651       0.600     0.039',
    'sentiment  0.587 [0.552, 0.620]  no sides              0.610       0.500            0.651       0.600     none',
    '',
  ])
})

const worth = {
  always: { label: 'neither', accuracy: 0.503 },
  flippedCount: 49,
  leads: { clusterCount: 20, wrongCount: 8, openCount: 2 },
}

it('says what the labels of the model are worth', () => {
  expect(render([{ ...linear, worth }, sentiment]).at(-2)).toBe(
    'linear-en: right on 60 of 100 posts, "neither" for every post on 50 of 100; 49 of 402 posts with a side got another side; it names the right leader in 10 of 20 deals or threads, another in 8 and none in 2',
  )
})

it.each([
  [{ clusterCount: 2, wrongCount: 0, openCount: 0 }, 'right leader in both deals or threads'],
  [{ clusterCount: 9, wrongCount: 1, openCount: 0 }, 'in 8 of 9 deals or threads, another in 1'],
  [{ clusterCount: 2, wrongCount: 0, openCount: 1 }, 'in 1 of 2 deals or threads, none in 1'],
])('says in how many deals the model names who leads: %j', (leads, words) => {
  const line = render([{ ...linear, worth: { ...worth, leads } }]).at(-2)
  expect(line?.endsWith(words)).toBe(true)
})

it('says how many deals or threads intervals need', () => {
  const few = { ...measurement, clusterCount: 2 }
  expect(render([{ ...linear, measurement: few }])[0]).toContain(
    'no intervals: they need 8 deals or threads, here are 2',
  )
})

it('prints the confusion of labels', () => {
  const confusion = [
    [4, 2, 0, 0],
    [0, 3, 0, 1],
    [0, 0, 2, 0],
  ]
  expect(render([{ ...linear, worth, confusion }, sentiment]).slice(-6)).toEqual([
    'linear-en, label by label',
    'labelled      predicted retreat  predicted shrewd pivot  predicted neither  no label',
    'retreat       4                  2                       0                  0',
    'shrewd pivot  0                  3                       0                  1',
    'neither       0                  0                       2                  0',
    '',
  ])
})
