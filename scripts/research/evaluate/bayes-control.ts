import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { BayesClassifier } from 'natural/lib/natural/classifiers/index.js'
import { serialisedScheme, withCodebook } from '../../../src/base/scheme/scheme-tag.js'
import { createScheme, type StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { logSumExp } from '../../../src/base/statistics/calibration/softmax.js'
import type { PostFeatures } from '../../../src/judge/features/token.js'
import type { StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'
import { PACKAGE_ROOT } from '../../../src/shell/node/file/package-root.js'

/** Content of `models/evaluation/bayes.json`. */
interface BayesModel {
  readonly id: string
  readonly scheme: StanceScheme
  /** natural's serialisation, without the training documents. */
  readonly classifier: string
}

export const BAYES_PATH = join(PACKAGE_ROOT, 'models', 'evaluation', 'bayes.json')

/** The words of a post after its leading handles, for natural to stem and count. */
const textOf = ({ text, tokens, addresseeTokenCount }: PostFeatures): string =>
  text.slice(tokens[addresseeTokenCount]?.start ?? text.length)

/**
 * natural counts an unseen word as `smoothing` divided by the class total. At its default of 1, an
 * unseen word therefore costs least under the rarest class. Measured on SemEval-2016 stance: F_avg
 * 40.6 at 1, 61.7 at 0.1.
 */
const SMOOTHING = 0.1

/**
 * Trains natural's naive Bayes. Takes minutes for 20,000 posts, because natural searches every
 * document for each word.
 */
export function trainBayes(
  id: string,
  examples: readonly { readonly features: PostFeatures; readonly label: string }[],
  scheme: StanceScheme,
): BayesModel {
  const classifier = new BayesClassifier(undefined, SMOOTHING)
  for (const { features, label } of examples) {
    const text = textOf(features)
    // natural rejects documents without words.
    if (/\p{L}/u.test(text)) classifier.addDocument(text, label)
  }
  classifier.train()
  const { docs: _docs, ...rest } = JSON.parse(JSON.stringify(classifier)) as Record<string, unknown>
  return { id, scheme: serialisedScheme(scheme), classifier: JSON.stringify({ ...rest, docs: [] }) }
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

/**
 * natural's naive Bayes, what an off-the-shelf classifier makes of the same posts. Scores are
 * logarithms of natural's values, computed from natural's counts. natural itself exponentiates
 * before it compares: from about ninety known words on, every label underflows to 0. The values are
 * normalised to sum to 1; the resulting probabilities are far too extreme.
 */
export function createBayesClassifier(model: BayesModel): StanceClassifier {
  const scheme = withCodebook(createScheme(model.scheme))
  const restored = BayesClassifier.restore(JSON.parse(model.classifier)) as unknown as RestoredBayes
  const { stemmer, features, classifier: counts } = restored
  const columnOf = new Map(Object.keys(features).map((word, column) => [word, column]))
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
    score: (inputs: Parameters<StanceClassifier['score']>[0]) =>
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

/**
 * The control that `npm run evaluate` puts beside the models, trained on the train split of the
 * written corpus.
 */
export const loadBayesControl = (): StanceClassifier =>
  createBayesClassifier(JSON.parse(readFileSync(BAYES_PATH, 'utf8')) as BayesModel)
