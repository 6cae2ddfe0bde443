import { beforeAll, describe, expect, it } from 'vitest'
import { readCorpus } from '../../scripts/corpus/read-corpus.js'
import { extractTextFeatures } from '../../src/judge/features/extract-features.js'
import { neutralReasonsOf } from '../../src/judge/judge-posts.js'
import type { StanceClassifier } from '../../src/judge/stance/stance-classifier.js'
import { createPipeline, type Pipeline } from '../../src/pipeline/pipeline.js'
import { loadModel } from '../../src/shell/node/model/load-model.js'

const heldOut = loadModel('linear-en', { weights: 'held-out' }).reasons as StanceClassifier

/** The kinds that labellers gave, as the reasons are named. */
const REASONS: Readonly<Record<string, string>> = {
  question: 'question',
  price: 'price',
  joke: 'joke',
  fact: 'fact',
  'off-topic': 'off the move',
}

describe('neutralReasonsOf', () => {
  it.each([
    ['What does the lease cost a month?', 'question'],
    ['Stock is down 4% after hours, bought more at 31', 'price'],
    ['', null],
  ])('%s', async (text, reason) => {
    expect(await neutralReasonsOf(heldOut, [extractTextFeatures(text)])).toEqual([reason])
  })

  it('names the right reason for four of five posts of unseen deals', async () => {
    let [named, right] = [0, 0]
    const posts = readCorpus('corpus').posts.filter(
      ({ label, split, parentId }) => label === 'neither' && split === 'test' && parentId !== null,
    )
    const reasons = await neutralReasonsOf(
      heldOut,
      posts.map(({ text }) => extractTextFeatures(text)),
    )
    for (const [index, { kind }] of posts.entries()) {
      const reason = reasons[index] ?? null
      if (reason === null) continue
      named++
      if (reason === REASONS[kind]) right++
    }
    expect(named / posts.length).toBeGreaterThan(0.25)
    expect(right / named).toBeGreaterThan(0.8)
  })
})

describe('the reason in the record', () => {
  let pipeline: Pipeline<string>

  beforeAll(() => {
    pipeline = createPipeline({ model: loadModel('linear-en'), deals: [] })
  })

  it('names why a scored post takes no side, and nothing for a post with one', async () => {
    const { posts } = await pipeline.run(
      '@a How many megawatts does the site draw at full load?\n\n@a They are giving up, a white flag and nothing else.\n',
    )
    expect(posts.map(({ label, status, reason }) => ({ label, status, reason }))).toEqual([
      { label: 'neither', status: 'scored', reason: 'question' },
      { label: 'retreat', status: 'scored', reason: null },
    ])
  })
})
