import * as v from 'valibot'
import { PipelineError, type TypedCommand } from '../../base/errors.js'
import { BOOLEAN, NUMBERS, objectOf, POSITIVE, TEXT } from '../../base/json-shape.js'
import { serialisedScheme, withCodebook } from '../../base/scheme/scheme-tag.js'
import { createScheme, type StanceScheme } from '../../base/scheme/stance-scheme.js'
import { logOf, softmax } from '../../base/statistics/calibration/softmax.js'
import { type Adapter, applyAdapter } from '../learn/fit-adapter.js'
import { explainByWeights, weighByOcclusion } from './collect-evidence.js'
import type { StanceClassifier, StanceInput, StanceScores } from './stance-classifier.js'

/** A user's own head on an encoder. It predicts labels from the encoder's pooled vector. */
export interface HeadModel {
  readonly id: string
  readonly scheme: StanceScheme
  readonly baseModel: string
  /** Corrects the encoder's own scores, if both have the same labels. */
  readonly isCorrection: boolean
  readonly adapter: Pick<Adapter, 'bias' | 'head'>
  readonly temperature: number
}

export const HEAD_FORMAT = 'dealstance/head@1'

/** Digits behind the point of the weights. */
const ROUNDING = 1e7
const rounded = (values: Iterable<number>): number[] =>
  Array.from(values, (value) => Math.round(value * ROUNDING) / ROUNDING)

/** A head in `model.json`. */
export type HeadFile = Readonly<ReturnType<typeof encodeHead>>

export function encodeHead(
  { id, scheme, baseModel, isCorrection, adapter, temperature }: HeadModel,
  baseSha256: string,
) {
  const { bias, head } = adapter
  return {
    format: HEAD_FORMAT,
    id,
    scheme: serialisedScheme(scheme),
    members: [{ id: baseModel }],
    baseSha256,
    isCorrection,
    temperature,
    bias: rounded(bias),
    centre: rounded(head?.centre ?? []),
    weights: (head?.weights ?? []).map(rounded),
  }
}

const HEAD = objectOf({
  scheme: objectOf({ labels: v.array(v.unknown()) }),
  members: v.looseTuple([objectOf({ id: TEXT })]),
  isCorrection: BOOLEAN,
  temperature: POSITIVE,
  bias: NUMBERS,
  centre: NUMBERS,
  weights: v.array(NUMBERS),
})

export function decodeHead(file: HeadFile): HeadModel {
  const { bias, centre, weights, scheme } = v.is(HEAD, file)
    ? file
    : { bias: [], centre: [], weights: [], scheme: { labels: [] } }
  const labelCount = scheme.labels.length
  const isWhole = labelCount > 0 && bias.length === labelCount && weights.length === labelCount
  if (!isWhole || centre.length === 0 || weights.some(({ length }) => length !== centre.length)) {
    const message = (typed: TypedCommand) =>
      `model "${file.id}": expected the bias, centre and weights of a head on an encoder in model.json, got others. Train it again: ${typed('train --posts FILE --on stance-en --out FOLDER')}.`
    throw new PipelineError('MODEL_INVALID', message)
  }
  const head = {
    centre: Float64Array.from(file.centre),
    weights: file.weights.map((row) => Float64Array.from(row)),
  }
  return {
    id: file.id,
    scheme: withCodebook(createScheme(file.scheme)),
    baseModel: file.members[0]?.id as string,
    isCorrection: file.isCorrection,
    adapter: { bias: Float64Array.from(file.bias), head },
    temperature: file.temperature,
  }
}

const withoutTarget = ({ features }: StanceInput): StanceInput => ({ features, target: null })

/**
 * Reads posts with an encoder, without their deals: log-probabilities, or zeros for other labels,
 * and pooled vectors.
 */
export async function readWithEncoder(
  encoder: StanceClassifier,
  inputs: readonly StanceInput[],
  labelCount: number | null,
) {
  const read = inputs.map(withoutTarget)
  const scores = await encoder.score(read)
  return read.map((input, index) => {
    const vector = encoder.vectorOf?.(input) ?? null
    if (vector === null) {
      const message = `model "${encoder.id}": expected an encoder that gives a pooled vector per post, got none. Take stance-en.`
      throw new PipelineError('MODEL_INVALID', message)
    }
    const logs =
      labelCount === null
        ? (encoder.probabilitiesOf(scores[index] as StanceScores) as Float64Array).map(logOf)
        : null
    return { scores: logs ?? new Float64Array(labelCount ?? 0), vector, dealId: null }
  })
}

/** Scores posts by a head on an encoder, without their deals, as in training. */
export function createHeadClassifier(
  { id, scheme, isCorrection, adapter, temperature }: HeadModel,
  base: StanceClassifier,
): StanceClassifier {
  const score = async (inputs: readonly StanceInput[]): Promise<StanceScores[]> => {
    const readings = await readWithEncoder(base, inputs, isCorrection ? null : scheme.labels.length)
    return readings.map((reading) =>
      applyAdapter({ ...adapter, dealBias: new Map() }, reading).map(logOf),
    )
  }
  const weighTokens = weighByOcclusion(score)
  return Object.freeze({
    id,
    scheme,
    readsTarget: false,
    readsThread: base.readsThread ?? false,
    score,
    probabilitiesOf: (scores: StanceScores) => softmax(scores, temperature),
    weighTokens,
    explain: explainByWeights(scheme, { score, weighTokens }),
    vectorOf: (input: StanceInput) => base.vectorOf?.(withoutTarget(input)) ?? null,
    flagsOf: (input: StanceInput) => base.flagsOf?.(withoutTarget(input)) ?? [],
  })
}
