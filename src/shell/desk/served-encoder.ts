import { PipelineError } from '../../base/errors.js'
import { COUNT, checkShape, listOf, objectOf } from '../../base/json-shape.js'
import {
  createEncoderClassifier,
  type EncoderParts,
} from '../../judge/stance/encoder/encoder-classifier.js'
import { mixEncoder } from '../../judge/stance/encoder/mixed-classifier.js'
import type { EncoderBatch, RunEncoder } from '../../judge/stance/encoder/onnx-session.js'
import type { StanceClassifier } from '../../judge/stance/stance-classifier.js'

type ServedParts = Pick<EncoderParts, 'header' | 'tokenizer'>

const IDS = listOf(COUNT)
const BATCHES = listOf(
  objectOf({ rowCount: COUNT, length: COUNT, ids: IDS, mask: IDS, segments: IDS }),
)

type PlainBatch = Pick<EncoderBatch, 'rowCount' | 'length'> & {
  readonly [Name in 'ids' | 'mask' | 'segments']: readonly number[]
}

/**
 * The encoder of the server's page: words become tokens here, and the server runs the model as its
 * commands do.
 */
export async function openServedEncoder(
  address: string,
  linear: () => StanceClassifier,
): Promise<StanceClassifier> {
  const ask = async <Answer>(route: string, batches?: readonly PlainBatch[]): Promise<Answer> => {
    const post = batches && {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(batches),
    }
    const answer = await fetch(new URL(route, address), post).catch(() => null)
    if (answer?.ok) return (await answer.json()) as Answer
    const why =
      answer === null
        ? 'The program behind this page has ended'
        : `The program behind this page says: ${await answer.text()}`
    throw new PipelineError(
      'MODEL_MISSING',
      `${why}. Start it again. Your labels are kept in this browser.`,
    )
  }
  const { header, tokenizer } = await ask<ServedParts>('encoder')
  const run: RunEncoder = async (batches) => {
    const logits = await ask<readonly number[][]>('encode', batches.map(toPlain))
    return logits.map((numbers) => ({
      logits: Float32Array.from(numbers),
      pooled: new Float32Array(),
    }))
  }
  return mixEncoder(
    createEncoderClassifier({ header, tokenizer, open: async () => run }),
    header,
    linear,
  )
}

/**
 * The logits of the batches that a page sent.
 *
 * @throws {PipelineError} `MODEL_INVALID` for anything else
 */
export async function runBatches(run: RunEncoder, body: unknown): Promise<readonly number[][]> {
  const batches = checkShape(BATCHES, body, 'the page', 'batches', {
    code: 'MODEL_INVALID',
    advice: 'Load the page again.',
  })
  const outputs = await run(batches.map(toBatch))
  return outputs.map(({ logits }) => [...logits])
}

const toPlain = ({ rowCount, length, ids, mask, segments }: EncoderBatch): PlainBatch => {
  const plain = (tokens: BigInt64Array): number[] => Array.from(tokens, Number)
  return { rowCount, length, ids: plain(ids), mask: plain(mask), segments: plain(segments) }
}

const toBatch = ({ rowCount, length, ids, mask, segments }: PlainBatch): EncoderBatch => {
  const packed = (tokens: readonly number[]): BigInt64Array => BigInt64Array.from(tokens, BigInt)
  return { rowCount, length, ids: packed(ids), mask: packed(mask), segments: packed(segments) }
}
