import { expect, it } from 'vitest'
import { checkEvidence } from '../../../scripts/research/evaluate/check-evidence.js'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { Question } from '../../../src/count/evaluate/predict.js'
import { extractTextFeatures } from '../../../src/judge/features/extract-features.js'
import type { Evidence, StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'
import { standIn } from '../../judge/stance/small-posts.js'

const [RETREAT] = STANCE_SCHEME.labels as readonly [string]

/** A classifier with one word: "surrender" has weight 2 for the first label. */
function knowing(explained: string): StanceClassifier {
  return standIn({
    score: (inputs) =>
      inputs.map(({ features }) =>
        Float64Array.of(features.text.includes('surrender') ? 2 : 0, 0, 0),
      ),
    explain: ({ features }): Evidence[] => {
      const start = features.text.indexOf(explained)
      return start === -1
        ? []
        : [{ start, end: start + explained.length, text: explained, toward: RETREAT, weight: 1 }]
    },
  })
}

const ask = (...texts: string[]): Question[] =>
  texts.map((text, index) => ({
    id: `q${index}`,
    clusterId: 'c',
    goldLabel: RETREAT,
    input: { features: extractTextFeatures(text), target: null },
  }))

const QUESTIONS = ask(
  'that is a surrender to me',
  'a plain surrender by the lot',
  'no such word in here',
)

it('finds the weight of deleted deciding words, and no effect of other words (by hand)', async () => {
  const check = await checkEvidence(knowing('surrender'), QUESTIONS)
  const fall = Math.exp(2) / (Math.exp(2) + 2) - 1 / 3
  expect(check).toMatchObject({ postCount: 2, wordCount: 1, furtherShare: 1 })
  expect(check?.namedFall.value).toBeCloseTo(fall, 12)
  expect(check?.otherFall.value).toBe(0)
})

it('detects a classifier that names words without effect', async () => {
  const wrong = await checkEvidence(
    knowing('plain'),
    ask(...Array.from({ length: 40 }, () => 'plain old surrender')),
  )
  expect(wrong?.namedFall.value).toBe(0)
  expect(wrong?.otherFall.value).toBeGreaterThan(0.1)
  expect(wrong?.furtherShare).toBe(0)
})

it('is null with nothing to compare', async () => {
  expect(await checkEvidence(knowing('surrender'), ask('surrender', ''))).toBeNull()
  expect(await checkEvidence(knowing('surrender'), [])).toBeNull()
})
