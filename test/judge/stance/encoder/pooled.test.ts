import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'

const GRAPH = new URL('../../../../models/stance-en/model.onnx', import.meta.url)

it('the graph of stance-en gives the pooled vector as a second output, and the same logits with and without it', async () => {
  const { InferenceSession, Tensor } = await import('onnxruntime-node')
  const session = await InferenceSession.create(readFileSync(GRAPH), { intraOpNumThreads: 1 })
  expect(session.outputNames).toEqual(['logits', 'pooled'])
  const row = (values: readonly number[]): InstanceType<typeof Tensor> =>
    new Tensor('int64', BigInt64Array.from(values, BigInt), [1, values.length])
  const ids = [101, 2204, 2005, 2068, 1010, 18_373, 102]
  const feeds = {
    input_ids: row(ids),
    attention_mask: row(ids.map(() => 1)),
    token_type_ids: row(ids.map(() => 0)),
  }
  const alone = await session.run(feeds, ['logits'])
  const both = await session.run(feeds)
  expect(both['pooled']?.dims).toEqual([1, 768])
  expect(both['logits']?.data).toEqual(alone['logits']?.data)
})
