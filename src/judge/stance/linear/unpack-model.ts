import { PipelineError } from '../../../base/errors.js'
import { parseRelationTable } from '../context/relation-model.js'
import { LinearClassifier } from './linear-classifier.js'
import { decodeLinearModel, type LinearModelHeader } from './linear-model.js'

/** A linear model as exported by a JavaScript module. */
export interface PackedLinearModel {
  readonly header: LinearModelHeader
  /** The weights block in base64. */
  readonly weights: string
  /** The relation model for replies; without it posts are scored alone. */
  readonly relation?: { readonly id: string; readonly table: string }
  /** The model that names why a post takes no side. */
  readonly reasons?: Pick<PackedLinearModel, 'header' | 'weights'>
}

/**
 * Decodes a packed model into a classifier.
 *
 * @throws {PipelineError} `MODEL_INVALID` for an unknown format, and for weights that are not base64 or of the wrong size
 */
export function unpackLinearModel(packed: PackedLinearModel): LinearClassifier {
  const { header, weights, relation, reasons } = packed
  const binary = decodeBase64(weights, header.id)
  const bytes = new Uint8Array(binary.length)
  for (let index = 0; index < binary.length; index++) bytes[index] = binary.charCodeAt(index)
  const model = decodeLinearModel(header, bytes)
  const replies = relation ? parseRelationTable(relation.id, relation.table) : null
  return new LinearClassifier(model, replies, reasons ? unpackLinearModel(reasons) : null)
}

function decodeBase64(weights: string, id: string): string {
  try {
    return atob(weights)
  } catch (cause) {
    throw new PipelineError('MODEL_INVALID', `model "${id}": expected weights in base64, got something else. Build the package again.`, {
      context: { id },
      cause,
    })
  }
}
