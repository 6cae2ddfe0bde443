import { describe, expect, it } from 'vitest'
import { buildThreads } from '../../src/base/thread/thread.js'
import { LinearClassifier } from '../../src/judge/stance/linear/linear-classifier.js'
import type { StanceClassifier } from '../../src/judge/stance/stance-classifier.js'
import { createPipeline } from '../../src/pipeline/pipeline.js'
import { RETREAT, trainSmall } from './stance/small-posts.js'

const linear = new LinearClassifier(trainSmall())
const [thread] = buildThreads([
  { id: '1', threadId: 't', parentId: null, author: null, createdAt: null, text: 'They gave up', meta: { role: 'root' } },
])
/** Finds other words at each effort, none at `quick` where it is told so. */
const classifier = (isQuickEmpty: boolean): StanceClassifier => ({
  ...linear,
  id: 'two-efforts',
  scheme: linear.scheme,
  readsTarget: false,
  score: (inputs) => linear.score(inputs),
  probabilitiesOf: (scores) => linear.probabilitiesOf(scores),
  explain: (_input, _decision, effort) =>
    effort === 'quick' && isQuickEmpty ? [] : [{ start: 0, end: 4, text: String(effort), toward: RETREAT, weight: 1 }],
})

describe('the words that explain a post', () => {
  it.each([
    ['those of its record', 'quick', false, 'quick'],
    ['those of its record at full effort', 'full', false, 'full'],
    ['more where its record has none', 'quick', true, 'full'],
    ['more where no record has any', false, false, 'full'],
  ] as const)('are %s', async (_, evidence, isQuickEmpty, effort) => {
    const pipeline = createPipeline({ model: classifier(isQuickEmpty), evidence })
    const explanation = thread && (await pipeline.explain(thread, '1'))
    expect(explanation?.post.evidence?.map(({ text }) => text)).toEqual([effort])
  })
})
