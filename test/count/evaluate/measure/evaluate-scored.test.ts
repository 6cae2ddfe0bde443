import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../../src/base/scheme/stance-scheme.js'
import { evaluateScored } from '../../../../src/count/evaluate/measure/evaluate-posts.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../scored-posts.js'

describe('evaluateScored', () => {
  // Always right. By hand: the baseline leans to the more frequent side, so that F1 of the sides is 4/5 for two of three, and 0.
  it('compares with a baseline that does not know what the model leans to (once had the model’s own lean)', () => {
    const labels = [NEITHER, NEITHER, NEITHER, PIVOT, PIVOT, RETREAT]
    const posts = labels.map((label) => scoredPost(label, { meta: { role: 'reply', gold: label } }))
    const { evaluation, majority } = evaluateScored(posts, { scheme, labelField: 'gold', on: 'six posts' })
    expect(evaluation.models[0]?.measurement.leanMacroF1?.value).toBe(1)
    expect(majority).toMatchObject({ accuracy: 0.5, sidedCount: 3, calibrationError: null })
    expect(majority.leanMacroF1?.value).toBeCloseTo(2 / 5, 12)
  })
})
