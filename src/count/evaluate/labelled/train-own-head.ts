import { isSameScheme } from '../../../base/scheme/scheme-tag.js'
import { type Adapter, type AdapterExample, applyAdapter, prepareFit } from '../../../judge/learn/fit-adapter.js'
import { type HeadModel, readWithEncoder } from '../../../judge/stance/head-classifier.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { assignFolds } from '../measure/cross-validate.js'
import type { LabelledPost } from './labelled-post.js'
import { type OwnModel, type OwnTraining, trainMeasured } from './train-own-model.js'

/** Values of C, a step of three apart: the inverse of the penalty on the head's weights. */
const CANDIDATES = [0.1, 0.3, 1, 3, 10]
/** Penalty on the biases: none to speak of, beside thousands of labels. */
const BIAS_PENALTY = 0.01
/** Posts that the encoder reads at once. */
const BATCH_SIZE = 256

/**
 * Trains a head on an encoder's pooled vectors: on labels of the encoder's own scheme it corrects the encoder's scores, which are its prior; on
 * others it starts from nothing. Measured like {@link trainOwnModel}. Deterministic.
 *
 * @throws {PipelineError} `MODEL_INVALID` for an encoder without pooled vectors
 * @param print receives one line per setting tried
 */
export async function trainOwnHead(
  posts: readonly LabelledPost[],
  training: OwnTraining,
  encoder: StanceClassifier,
  print: (line: string) => void = () => {},
): Promise<OwnModel<HeadModel>> {
  const { id, scheme } = training
  const { labels } = scheme
  const isCorrection = isSameScheme(scheme, encoder.scheme)
  const examples: AdapterExample[] = []
  for (let at = 0; at < posts.length; at += BATCH_SIZE) {
    const part = posts.slice(at, at + BATCH_SIZE)
    const inputs = part.map(({ features }) => ({ features, target: null }))
    const readings = await readWithEncoder(encoder, inputs, isCorrection ? null : labels.length)
    for (const [index, { label, weight }] of part.entries()) {
      examples.push({ ...(readings[index] as (typeof readings)[number]), label: labels.indexOf(label), weight })
    }
  }
  const droppedCount = isCorrection ? labels.length - 1 : 0
  const fits = new Map<number | null, ReturnType<typeof prepareFit>>()
  const fitOn = (fold: number | null, seen: () => AdapterExample[], inverseRegularisation: number): Adapter => {
    const prepared = fits.get(fold) ?? prepareFit(seen(), droppedCount)
    fits.set(fold, prepared)
    return prepared({ bias: BIAS_PENALTY, dealBias: 1, head: 1 / inverseRegularisation })
  }
  return trainMeasured(
    posts,
    training,
    {
      candidates: CANDIDATES,
      crossValidate: (groups, foldCount, inverseRegularisation) => {
        const foldOf = assignFolds(groups, foldCount)
        const folds = groups.map((group) => foldOf.get(group) as number)
        const adapters = Array.from({ length: foldCount }, (_, fold) =>
          fitOn(fold, () => examples.filter((_each, index) => folds[index] !== fold), inverseRegularisation),
        )
        return examples.map((example, index) => applyAdapter(adapters[folds[index] as number] as Adapter, example).map(Math.log))
      },
      train: (inverseRegularisation, temperature) => {
        const adapter = fitOn(null, () => examples, inverseRegularisation)
        return {
          model: { id, scheme, baseModel: encoder.id, isCorrection, adapter, temperature },
          settings: { inverseRegularisation, temperature, encoder: encoder.id, isCorrection },
          described: {
            kind: `Head (multinomial logistic regression) on the pooled vectors of ${encoder.id}${isCorrection ? ', which correct its own scores' : ''}`,
            settings: `posts read by ${encoder.id} without their deals`,
          },
        }
      },
    },
    print,
  )
}
