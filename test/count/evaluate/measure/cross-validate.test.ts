import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import { assignFolds, crossValidateLinear } from '../../../../src/count/evaluate/measure/cross-validate.js'
import { LinearClassifier } from '../../../../src/judge/stance/linear/linear-classifier.js'
import { SMALL_CUES, SMALL_SETTINGS, smallExamples, trainSmall } from '../../../judge/stance/small-posts.js'
import { runCount } from '../../../run-count.js'

const RUNS = runCount()

describe('assignFolds', () => {
  it('gives the largest group first, each to the emptiest fold', () => {
    const groups = [...'aaaaabbbccd']
    expect(Object.fromEntries(assignFolds(groups, 2))).toEqual({ a: 0, b: 1, c: 1, d: 0 })
  })

  it('keeps every group whole, in a fold that exists, whatever the order; no fold exceeds the mean by more than one group', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 0, max: 12 }), { minLength: 1, maxLength: 60 }),
        fc.integer({ min: 2, max: 6 }),
        (numbers, foldCount) => {
          const groups = numbers.map(String)
          const folds = assignFolds(groups, foldCount)
          expect(new Set(folds.keys())).toEqual(new Set(groups))
          const filled = new Array<number>(foldCount).fill(0)
          for (const group of groups) filled[folds.get(group) as number] = (filled[folds.get(group) as number] as number) + 1
          const largest = Math.max(...[...folds.keys()].map((group) => groups.filter((each) => each === group).length))
          expect(Math.max(...filled)).toBeLessThanOrEqual(groups.length / foldCount + largest)
          expect(assignFolds([...groups].reverse(), foldCount)).toEqual(folds)
        },
      ),
      { numRuns: RUNS },
    )
  })
})

describe('crossValidateLinear', () => {
  const examples = smallExamples().map((example, index) => ({ ...example, group: `deal ${index % 4}` }))

  it('scores each post by a model that saw nothing of its group', () => {
    const scores = crossValidateLinear(examples, STANCE_SCHEME, SMALL_CUES, SMALL_SETTINGS, 4)
    expect(scores).toHaveLength(examples.length)
    const [first] = examples
    const others = examples.filter(({ group }) => group !== first?.group)
    const unseen = new LinearClassifier(trainSmall({}, STANCE_SCHEME, others))
    expect(scores[0]).toEqual(unseen.score([{ features: (first as (typeof examples)[number]).features, target: null }])[0])
  })

  it('gives the same scores twice', () => {
    const run = () => crossValidateLinear(examples, STANCE_SCHEME, SMALL_CUES, SMALL_SETTINGS, 2)
    expect(run()).toEqual(run())
  })
})
