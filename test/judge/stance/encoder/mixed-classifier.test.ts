import { expect, it } from 'vitest'
import { softmax } from '../../../../src/base/statistics/calibration/softmax.js'
import { mixEncoder } from '../../../../src/judge/stance/encoder/mixed-classifier.js'
import { ask, standIn } from '../small-posts.js'

const saying = (logits: readonly number[], readsThread: boolean) =>
  standIn({ readsThread, score: (inputs) => inputs.map(() => Float64Array.from(logits)) })

it('reads a reply to a comment by the encoder alone, at temperatures of its own', async () => {
  const replies = { weight: 0, temperatures: [1, 1, 2] }
  const mixture = { model: 'linear', weight: 0.25, temperatures: [1, 1, 1], replies }
  const mixed = mixEncoder(saying([0, 1, 2], true), { id: 'mixed', mixture }, () =>
    saying([2, 1, 0], false),
  )
  const scores = await mixed.score([ask('Smart.'), ask('Smart.', 'They gave up?')])
  // A comment has the geometric mean of (0, 1, 2) and (2, 1, 0), three to one.
  for (const [at, expected] of [softmax([0.5, 1, 1.5]), softmax([0, 1, 2], 2)].entries()) {
    const probabilities = mixed.probabilitiesOf(scores[at] as Float64Array)
    expected.forEach((one, label) => void expect(probabilities?.[label]).toBeCloseTo(one, 12))
  }
})
