import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { softmax } from '../../../base/statistics/calibration/softmax.js'
import { decodeBase64 } from '../../../base/text/bytes.js'
import type { PostFeatures } from '../../features/token.js'
import { ENGLISH } from '../../features/tokenise.js'
import { collectEvidence } from '../collect-evidence.js'
import {
  type Decision,
  decide,
  type Evidence,
  type StanceClassifier,
  type StanceInput,
  type StanceScores,
} from '../stance-classifier.js'
import { decodeLinearModel, type LinearModel, type LinearModelHeader } from './linear-model.js'
import { Vectoriser } from './vectoriser.js'

/** Multinomial logistic regression over n-grams: see `models/linear-en/card.md`. */
export class LinearClassifier<Label extends string = string> implements StanceClassifier<Label> {
  readonly id: string
  readonly scheme: StanceScheme<Label>
  readonly language: string
  readonly readsTarget = false
  readonly #model: LinearModel
  readonly #vectoriser: Vectoriser

  constructor(model: LinearModel) {
    this.id = model.id
    this.scheme = model.scheme as StanceScheme<Label>
    this.language = model.language ?? ENGLISH
    this.#model = model
    this.#vectoriser = new Vectoriser(model)
  }

  score(inputs: readonly StanceInput[]): StanceScores[] {
    return inputs.map(({ features }) => this.#scoreOne(features))
  }

  probabilitiesOf(scores: StanceScores): Float64Array {
    return softmax(scores, this.#model.temperature)
  }

  explain(
    { features }: StanceInput,
    decision: Decision = decide(this.#scoreOne(features)),
  ): Evidence[] {
    const { winner, rival } = decision
    const byToken = this.#scoreByToken(features, winner, rival)
    return collectEvidence(
      features,
      byToken,
      this.scheme.labels[winner] as string,
      this.scheme.labels[rival] as string,
    )
  }

  /** Exact at either effort. */
  weighTokens({ features }: StanceInput, { winner, rival }: Decision): Float64Array {
    return this.#scoreByToken(features, winner, rival).map(
      (score) => score / this.#model.temperature,
    )
  }

  #scoreOne(features: PostFeatures): StanceScores {
    const scores = new Float64Array(this.scheme.labels.length)
    this.#vectoriser.addNgramScores(features, scores)
    const { weightStep, structureWeights, intercepts } = this.#model
    const structure = this.#vectoriser.structureOf(features)
    for (let label = 0; label < scores.length; label++)
      scores[label] = (scores[label] as number) * weightStep + (intercepts[label] as number)
    for (let index = 0; index < structure.length; index++) {
      const value = structure[index] as number
      if (value === 0) continue
      for (let label = 0; label < scores.length; label++) {
        scores[label] =
          (scores[label] as number) +
          value * (structureWeights[index * scores.length + label] as number)
      }
    }
    return scores
  }

  /**
   * Spreads the n-grams' part of `score[winner] - score[rival]` over the tokens; exact up to
   * rounding.
   */
  #scoreByToken(features: PostFeatures, winner: number, rival: number): Float64Array {
    return this.#vectoriser
      .ngramScoresByToken(features, winner, rival)
      .map((part) => part * this.#model.weightStep)
  }
}

/** A linear model as exported by a JavaScript module. */
export interface PackedLinearModel<Label extends string = string> {
  readonly header: LinearModelHeader<Label>
  readonly weights: string
}

/**
 * Decodes a packed model into a classifier.
 *
 * @throws {PipelineError} `MODEL_INVALID` for an unknown format, and for weights that are not
 *   base64 or of the wrong size
 */
export function unpackLinearModel<Label extends string>(
  packed: PackedLinearModel<Label>,
): LinearClassifier<Label> {
  const { header, weights } = packed
  return new LinearClassifier(decodeLinearModel(header, unpackWeights(weights, header.id)))
}

function unpackWeights(weights: string, id: string): Uint8Array {
  try {
    return decodeBase64(weights)
  } catch (cause) {
    const message = `model "${id}": expected weights in base64, got something else. Build the package again.`
    throw new PipelineError('MODEL_INVALID', message, { context: { id }, cause })
  }
}
