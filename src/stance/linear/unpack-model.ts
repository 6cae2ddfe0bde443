import { LinearClassifier } from './linear-classifier.js'
import { decodeLinearModel, type LinearModelHeader } from './linear-model.js'

/** A linear model as a JavaScript module carries it. */
export interface PackedLinearModel {
  readonly header: LinearModelHeader
  /** The weights block in base64. */
  readonly weights: string
}

/**
 * Puts a packed model to work.
 *
 * @throws {PipelineError} `MODEL_INVALID` for another format or weights of the wrong size
 */
export function unpackLinearModel({ header, weights }: PackedLinearModel): LinearClassifier {
  const binary = atob(weights)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  return new LinearClassifier(decodeLinearModel(header, bytes))
}
