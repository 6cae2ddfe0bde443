import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import * as onnx from 'onnxruntime-node'
import { expect, it } from 'vitest'
import { sha256Of } from '../../../../src/base/text/sha256-text.js'
import {
  type EncoderBatch,
  type OnnxRuntime,
  openOnnxSession,
} from '../../../../src/judge/stance/encoder/onnx-session.js'
import { PACKAGE_ROOT } from '../../../../src/shell/node/file/package-root.js'
import { graphPath } from '../../../../src/shell/node/model/encoder-worker.js'
import { openEncoderPool } from '../../../../src/shell/node/model/load-encoder.js'

const PATH = join(PACKAGE_ROOT, 'models', 'stance-en', 'model.onnx')
const MODEL = readFileSync(PATH)
const SHA256 = sha256Of(MODEL)
/** Beyond the model's vocabulary. */
const NO_TOKEN = 1_000_000n

const batchOf = (rowCount: number, length: number, first = 2000n): EncoderBatch => ({
  rowCount,
  length,
  ids: BigInt64Array.from({ length: rowCount * length }, (_, place) => first + BigInt(place * 37)),
  mask: new BigInt64Array(rowCount * length).fill(1n),
  segments: new BigInt64Array(rowCount * length),
})
const BATCHES = [
  batchOf(1, 5),
  batchOf(3, 9),
  batchOf(16, 12),
  batchOf(2, 30),
  batchOf(7, 7),
  batchOf(1, 6),
]

const { run } = openEncoderPool([PATH, 'stance-en', SHA256], 2)

it('gives every batch the logits of a single session, in order, also for concurrent calls', async () => {
  const one = await openOnnxSession(onnx as unknown as OnnxRuntime, MODEL, 1)
  const expected = await one(BATCHES)
  // As the build left its graph.
  expect(existsSync(graphPath(SHA256))).toBe(true)
  expect(expected.map(({ logits }) => logits.length)).toEqual(
    BATCHES.map(({ rowCount }) => rowCount * 3),
  )
  expect(expected.map(({ pooled }) => pooled.length)).toEqual(
    BATCHES.map(({ rowCount }) => rowCount * 768),
  )
  const [together, backwards] = await Promise.all([run(BATCHES), run([...BATCHES].reverse())])
  expect(together).toEqual(expected)
  expect([...backwards].reverse()).toEqual(expected)
  expect(await run([])).toEqual([])
})

it('says when no worker can open the model', async () => {
  const path = fileURLToPath(import.meta.url)
  const other = openEncoderPool([path, 'other', SHA256], 2)
  await expect(other.run(BATCHES)).rejects.toThrow(/protobuf/i)
  expect(await other.isReady).toBe(false)
})

it('fails a call whose batch the model refuses, and goes on, with a second worker after many posts', async () => {
  await expect(run([batchOf(1, 4, NO_TOKEN)])).rejects.toThrow(/idx|indices|out of/i)
  expect(await run([batchOf(64, 5), batchOf(64, 6), batchOf(1, 5)])).toHaveLength(3)
})
