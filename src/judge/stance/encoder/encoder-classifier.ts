import { PipelineError } from '../../../base/errors.js'
import { STANCE_SCHEME, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { softmax } from '../../../base/statistics/calibration/softmax.js'
import type { PostFeatures } from '../../features/token.js'
import { explainByWeights } from '../collect-evidence.js'
import type { RelationModel } from '../context/relation-model.js'
import { InputTable, type StanceClassifier, type StanceInput, type StanceScores } from '../stance-classifier.js'
import { type EncodedPost, maskMover, PostEncoder } from './encode-post.js'
import { checkEncoderHeader, type EncoderHeader } from './encoder-model.js'
import { weighByOcclusion } from './occlude-words.js'
import type { EncoderBatch, EncoderOutput, RunEncoder } from './onnx-session.js'
import { openOnce } from './open-once.js'

export interface EncoderParts {
  /** `model.json` */
  readonly header: EncoderHeader
  /** `tokenizer.json`, parsed */
  readonly tokenizer: object
  /** Opens the ONNX model. Called for the first post, and again only after a failure. */
  readonly open: () => Promise<RunEncoder>
  readonly scheme?: StanceScheme
  readonly relation?: RelationModel | null
}

/** The most posts in a batch. Chosen because larger batches than 8 hardly gain speed per post. */
const BATCH_SIZE = 16

/** Flag of a post that was longer than the model's input. */
export const TRUNCATED = 'truncated'

/**
 * A fine-tuned sentence encoder: see `models/encoder-en/card.md`. The model is quantised so that a post's scores do not depend on the
 * others of its batch. All posts of a batch have the same length: with padding, onnxruntime-web rounds other activations differently, which
 * moved logits by up to 0.1.
 *
 * If the model cannot be opened, the call fails and the next call tries again.
 */
export function createEncoderClassifier({
  header,
  tokenizer,
  open,
  scheme = STANCE_SCHEME,
  relation = null,
}: EncoderParts): StanceClassifier {
  const { id, calibration, input } = checkEncoderHeader(header, scheme)
  const encoder = new PostEncoder(header, tokenizer)
  const openRun = openOnce(open)
  const truncated = new WeakMap<PostFeatures, boolean>()
  const vectors = new InputTable<Float32Array>()
  const encode = (each: StanceInput): EncodedPost => {
    const encoded = encoder.encode(input.moverAlias === undefined ? each : maskMover(each, input.moverAlias))
    truncated.set(each.features, encoded.isTruncated)
    return encoded
  }

  const score = async (inputs: readonly StanceInput[]): Promise<StanceScores[]> => {
    if (inputs.length === 0) return []
    const run = await openRun()
    const encoded = inputs.map(encode)
    const order = encoded
      .map((_, index) => index)
      .sort((a, b) => (encoded[a] as EncodedPost).ids.length - (encoded[b] as EncodedPost).ids.length)
    const scores = new Array<StanceScores>(inputs.length)
    const batches = batchByLength(order, (row) => (encoded[row] as EncodedPost).ids.length)
    const answers = await run(batches.map((rows) => toBatch(rows.map((row) => encoded[row] as EncodedPost))))
    for (const [index, rows] of batches.entries()) {
      const { logits, pooled } = answers[index] as EncoderOutput
      const expected = rows.length * scheme.labels.length
      if (logits.length !== expected) {
        const message = `model "${id}": expected ${expected} logits of model.onnx, one per post and label, got ${logits.length} numbers. Restore the model's folder (git checkout).`
        throw new PipelineError('MODEL_INVALID', message)
      }
      const width = Math.floor(pooled.length / rows.length)
      rows.forEach((row, place) => {
        if (width > 0) vectors.set(inputs[row] as StanceInput, pooled.slice(place * width, (place + 1) * width))
        const own = logits.subarray(place * scheme.labels.length, (place + 1) * scheme.labels.length)
        scores[row] = Float64Array.from(own, (logit, label) => logit / calibration.temperature + (calibration.bias[label] as number))
      })
    }
    return scores
  }

  const weighTokens = weighByOcclusion(score)

  return Object.freeze({
    id,
    scheme,
    readsTarget: input.context.includes('mover') || input.context.includes('move'),
    relation,
    score,
    probabilitiesOf: (scores: StanceScores) => softmax(scores),
    weighTokens,
    explain: explainByWeights(scheme, { score, weighTokens }),
    vectorOf: (each: StanceInput) => vectors.get(each) ?? null,
    flagsOf: (each: StanceInput) => ((truncated.get(each.features) ?? encode(each).isTruncated) ? [TRUNCATED] : []),
  })
}

/** Splits rows, sorted by length, into batches of equal length. */
function batchByLength(order: readonly number[], lengthOf: (row: number) => number): number[][] {
  const batches: number[][] = []
  for (const row of order) {
    const last = batches.at(-1)
    const fitsLast = last !== undefined && last.length < BATCH_SIZE && lengthOf(last[0] as number) === lengthOf(row)
    if (fitsLast) last.push(row)
    else batches.push([row])
  }
  return batches
}

/** Stacks posts of equal length into a batch without padding. */
function toBatch(posts: readonly EncodedPost[]): EncoderBatch {
  const [first] = posts as [EncodedPost]
  const length = first.ids.length
  const flat = (of: (post: EncodedPost) => readonly number[]): BigInt64Array => BigInt64Array.from(posts.flatMap(of), BigInt)
  const ids = flat((post) => post.ids)
  return { rowCount: posts.length, length, ids, mask: ids.map(() => 1n), segments: flat((post) => post.segments) }
}
