import { createRequire } from 'node:module'
import type Natural from '#natural/classifiers'
import { withCodebook } from '../../../base/scheme/scheme-tag.js'
import { createScheme, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { logSumExp } from '../../../base/statistics/calibration/softmax.js'
import type { PostFeatures } from '../../../judge/features/token.js'
import type { StanceClassifier, StanceInput } from '../../../judge/stance/stance-classifier.js'
import { damagedModel } from './read-model-file.js'

/** Loads natural on first use, because that takes a fifth of a second. */
export const loadNatural = (): typeof Natural => createRequire(import.meta.url)('#natural/classifiers')

/** Content of `models/bayes-en/model.json`. */
export interface BayesModel {
  readonly format: 'dealstance/bayes@1'
  readonly id: string
  readonly scheme: StanceScheme
  /** natural's serialisation, without the training documents. */
  readonly classifier: string
}

/** The words of a post after its leading handles, for natural to stem and count. */
export function textOf({ text, tokens, addresseeTokenCount }: PostFeatures): string {
  return text.slice(tokens[addresseeTokenCount]?.start ?? text.length)
}

/**
 * natural's naive Bayes as a control. Scores are logarithms of natural's values, computed from natural's counts. natural itself
 * exponentiates before it compares: from about ninety known words on, every label underflows to 0. The values are normalised to sum to 1.
 * The resulting probabilities are far too extreme.
 */
export function createBayesClassifier(model: BayesModel): StanceClassifier {
  if (!Array.isArray(model.scheme?.labels)) throw damagedModel(model.id, 'expected a scheme, got none')
  const scheme = withCodebook(createScheme(model.scheme))
  const { stemmer, features, classifier: counts } = restore(model)
  const columnOf = new Map(Object.keys(features).map((word, column) => [word, column]))
  for (const label of scheme.labels) {
    if (!Object.hasOwn(counts.classFeatures, label) || !((counts.classTotals[label] as number) > 0)) {
      throw damagedModel(model.id, `expected counts for the label "${label}", got none`)
    }
  }
  const scoreOf = (label: string, columns: readonly number[]): number => {
    const total = counts.classTotals[label] as number
    const countOf = counts.classFeatures[label] as Readonly<Record<number, number>>
    let score = Math.log(total / counts.totalExamples)
    for (const column of columns) score += Math.log((countOf[column] || counts.smoothing) / total)
    return score
  }
  return Object.freeze({
    id: model.id,
    scheme,
    readsTarget: false,
    score: (inputs: readonly StanceInput[]) =>
      inputs.map((input) => {
        const words = new Set(stemmer.tokenizeAndStem(textOf(input.features)))
        const columns = [...words].flatMap((word) => columnOf.get(word) ?? [])
        return Float64Array.from(scheme.labels, (label) => scoreOf(label, columns))
      }),
    probabilitiesOf: (scores: Float64Array) => {
      const total = logSumExp(scores)
      return scores.map((score) => Math.exp(score - total))
    },
  })
}

/** The parts of natural's classifier that determine scores. natural's types omit them. */
interface RestoredBayes {
  readonly stemmer: { tokenizeAndStem(text: string): string[] }
  /** Number of documents by word. The position of a word among the keys is its column. */
  readonly features: Readonly<Record<string, number>>
  readonly classifier: {
    /** Number of documents of a label that contain a word, by column, with smoothing added. */
    readonly classFeatures: Readonly<Record<string, Readonly<Record<number, number>>>>
    /** Number of documents of a label, plus one. */
    readonly classTotals: Readonly<Record<string, number>>
    readonly totalExamples: number
    readonly smoothing: number
  }
}

function restore(model: BayesModel): RestoredBayes {
  try {
    const restored = loadNatural().BayesClassifier.restore(JSON.parse(model.classifier)) as unknown as RestoredBayes
    const { features, classifier } = restored
    if (Object(features) === features && classifier.totalExamples > 0 && classifier.smoothing > 0) return restored
  } catch (cause) {
    throw damagedModel(model.id, 'natural cannot read it back', cause)
  }
  throw damagedModel(model.id, "expected natural's counts, got none")
}
