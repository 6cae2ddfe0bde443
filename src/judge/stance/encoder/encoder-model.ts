import { PipelineError } from '../../../base/errors.js'
import { STANCE_SCHEME } from '../../../base/scheme/stance-scheme.js'

const CONTEXT_PARTS = ['mover', 'move', 'parent'] as const

/** The texts that may follow the post in the encoder's input. */
export type ContextPart = (typeof CONTEXT_PARTS)[number]

/** The model's files next to `model.json`. */
export const ENCODER_FILES = ['model.onnx', 'tokenizer.json'] as const

export type EncoderFile = (typeof ENCODER_FILES)[number]

/** The fields of `model.json` that the runtime uses. The file also records the training. */
export interface EncoderHeader {
  readonly schemaVersion: 1
  readonly id: string
  readonly kind: 'encoder'
  /** Corpus splits the weights were trained on. With `train`, the published figures are those of the shipped weights. */
  readonly trainedOn: 'train' | 'all'
  readonly labels: readonly string[]
  readonly input: {
    readonly context: readonly ContextPart[]
    readonly maxPostTokens: number
    readonly maxContextTokens: number
    /** Name that replaces the mover's when a post is scored; absent when the mover keeps its name. See `maskMover`. */
    readonly moverAlias?: string
  }
  /** Probabilities are softmax(logits / temperature + bias). */
  readonly calibration: { readonly temperature: number; readonly bias: readonly number[] }
  readonly files: Readonly<Record<EncoderFile, { readonly sha256: string; readonly bytes: number }>>
}

type Fields = Readonly<Record<string, unknown>>

const isList = (value: unknown, isEntry: (entry: unknown) => boolean): value is unknown[] => Array.isArray(value) && value.every(isEntry)
const isWhole = (value: unknown, least: number): boolean => Number.isSafeInteger(value) && (value as number) >= least
const fieldsOf = (value: unknown): Fields => Object(value) as Fields

/** Checks for each part of a header, each with a description for error messages. */
const RULES: Readonly<Record<string, { readonly expected: string; readonly isValid: (value: unknown) => boolean }>> = {
  id: { expected: 'a name', isValid: (id) => typeof id === 'string' && id !== '' },
  labels: { expected: 'a list of labels', isValid: (labels) => isList(labels, (label) => typeof label === 'string') },
  input: {
    expected: `a context of ${CONTEXT_PARTS.join(', ')}, a maxPostTokens of at least 1, a maxContextTokens, and optionally a non-empty moverAlias`,
    isValid: (input) => {
      const { context, maxPostTokens, maxContextTokens, moverAlias = 'none' } = fieldsOf(input)
      if (typeof moverAlias !== 'string' || moverAlias === '') return false
      return isList(context, (part) => CONTEXT_PARTS.includes(part as never)) && isWhole(maxPostTokens, 1) && isWhole(maxContextTokens, 0)
    },
  },
  calibration: {
    expected: 'a temperature above 0 and a list of biases',
    isValid: (calibration) => {
      const { temperature, bias } = fieldsOf(calibration)
      return Number.isFinite(temperature) && (temperature as number) > 0 && isList(bias, Number.isFinite)
    },
  },
  files: {
    expected: `a SHA-256 for ${ENCODER_FILES.join(' and ')}`,
    isValid: (files) => ENCODER_FILES.every((name) => typeof fieldsOf(fieldsOf(files)[name])['sha256'] === 'string'),
  },
}

/** Checks a `model.json`; its labels must be those of the default scheme. */
export function checkEncoderHeader(value: unknown): EncoderHeader {
  const fields = fieldsOf(value)
  const invalid = (what: string): PipelineError => new PipelineError('MODEL_INVALID', `model "${fields['id']}": ${what}`)
  if (fields['schemaVersion'] !== 1 || fields['kind'] !== 'encoder') {
    throw invalid(
      `expected an encoder of schema version 1, got "${fields['kind']}" of version ${fields['schemaVersion']}. Install the version of dealstance that it was made for.`,
    )
  }
  for (const [name, { expected, isValid }] of Object.entries(RULES)) {
    if (isValid(fields[name])) continue
    throw invalid(`expected ${expected} as "${name}" in model.json, got ${JSON.stringify(fields[name])}. Restore the file (git checkout).`)
  }
  const header = value as EncoderHeader
  if (header.labels.join('\n') !== STANCE_SCHEME.labels.join('\n')) {
    const message = `model "${header.id}": expected the labels ${STANCE_SCHEME.labels.join(', ')} in this order, got ${header.labels.join(', ')}. Use a model of the same scheme.`
    throw new PipelineError('MODEL_LABELS_MISMATCH', message)
  }
  const { bias } = header.calibration
  if (bias.length !== STANCE_SCHEME.labels.length) {
    throw invalid(
      `expected ${STANCE_SCHEME.labels.length} biases of the calibration, one per label, got ${bias.length}. Restore model.json (git checkout).`,
    )
  }
  return header
}
