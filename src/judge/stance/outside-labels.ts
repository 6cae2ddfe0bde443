import { PipelineError } from '../../base/errors.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { StanceClassifier } from './stance-classifier.js'
import { GIVEN_ID_PREFIX } from './stance-prediction.js'

/**
 * Takes labels as another model or tool gave them. A given probability is the label's; the others
 * share the rest evenly.
 */
export function createGivenClassifier(name: string, scheme: StanceScheme): StanceClassifier {
  const { labels } = scheme
  const givenOf: StanceClassifier['givenOf'] = ({ id, threadId, meta: { given: givenLabel } }) => {
    if (givenLabel === undefined || !labels.includes(givenLabel.label)) {
      const message = `expected a label that came with post "${id}" of thread "${threadId}", got none. Give a table or JSON Lines with a column of labels.`
      throw new PipelineError('INGEST_RECORD_INVALID', message, {
        context: { postId: id, threadId },
      })
    }
    const { label, probability } = givenLabel
    const rest = (1 - (probability ?? 0)) / (labels.length - 1)
    const chances = Float64Array.from(labels, (each) =>
      each === label ? (probability ?? 0) : rest,
    )
    return { label, probabilities: probability === undefined ? null : chances }
  }
  return Object.freeze({
    id: `${GIVEN_ID_PREFIX}${name}`,
    scheme,
    readsTarget: false,
    givenOf,
    score: (inputs) => inputs.map(() => new Float64Array(labels.length)),
    probabilitiesOf: () => null,
  } satisfies StanceClassifier)
}
