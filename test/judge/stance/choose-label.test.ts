import { describe, expect, it } from 'vitest'
import { createScheme, STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { softmax } from '../../../src/base/statistics/calibration/softmax.js'
import {
  type JudgeOptions,
  judge as judgeScores,
  leanOf,
} from '../../../src/judge/stance/choose-label.js'
import { createSentimentClassifier } from '../../../src/judge/stance/sentiment-classifier.js'
import type { StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'
import { ask, NEITHER, PIVOT, RETREAT, standIn } from './small-posts.js'

const classifier = standIn({ score: () => [] })
const withoutProbabilities = { ...classifier, probabilitiesOf: () => null }
const DEFAULT = { minProbability: 0, twoWay: false }

const judge = (by: StanceClassifier, scores: Float64Array, options: JudgeOptions) =>
  judgeScores(by.scheme, scores, by.probabilitiesOf(scores), options)

describe('judge', () => {
  it.each([
    { scores: [2, 1, 0], label: RETREAT, lean: RETREAT },
    { scores: [0, 1, 0.5], label: PIVOT, lean: PIVOT },
    { scores: [0, 1, 5], label: NEITHER, lean: PIVOT },
    { scores: [1, 1, 1], label: RETREAT, lean: RETREAT },
    { scores: [-9, -9, -1], label: NEITHER, lean: RETREAT },
    { scores: [0, 1, 5], label: PIVOT, lean: PIVOT, twoWay: true },
  ])(
    'gives $scores the label $label and the lean $lean',
    ({ scores, label, lean, twoWay = false }) => {
      const judgement = judge(classifier, Float64Array.from(scores), { ...DEFAULT, twoWay })
      expect(judgement).toMatchObject({ label, lean, status: 'scored' })
      expect(Object.keys(judgement.probabilities ?? {})).toEqual(STANCE_SCHEME.labels)
    },
  )

  it('withholds the label below minProbability but not at it, and keeps the rest', () => {
    const scores = Float64Array.from([Math.log(2), 0, 0])
    expect(judge(classifier, scores, { minProbability: 0.51, twoWay: false })).toMatchObject({
      label: null,
      lean: RETREAT,
      status: 'unsure',
    })
    // A threshold of its own for each label.
    const top = Math.max(...softmax(scores))
    expect(judge(classifier, scores, { minProbability: top, twoWay: false })).toMatchObject({
      label: RETREAT,
      status: 'scored',
    })
    const unsure = judge(classifier, scores, { minProbability: 0.9, twoWay: true })
    expect(unsure).toMatchObject({ label: null, status: 'unsure' })
    expect(unsure.probabilities?.[RETREAT]).toBeCloseTo(0.5, 12)
  })

  it('compares a forced side with the other side alone (kept a side because "neither" was certain)', () => {
    // Mostly neutral; of the rest, 60 in 100 for the first side.
    const scores = Float64Array.from([Math.log(0.03), Math.log(0.02), Math.log(0.95)])
    expect(judge(classifier, scores, { minProbability: 0.7, twoWay: true })).toMatchObject({
      label: null,
      status: 'unsure',
    })
    expect(judge(classifier, scores, { minProbability: 0.5, twoWay: true })).toMatchObject({
      label: RETREAT,
      status: 'scored',
    })
    expect(judge(classifier, scores, { minProbability: 0.7, twoWay: false })).toMatchObject({
      label: NEITHER,
      status: 'scored',
    })
  })

  it('withholds nothing from a classifier without probabilities', () => {
    expect(
      judge(withoutProbabilities, Float64Array.from([0, 1, 5]), {
        minProbability: 0.99,
        twoWay: false,
      }),
    ).toEqual({
      label: NEITHER,
      lean: PIVOT,
      probabilities: null,
      status: 'scored',
    })
  })

  it('finds the lean for any order of sides and labels', () => {
    const scheme = createScheme({
      id: 'far',
      labels: ['mid', 'left', 'right', 'up'],
      sides: ['right', 'left'],
      neutral: 'mid',
    })
    expect(leanOf([9, 1, 2, 8], scheme)).toBe('right')
    expect(leanOf([9, 2, 2, 8], scheme)).toBe('right')
    expect(leanOf([9, 3, 2, 8], scheme)).toBe('left')
  })
})

describe('the sign of the sentiment', () => {
  it.each([
    { text: 'terrible, awful, desperate', label: RETREAT },
    { text: 'brilliant and great', label: PIVOT },
    { text: 'the lease starts in May', label: NEITHER },
    { text: 'great news from a terrible company', label: NEITHER },
  ])('sentiment maps "$text" to $label', ({ text, label }) => {
    const sentiment = createSentimentClassifier(STANCE_SCHEME)
    const [scores] = sentiment.score([ask(text)]) as [Float64Array]
    expect(judge(sentiment, scores, DEFAULT)).toMatchObject({ label, probabilities: null })
  })

  it('sentiment uses the order of the scheme’s sides, and supports schemes without a neutral label', () => {
    const scheme = createScheme({
      id: 'two',
      labels: ['good', 'bad'],
      sides: ['bad', 'good'],
      neutral: null,
    })
    const sentiment = createSentimentClassifier(scheme)
    const labelOf = (text: string) =>
      judge(sentiment, (sentiment.score([ask(text)]) as [Float64Array])[0], DEFAULT).label
    expect([labelOf('terrible'), labelOf('brilliant')]).toEqual(['bad', 'good'])
  })
})
