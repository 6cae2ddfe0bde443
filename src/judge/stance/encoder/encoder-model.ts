import * as v from 'valibot'
import { PipelineError } from '../../../base/errors.js'
import { COUNT, checkShape, listOf, NUMBERS, objectOf, oneOf, POSITIVE, TEXT } from '../../../base/json-shape.js'
import { STANCE_SCHEME } from '../../../base/scheme/stance-scheme.js'

const CONTEXT_PARTS = ['mover', 'move', 'parent'] as const

/** The texts that may follow the post in the encoder's input. */
export type ContextPart = (typeof CONTEXT_PARTS)[number]

export const ENCODER_FILES = ['model.onnx', 'tokenizer.json'] as const

export type EncoderFile = (typeof ENCODER_FILES)[number]

/** The fields of `model.json` that the runtime uses. The file also records the training. */
export interface EncoderHeader {
  readonly schemaVersion: 1
  readonly id: string
  readonly kind: 'encoder'
  /** Corpus splits the weights were trained on. */
  readonly trainedOn: 'train' | 'all'
  readonly labels: readonly string[]
  readonly input: {
    readonly context: readonly ContextPart[]
    readonly maxPostTokens: number
    readonly maxContextTokens: number
    /** Name that replaces the mover's, see `maskMover`. */
    readonly moverAlias?: string
  }
  /** Probabilities are softmax(logits / temperature + bias). */
  readonly calibration: { readonly temperature: number; readonly bias: readonly number[] }
  readonly files: Readonly<Record<EncoderFile, { readonly sha256: string; readonly bytes: number }>>
}

const NAME = v.pipe(v.string('a name'), v.nonEmpty('a name'))
const HEADER = objectOf({
  id: NAME,
  labels: listOf(TEXT),
  input: objectOf({
    context: listOf(oneOf(...CONTEXT_PARTS)),
    maxPostTokens: v.pipe(COUNT, v.minValue(1, 'a whole number of at least 1')),
    maxContextTokens: COUNT,
    moverAlias: v.optional(NAME),
  }),
  calibration: objectOf({ temperature: POSITIVE, bias: v.pipe(NUMBERS, v.length(STANCE_SCHEME.labels.length, 'a number for each label')) }),
  files: objectOf({ 'model.onnx': objectOf({ sha256: TEXT }), 'tokenizer.json': objectOf({ sha256: TEXT }) }),
})

/** Checks a `model.json`; its labels must be those of the default scheme. */
export function checkEncoderHeader(value: unknown): EncoderHeader {
  const { id, schemaVersion, kind } = Object(value) as { readonly [Key in 'id' | 'schemaVersion' | 'kind']?: unknown }
  const invalid = (what: string): PipelineError => new PipelineError('MODEL_INVALID', `model "${id}": ${what}`)
  const got = `"${kind}" of version ${schemaVersion}`
  if (got !== '"encoder" of version 1')
    throw invalid(`expected an encoder of schema version 1, got ${got}. Install the version of dealstance that it was made for.`)
  checkShape(HEADER, value, `model.json of "${id}"`, 'model.json', { code: 'MODEL_INVALID', advice: 'Restore the file (git checkout).' })
  const header = value as EncoderHeader
  if (header.labels.join('\n') !== STANCE_SCHEME.labels.join('\n')) {
    const message = `model "${header.id}": expected the labels ${STANCE_SCHEME.labels.join(', ')} in this order, got ${header.labels.join(', ')}. Use a model of the same scheme.`
    throw new PipelineError('MODEL_LABELS_MISMATCH', message)
  }
  return header
}
