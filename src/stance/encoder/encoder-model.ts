import { PipelineError } from '../../errors.js'
import { STANCE_SCHEME, type StanceScheme } from '../../scheme/stance-scheme.js'

/** Which texts stand beside the post in the encoder's input. */
export type ContextPart = 'mover' | 'move' | 'parent'

/** What the runtime needs of `model.json`; the file holds the record of the training beside it. */
export interface EncoderHeader {
  readonly schemaVersion: 1
  readonly id: string
  readonly kind: 'encoder'
  /** Splits of the corpus that the weights have seen: with `train` the same weights ship and give the figures. */
  readonly trainedOn: 'train' | 'all'
  readonly labels: readonly string[]
  readonly input: {
    readonly context: readonly ContextPart[]
    readonly maxPostTokens: number
    readonly maxContextTokens: number
  }
  /** Probabilities are softmax(logits / temperature + bias). */
  readonly calibration: { readonly temperature: number; readonly bias: readonly number[] }
  readonly files: Readonly<Record<string, { readonly sha256: string; readonly bytes: number }>>
}

/**
 * Checks a header against the scheme that its labels must be.
 *
 * @throws {PipelineError} `MODEL_LABELS_MISMATCH` for other labels or another order, `MODEL_INVALID` for another schema
 */
export function checkEncoderHeader(header: EncoderHeader, scheme: StanceScheme = STANCE_SCHEME): EncoderHeader {
  if (header.schemaVersion !== 1 || header.kind !== 'encoder') {
    throw new PipelineError(
      'MODEL_INVALID',
      `model "${header.id}": expected an encoder of schema version 1, got "${header.kind}" of version ${header.schemaVersion}. Install the version of dealstance that it was made for.`,
    )
  }
  if (header.labels.join('\n') !== scheme.labels.join('\n')) {
    throw new PipelineError(
      'MODEL_LABELS_MISMATCH',
      `model "${header.id}": expected the labels ${scheme.labels.join(', ')} in this order, got ${header.labels.join(', ')}. Use a model of the same scheme.`,
    )
  }
  return header
}
