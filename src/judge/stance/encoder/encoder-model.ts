import * as v from 'valibot'
import { PipelineError } from '../../../base/errors.js'
import {
  COUNT,
  checkShape,
  listOf,
  NUMBERS,
  objectOf,
  POSITIVE,
  SHARE,
  TEXT,
} from '../../../base/json-shape.js'
import { STANCE_SCHEME } from '../../../base/scheme/stance-scheme.js'
import { RESTORE_MODEL } from '../stance-classifier.js'

export const ENCODER_FILES = ['model.onnx', 'tokenizer.json'] as const

export type EncoderFile = (typeof ENCODER_FILES)[number]

const NAME = v.pipe(v.string('a name'), v.nonEmpty('a name'))
/** Weight of the linear model, and a temperature for each label that wins. */
const BLEND = {
  weight: SHARE,
  temperatures: v.pipe(
    listOf(POSITIVE),
    v.length(STANCE_SCHEME.labels.length, 'a number for each label'),
  ),
}
const HEADER = objectOf({
  id: NAME,
  labels: listOf(TEXT),
  input: objectOf({
    maxPostTokens: v.pipe(COUNT, v.minValue(1, 'a whole number of at least 1')),
    maxMoveTokens: COUNT,
    maxParentTokens: COUNT,
  }),
  /** Probabilities are softmax(logits / temperature + bias). */
  calibration: objectOf({
    temperature: POSITIVE,
    bias: v.pipe(NUMBERS, v.length(STANCE_SCHEME.labels.length, 'a number for each label')),
  }),
  /**
   * The linear model mixed in by a geometric mean; `replies`: how posts that answer a comment are
   * mixed.
   */
  mixture: v.optional(objectOf({ model: NAME, ...BLEND, replies: v.optional(objectOf(BLEND)) })),
  files: objectOf({
    'model.onnx': objectOf({ sha256: TEXT }),
    'tokenizer.json': objectOf({ sha256: TEXT }),
  }),
})

/** The fields of `model.json` that the runtime uses. The file also records the training. */
export type EncoderHeader = Readonly<v.InferOutput<typeof HEADER>>

/** Checks a `model.json`; its labels must be those of the default scheme. */
export function checkEncoderHeader(value: unknown): EncoderHeader {
  const { id, schemaVersion, kind } = Object(value) as {
    readonly [Key in 'id' | 'schemaVersion' | 'kind']?: unknown
  }
  const invalid = (what: string): PipelineError =>
    new PipelineError('MODEL_INVALID', `model "${id}": ${what}`)
  const got = `"${kind}" of version ${schemaVersion}`
  if (got !== '"encoder" of version 2')
    throw invalid(
      `expected an encoder of schema version 2, got ${got}. Install the version of dealstance that it was made for.`,
    )
  checkShape(HEADER, value, `model.json of "${id}"`, 'model.json', {
    code: 'MODEL_INVALID',
    advice: RESTORE_MODEL,
  })
  const header = value as EncoderHeader
  if (header.labels.join('\n') !== STANCE_SCHEME.labels.join('\n')) {
    const message = `model "${header.id}": expected the labels ${STANCE_SCHEME.labels.join(', ')} in this order, got ${header.labels.join(', ')}. Use a model of the same scheme.`
    throw new PipelineError('MODEL_LABELS_MISMATCH', message)
  }
  return header
}
