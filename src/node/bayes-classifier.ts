import { createRequire } from 'node:module'
import type Natural from 'natural/lib/natural/classifiers/index.js'
import { PipelineError } from '../errors.js'
import type { PostFeatures } from '../features/post-features.js'
import type { StanceScheme } from '../scheme/stance-scheme.js'
import type { StanceClassifier, StanceInput } from '../stance/stance-classifier.js'
import { logSumExp } from '../statistics/softmax.js'

/** Loaded when first used: it takes a fifth of a second that no other command should pay. */
const loadNatural = (): typeof Natural => createRequire(import.meta.url)('natural/lib/natural/classifiers/index.js')

/**
 * natural counts an unseen word as `smoothing` over the class's total, so that at its default of 1 an unseen word costs
 * least under the rarest class. Measured on SemEval-2016 stance: F_avg 40.6 at 1, 61.7 at 0.1.
 */
export const BAYES_SMOOTHING = 0.1

/** What stands in `models/bayes-en/model.json`. */
export interface BayesModel {
  readonly format: 'dealstance/bayes@1'
  readonly id: string
  readonly scheme: StanceScheme
  /** natural's own serialisation, without the documents it was trained on. */
  readonly classifier: string
}

/** The words of a post after its leading handles, for natural to stem and count. */
function textOf({ text, tokens, addresseeTokenCount }: PostFeatures): string {
  return text.slice(tokens[addresseeTokenCount]?.start ?? text.length)
}

/** Trains natural's naive Bayes. Takes minutes for 20,000 posts: natural looks a word up in every document. */
export function trainBayes(
  id: string,
  examples: readonly { readonly features: PostFeatures; readonly label: string }[],
  scheme: StanceScheme,
): BayesModel {
  const classifier = new (loadNatural().BayesClassifier)(undefined, BAYES_SMOOTHING)
  for (const { features, label } of examples) {
    const text = textOf(features)
    // natural refuses documents without words.
    if (/\p{L}/u.test(text)) classifier.addDocument(text, label)
  }
  classifier.train()
  const { docs: _docs, ...rest } = JSON.parse(JSON.stringify(classifier)) as Record<string, unknown>
  return { format: 'dealstance/bayes@1', id, scheme, classifier: JSON.stringify({ ...rest, docs: [] }) }
}

/**
 * natural's naive Bayes as a control. Its scores are log-probabilities; natural's own values are no probabilities
 * (they do not sum to 1), so they are normalised, and known to be far too sure of themselves.
 *
 * @throws {PipelineError} `MODEL_INVALID` when natural cannot read the model back
 */
export function createBayesClassifier(model: BayesModel): StanceClassifier {
  const restored = restore(model)
  const { scheme } = model
  return Object.freeze({
    id: model.id,
    scheme,
    readsTarget: false,
    score: (inputs: readonly StanceInput[]) =>
      inputs.map(({ features }) => {
        const valueByLabel = new Map(restored.getClassifications(textOf(features)).map(({ label, value }) => [label, value]))
        return Float64Array.from(scheme.labels, (label) => Math.log(Math.max(valueByLabel.get(label) ?? 0, Number.MIN_VALUE)))
      }),
    probabilitiesOf: (scores: Float64Array) => {
      const total = logSumExp(scores)
      return scores.map((score) => Math.exp(score - total))
    },
  })
}

function restore(model: BayesModel): InstanceType<typeof Natural.BayesClassifier> {
  try {
    return loadNatural().BayesClassifier.restore(JSON.parse(model.classifier))
  } catch (cause) {
    throw new PipelineError(
      'MODEL_INVALID',
      `model "${model.id}": natural cannot read it back. Rebuild it: npm run train -- --model ${model.id}.`,
      { cause },
    )
  }
}
