import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { evaluateAnswers } from '../../../../src/count/evaluate/measure/evaluation.js'
import type { Question } from '../../../../src/count/evaluate/measure/predict.js'
import { postSetName, renderEvaluationCharts } from '../../../../src/count/evaluate/render/render-evaluation.js'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'

const [RETREAT = '', PIVOT = '', NEITHER = ''] = STANCE_SCHEME.labels

/** Ten posts; the surest five right, of the others three. */
const CASES = [0.95, 0.95, 0.9, 0.85, 0.8, 0.6, 0.6, 0.55, 0.5, 0.45].map((probability, index) => ({
  probability,
  isRight: index !== 6 && index !== 9,
}))
const questions = CASES.map(
  (_, index): Question => ({
    id: `${index}`,
    clusterId: `${index % 3}`,
    goldLabel: index % 2 === 0 ? RETREAT : PIVOT,
    groupId: `g${Math.floor(index / 5)}`,
    input: { features: extractTextFeatures('x'), target: null },
  }),
)
const predictions = CASES.map(({ probability, isRight }, index) => {
  const { id, clusterId, goldLabel } = questions[index] as Question
  const predictedLabel = isRight ? goldLabel : NEITHER
  const probabilities = Float64Array.from(STANCE_SCHEME.labels, (label) => (label === predictedLabel ? probability : (1 - probability) / 2))
  return { id, clusterId, goldLabel, predictedLabel, lean: RETREAT, probabilities }
})
const silent = predictions.map((prediction) => ({ ...prediction, probabilities: null }))
const evaluation = {
  on: 'corpus <test> (unseen & hard)',
  weights: 'held-out' as const,
  models: [
    evaluateAnswers('linear-en', questions, predictions, STANCE_SCHEME),
    evaluateAnswers('sentiment', questions, silent, STANCE_SCHEME),
  ],
}

describe('evaluateAnswers', () => {
  it('joins measurement, risk-coverage and contrast groups; without probabilities there is no risk-coverage', () => {
    const [linear, sentiment] = evaluation.models
    expect(linear).toMatchObject({ measurement: { accuracy: 0.8 }, contrast: { groupCount: 2, rightCount: 1 } })
    expect(linear?.riskCoverage?.points.at(-1)).toMatchObject({ coverage: 0.5, answeredCount: 5, accuracy: 1, minProbability: 0.8 })
    expect(sentiment).toMatchObject({ calibration: null, riskCoverage: null, contrast: { rightCount: 1 } })
  })
})

describe('renderEvaluationCharts', () => {
  const charts = renderEvaluationCharts(evaluation)
  const [reliability = '', curve = ''] = charts.map(({ svg }) => svg)

  it('draws two charts for a model with probabilities, and none for one without', () => {
    expect(charts.map(({ name }) => name)).toEqual(['corpus-test-linear-en-reliability.svg', 'corpus-test-linear-en-risk-coverage.svg'])
  })

  it('holds title, description, n and source, with XML characters escaped', () => {
    for (const svg of [reliability, curve]) {
      expect(svg).toMatch(/^<svg [^>]*role="img" aria-labelledby="([\w-]+)-title \1-desc"/)
      expect(svg).toMatch(/<title id="[\w-]+-title">[^<]+<\/title><desc id="[\w-]+-desc">[^<]+<\/desc>/)
      expect(svg).toContain('corpus &lt;test&gt; (unseen &amp; hard), n = 10 posts in 3 clusters')
      expect(svg).toContain('held-out')
    }
    expect(curve).toContain('0% wrong at 50% coverage')
  })

  // By hand, bins of 1/15: .45 (1 wrong) in (.4, .4667]; .5 in (.4667, .5333]; .55, .6 right, .6 wrong in (.5333, .6]; .8 in (.7333, .8];
  // .85 in (.8, .8667]; .9 in (.8667, .9333]; .95 twice in (.9333, 1]. ECE: .45 + .5 + |1.75 - 2| + .2 + .15 + .1 + .1 = 1.75, by 10.
  it('has the calibration error in the title, and a bar and a number for each bin with posts', () => {
    expect(reliability).toContain('Reliability of linear-en: ECE 0.175')
    expect(reliability.match(/<rect [^>]*class="fill1"/g)).toHaveLength(7)
    const counts = [...reliability.matchAll(/class="soft">(\d+)</g)].map(([, count]) => Number(count))
    expect(counts).toEqual([1, 1, 3, 1, 1, 1, 2])
  })

  it('names files after the set of posts', () => {
    expect(['corpus hard part (unseen deals)', '/data/My posts.jsonl', 'C:\\gold\\a_b.json', '-'].map(postSetName)).toEqual([
      'corpus-hard-part',
      'my-posts',
      'a-b',
      'posts',
    ])
  })
})
