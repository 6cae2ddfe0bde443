import { expect, it } from 'vitest'
import {
  createEncoderClassifier,
  TRUNCATED,
} from '../../../../src/judge/stance/encoder/encoder-classifier.js'
import type { EncoderBatch, RunEncoder } from '../../../../src/judge/stance/encoder/onnx-session.js'
import { failure } from '../../../support/caught.js'
import { inRows } from '../../../support/in-rows.js'
import { ask } from '../small-posts.js'
import { addUp, SMALL_HEADER, SMALL_TOKENIZER } from './small-encoder.js'

const create = (open: () => Promise<RunEncoder>, header = SMALL_HEADER) =>
  createEncoderClassifier({ header, tokenizer: SMALL_TOKENIZER, open })

it('divides logits by the temperature and adds the bias', async () => {
  // [CLS] up [SEP]: ids 2 + 7 + 3, three tokens, none in the second segment; temperature 2, bias
  // [0.5, 0, -0.5].
  const [scores] = await create(async () => addUp).score([ask('up')])
  expect([...(scores as Float64Array)]).toEqual([12 / 2 + 0.5, 3 / 2, -0.5])
})

it('returns scores in input order, however posts were batched', async () => {
  const batches: EncoderBatch[] = []
  const classifier = create(async () => (given) => {
    batches.push(...given)
    return addUp(given)
  })
  const posts = Array.from({ length: 40 }, (_, index) => ask('up '.repeat((index * 7) % 6)))
  const together = await classifier.score(posts)
  expect(batches.length).toBeGreaterThan(1)
  expect(batches.map(({ length }) => length)).toEqual(
    batches.map(({ length }) => length).sort((a, b) => a - b),
  )
  for (const [index, post] of posts.entries())
    expect(await classifier.score([post])).toEqual([together[index]])
})

it('batches posts of equal length, so that nothing is padded', async () => {
  const batches: EncoderBatch[] = []
  const texts = ['up', 'they give up', 'smart', ...Array.from({ length: 17 }, () => 'they give')]
  await create(async () => async (given) => {
    batches.push(...given)
    return addUp(given)
  }).score(texts.map((text) => ask(text)))
  expect(inRows(batches.map(({ rowCount, length }) => [rowCount, length]))).toEqual([
    '2 | 3',
    '16 | 4',
    '1 | 4',
    '1 | 5',
  ])
  for (const { mask, rowCount, length } of batches)
    expect([...mask]).toEqual(Array.from({ length: rowCount * length }, () => 1n))
})

it('opens the model once, at the first post, also for concurrent calls', async () => {
  let openCount = 0
  const classifier = create(async () => {
    openCount += 1
    return addUp
  })
  expect(await classifier.score([])).toEqual([])
  expect(openCount).toBe(0)
  await Promise.all([classifier.score([ask('up')]), classifier.score([ask('smart')])])
  await classifier.score([ask('up')])
  expect(openCount).toBe(1)
})

it('rejects the calls that waited for a model that could not be opened, and tries again at the next call', async () => {
  const unhandled: unknown[] = []
  const listen = (reason: unknown): void => void unhandled.push(reason)
  process.on('unhandledRejection', listen)
  let openCount = 0
  const classifier = create(async () => {
    openCount += 1
    if (openCount === 1) throw new Error('no memory')
    return addUp
  })
  const failed = await Promise.allSettled([
    classifier.score([ask('up')]),
    classifier.score([ask('smart')]),
  ])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected'])
  expect(await classifier.score([ask('up')])).toHaveLength(1)
  expect(openCount).toBe(2)
  await new Promise((resolve) => setTimeout(resolve, 10))
  process.off('unhandledRejection', listen)
  expect(unhandled).toEqual([])
})

it.each([0, 2, 6])('rejects a model that returns %i numbers for a post', async (count) => {
  const classifier = create(async () => async () => [
    { logits: new Float32Array(count), pooled: new Float32Array() },
  ])
  const words = `expected 3 logits of model.onnx, one per post and label, got ${count}`
  await expect(classifier.score([ask('up')])).rejects.toEqual(failure('MODEL_INVALID', words))
})

it('flags a truncated post, scored before or not', async () => {
  const classifier = create(async () => addUp)
  const long = ask('up '.repeat(100))
  const short = ask('up')
  expect([classifier.flagsOf?.(long), classifier.flagsOf?.(short)]).toEqual([[TRUNCATED], []])
  await classifier.score([long, short])
  expect([classifier.flagsOf?.(long), classifier.flagsOf?.(short)]).toEqual([[TRUNCATED], []])
})

it.each([
  [4, true],
  [0, false],
])(
  'reads the post answered with room for %d of its word pieces: %s',
  (maxParentTokens, readsThread) => {
    const header = { ...SMALL_HEADER, input: { ...SMALL_HEADER.input, maxParentTokens } }
    const classifier = create(async () => addUp, header)
    expect([classifier.readsTarget, classifier.readsThread]).toEqual([true, readsThread])
  },
)

it('keeps the pooled vector of every post that it scored, where the model gives them', async () => {
  const withPooled: RunEncoder = async (batches) => {
    const outputs = await addUp(batches)
    return batches.map(({ rowCount, length }, index) => ({
      logits: outputs[index]?.logits as Float32Array,
      pooled: Float32Array.from({ length: rowCount * 2 }, (_, place) => length + (place % 2) / 2),
    }))
  }
  const posts = [ask('up'), ask('they give up'), ask('smart')]
  const keeping = create(async () => withPooled)
  const bare = create(async () => addUp)
  expect(await keeping.score(posts)).toEqual(await bare.score(posts))
  expect(inRows(posts.map((post) => [...(keeping.vectorOf?.(post) ?? [])]))).toEqual([
    '3 | 3.5',
    '5 | 5.5',
    '3 | 3.5',
  ])
  expect([
    keeping.vectorOf?.(ask('never scored')),
    bare.vectorOf?.(posts[0] as (typeof posts)[number]),
  ]).toEqual([null, null])
})
