import type { PostFeatures } from '../../features/post-features.js'
import { ENGLISH } from '../../features/tokeniser.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { softmax } from '../../statistics/calibration/softmax.js'
import { collectEvidence } from '../collect-evidence.js'
import type { RelationModel } from '../context/relation-model.js'
import { type Decision, decide, type Evidence, type StanceClassifier, type StanceInput, type StanceScores } from '../stance-classifier.js'
import { CueTable } from './cue-table.js'
import type { LinearModel } from './linear-model.js'
import { NgramScorer } from './ngram-scorer.js'
import { structureFeatureNames } from './structure-features.js'
import { Vectoriser } from './vectoriser.js'

/** Contribution of each part of a post to the score of one label over another. `byToken` and `rest` sum to the score difference. */
export interface Contributions {
  /** One value per token of the post. */
  readonly byToken: Float64Array
  /** Contribution of features that belong to no single token: marks, cues, position in the thread and the intercept. */
  readonly rest: number
}

/** Multinomial logistic regression over n-grams: see `models/linear-en/card.md`. */
export class LinearClassifier implements StanceClassifier {
  readonly id: string
  readonly scheme: StanceScheme
  readonly language: string
  readonly readsTarget = false
  readonly relation: RelationModel | null
  readonly reasons: StanceClassifier | null
  readonly #model: LinearModel
  readonly #ngrams: NgramScorer
  readonly #vectoriser: Vectoriser

  constructor(model: LinearModel, relation: RelationModel | null = null, reasons: StanceClassifier | null = null) {
    this.id = model.id
    this.relation = relation
    this.reasons = reasons
    this.scheme = model.scheme
    this.language = model.language ?? ENGLISH
    this.#model = model
    this.#ngrams = new NgramScorer(model)
    const { vocabulary, cues, scheme, settings } = model
    this.#vectoriser = new Vectoriser(vocabulary, new CueTable(cues, scheme), settings, structureFeatureNames(scheme).length)
  }

  score(inputs: readonly StanceInput[]): StanceScores[] {
    return inputs.map(({ features }) => this.#scoreOne(features))
  }

  probabilitiesOf(scores: StanceScores): Float64Array {
    return softmax(scores, this.#model.temperature)
  }

  explain({ features }: StanceInput, decision: Decision = decide(this.#scoreOne(features))): Evidence[] {
    const { winner, rival } = decision
    const { byToken } = this.contributions(features, winner, rival)
    return collectEvidence(features, byToken, this.scheme.labels[winner] as string, this.scheme.labels[rival] as string)
  }

  /** Exact at either effort. */
  weighTokens({ features }: StanceInput, { winner, rival }: Decision): Float64Array {
    return this.contributions(features, winner, rival).byToken.map((score) => score / this.#model.temperature)
  }

  /** Distributes `score[winner] - score[rival]` over the tokens; exact up to floating-point rounding. */
  contributions(features: PostFeatures, winner: number, rival: number): Contributions {
    const { weights, weightStep, vocabulary, structureWeights, intercepts } = this.#model
    const labelCount = this.scheme.labels.length
    const vectoriser = this.#vectoriser
    vectoriser.vectorise(features)
    const perColumn = new Map<number, number>()
    let rest = (intercepts[winner] as number) - (intercepts[rival] as number)
    for (let entry = 0; entry < vectoriser.length; entry++) {
      const column = vectoriser.indices[entry] as number
      const value = vectoriser.values[entry] as number
      if (column < vocabulary.keys.length) {
        const base = column * labelCount
        perColumn.set(column, value * weightStep * ((weights[base + winner] as number) - (weights[base + rival] as number)))
      } else {
        const base = (column - vocabulary.keys.length) * labelCount
        rest += value * ((structureWeights[base + winner] as number) - (structureWeights[base + rival] as number))
      }
    }
    const occurrences = new Map<number, number>()
    const places: number[] = []
    vectoriser.locate(features, (column, firstToken, lastToken) => {
      occurrences.set(column, (occurrences.get(column) ?? 0) + 1)
      places.push(column, firstToken, lastToken)
    })
    const byToken = new Float64Array(features.tokens.length)
    for (let place = 0; place < places.length; place += 3) {
      const [column, firstToken, lastToken] = [places[place] as number, places[place + 1] as number, places[place + 2] as number]
      const share = (perColumn.get(column) ?? 0) / (occurrences.get(column) as number) / (lastToken - firstToken + 1)
      for (let token = firstToken; token <= lastToken; token++) byToken[token] = (byToken[token] as number) + share
    }
    return { byToken, rest }
  }

  #scoreOne(features: PostFeatures): StanceScores {
    const { vocabulary, structureWeights, intercepts } = this.#model
    const scores = this.#ngrams.score(features)
    this.#vectoriser.vectoriseStructure(features)
    const { indices, values, length } = this.#vectoriser
    for (let label = 0; label < scores.length; label++) scores[label] = (scores[label] as number) + (intercepts[label] as number)
    for (let entry = 0; entry < length; entry++) {
      const base = ((indices[entry] as number) - vocabulary.keys.length) * scores.length
      for (let label = 0; label < scores.length; label++) {
        scores[label] = (scores[label] as number) + (values[entry] as number) * (structureWeights[base + label] as number)
      }
    }
    return scores
  }
}
