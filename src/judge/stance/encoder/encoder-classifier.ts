import { Tokenizer } from '@huggingface/tokenizers'
import { PipelineError } from '../../../base/errors.js'
import { STANCE_SCHEME } from '../../../base/scheme/stance-scheme.js'
import { softmax } from '../../../base/statistics/calibration/softmax.js'
import { openOnce } from '../../../base/text/lazily.js'
import type { PostFeatures } from '../../features/token.js'
import { explainByWeights, weighByOcclusion } from '../collect-evidence.js'
import {
  InputTable,
  parentTextOf,
  RESTORE_MODEL,
  type StanceClassifier,
  type StanceInput,
  type StanceScores,
} from '../stance-classifier.js'
import { checkEncoderHeader, type EncoderHeader } from './encoder-model.js'
import type { EncoderBatch, EncoderOutput, RunEncoder } from './onnx-session.js'

export interface EncoderParts {
  /** `model.json` */
  readonly header: EncoderHeader
  readonly tokenizer: object
  /** Opens the ONNX model, for the first post and after a failure. */
  readonly open: () => Promise<RunEncoder>
}

/** The most posts in a batch. Choice: batches above 8 hardly gain speed. */
const BATCH_SIZE = 16

/** Flag of a post that was longer than the model's input. */
export const TRUNCATED = 'truncated'

/**
 * A fine-tuned sentence encoder: see `models/stance-en/card.md`. A post's scores do not depend on
 * its batch: the quantisation of the model ensures it. All posts of a batch have one length, since
 * padding moved logits of onnxruntime-web by up to 0.1.
 */
export function createEncoderClassifier({
  header,
  tokenizer,
  open,
}: EncoderParts): StanceClassifier {
  const { id, calibration, input } = checkEncoderHeader(header)
  const scheme = STANCE_SCHEME
  const encoder = new PostEncoder(header, tokenizer)
  const openRun = openOnce(open)
  const truncated = new WeakMap<PostFeatures, boolean>()
  const vectors = new InputTable<Float32Array>()
  const encode = (each: StanceInput): EncodedPost => {
    const encoded = encoder.encode(each)
    truncated.set(each.features, encoded.isTruncated)
    return encoded
  }

  const score = async (inputs: readonly StanceInput[]): Promise<StanceScores[]> => {
    if (inputs.length === 0) return []
    const encoded = inputs.map(encode)
    const run = await openRun()
    const order = encoded
      .map((_, index) => index)
      .sort(
        (a, b) => (encoded[a] as EncodedPost).ids.length - (encoded[b] as EncodedPost).ids.length,
      )
    const scores = new Array<StanceScores>(inputs.length)
    const batches = batchByLength(order, (row) => (encoded[row] as EncodedPost).ids.length)
    const answers = await run(
      batches.map((rows) => toBatch(rows.map((row) => encoded[row] as EncodedPost))),
    )
    for (const [index, rows] of batches.entries()) {
      const { logits, pooled } = answers[index] as EncoderOutput
      const expected = rows.length * scheme.labels.length
      if (logits.length !== expected) {
        const message = `model "${id}": expected ${expected} logits of model.onnx, one per post and label, got ${logits.length} numbers. ${RESTORE_MODEL}`
        throw new PipelineError('MODEL_INVALID', message)
      }
      const width = Math.floor(pooled.length / rows.length)
      rows.forEach((row, place) => {
        if (width > 0)
          vectors.set(inputs[row] as StanceInput, pooled.slice(place * width, (place + 1) * width))
        const postLogits = logits.subarray(
          place * scheme.labels.length,
          (place + 1) * scheme.labels.length,
        )
        scores[row] = Float64Array.from(
          postLogits,
          (logit, label) => logit / calibration.temperature + (calibration.bias[label] as number),
        )
      })
    }
    return scores
  }

  const weighTokens = weighByOcclusion(score)

  return Object.freeze({
    id,
    scheme,
    readsTarget: true,
    readsThread: input.maxParentTokens > 0,
    score,
    probabilitiesOf: (scores: StanceScores) => softmax(scores),
    weighTokens,
    explain: explainByWeights(scheme, { score, weighTokens }),
    vectorOf: (each: StanceInput) => vectors.get(each) ?? null,
    flagsOf: (each: StanceInput) =>
      (truncated.get(each.features) ?? encode(each).isTruncated) ? [TRUNCATED] : [],
  })
}

function batchByLength(order: readonly number[], lengthOf: (row: number) => number): number[][] {
  const batches: number[][] = []
  for (const row of order) {
    const last = batches.at(-1)
    const fitsLast =
      last !== undefined &&
      last.length < BATCH_SIZE &&
      lengthOf(last[0] as number) === lengthOf(row)
    if (fitsLast) last.push(row)
    else batches.push([row])
  }
  return batches
}

function toBatch(posts: readonly EncodedPost[]): EncoderBatch {
  const [first] = posts as [EncodedPost]
  const length = first.ids.length
  const flat = (of: (post: EncodedPost) => readonly number[]): BigInt64Array =>
    BigInt64Array.from(posts.flatMap(of), BigInt)
  const ids = flat((post) => post.ids)
  return {
    rowCount: posts.length,
    length,
    ids,
    mask: ids.map(() => 1n),
    segments: flat((post) => post.segments),
  }
}

/** A post as token ids. */
interface EncodedPost {
  readonly ids: readonly number[]
  /** 0 for the post, 1 for its context. */
  readonly segments: readonly number[]
  readonly isTruncated: boolean
}

function normalise(text: string): string {
  return text
    .replace(/https?:\/\/\S+/g, 'http')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Upper bound of characters in one token: longer posts are cut before they are tokenised. */
const CHARACTERS_PER_TOKEN = 20

/**
 * Encodes posts as token ids: `[CLS] post [SEP] mover: move [SEP] parent [SEP]`, without the parts
 * that are unknown.
 */
export class PostEncoder {
  readonly #tokenizer: Tokenizer
  readonly #input: EncoderHeader['input']
  readonly #start: number
  readonly #separator: number

  constructor(header: EncoderHeader, tokenizerJson: object) {
    const invalid = (got: string, cause?: unknown): PipelineError =>
      new PipelineError(
        'MODEL_INVALID',
        `model "${header.id}": expected a tokenizer with [CLS] and [SEP], got ${got}. ${RESTORE_MODEL}`,
        { cause },
      )
    try {
      this.#tokenizer = new Tokenizer(tokenizerJson, {})
    } catch (cause) {
      throw invalid('none that can be read', cause)
    }
    this.#input = header.input
    const start = this.#tokenizer.token_to_id('[CLS]')
    const separator = this.#tokenizer.token_to_id('[SEP]')
    if (start === undefined || separator === undefined) throw invalid('one without')
    this.#start = start
    this.#separator = separator
  }

  encode(input: StanceInput): EncodedPost {
    const { features, target } = input
    const { maxPostTokens, maxMoveTokens, maxParentTokens } = this.#input
    const post = this.#piecesOf(features.text, maxPostTokens)
    const ids = [this.#start, ...post.ids, this.#separator]
    const segments = ids.map(() => 0)
    const append = (text: string, limit: number): void => {
      const { ids: textIds } = this.#piecesOf(text, limit)
      if (textIds.length === 0) return
      for (const id of [...textIds, this.#separator]) {
        ids.push(id)
        segments.push(1)
      }
    }
    if (target) append(`${target.mover}: ${target.move}`, maxMoveTokens)
    append(parentTextOf(input), maxParentTokens)
    return { ids, segments, isTruncated: post.isCut }
  }

  /** The first word pieces of a text; long texts are cut before they are tokenised. */
  #piecesOf(text: string, limit: number): { readonly ids: number[]; readonly isCut: boolean } {
    const whole = normalise(text)
    const isLong = whole.length > limit * CHARACTERS_PER_TOKEN
    const ids = this.#idsOf(isLong ? whole.slice(0, limit * CHARACTERS_PER_TOKEN) : whole)
    return { ids: ids.slice(0, limit), isCut: isLong || ids.length > limit }
  }

  #idsOf(text: string): number[] {
    return text === '' ? [] : this.#tokenizer.encode(text, { add_special_tokens: false }).ids
  }
}
