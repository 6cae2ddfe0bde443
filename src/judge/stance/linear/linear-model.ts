import * as v from 'valibot'
import { PipelineError } from '../../../base/errors.js'
import { COUNT, checkShape, NUMBERS, objectOf, POSITIVE } from '../../../base/json-shape.js'
import { serialisedScheme, withCodebook } from '../../../base/scheme/scheme-tag.js'
import { createScheme, type StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { LANGUAGE_TAG, type TokeniserName, tokeniserNameOf } from '../../features/tokenise.js'
import { RESTORE_MODEL } from '../stance-classifier.js'
import type { Cue } from './cue-table.js'
import type { NgramOrders, Vocabulary } from './ngrams.js'
import { structureFeatureNames } from './structure-features.js'

/** The features a model uses; stored with its weights. */
export interface VectoriserSettings {
  readonly orders: NgramOrders
  /** Scale of the structure features (marks, cues, position in the thread); 0 leaves them out. */
  readonly structureScale: number
}

/** Weights of a linear model with their n-grams. */
export interface LinearModel {
  readonly id: string
  readonly scheme: StanceScheme
  /** Language of the training posts, BCP 47; absent for English. */
  readonly language?: string
  readonly settings: VectoriserSettings
  readonly vocabulary: Vocabulary
  readonly cues: readonly Cue[]
  /** `weights[column * labelCount + label]`, in 16-bit steps of `weightStep`. */
  readonly weights: Int16Array
  readonly weightStep: number
  /** `structureWeights[feature * labelCount + label]`. */
  readonly structureWeights: Float64Array
  readonly intercepts: Float64Array
  /** Scores are divided by this before they become probabilities; > 0. */
  readonly temperature: number
}

/**
 * The contents of `model.json`: everything except the vocabulary's keys, idf values and weights.
 */
export interface LinearModelHeader<Label extends string = string> {
  readonly format: 'dealstance/linear@1'
  readonly id: string
  readonly scheme: StanceScheme<Label>
  /** Language (BCP 47) and tokeniser. Absent in English models of the first version. */
  readonly language?: string
  readonly tokeniser?: TokeniserName
  readonly settings: VectoriserSettings
  /** Cue, index of its label in the scheme, and weight. `cues.tsv` also gives their origin. */
  readonly cues: readonly (readonly [cue: string, label: number, weight: number])[]
  readonly wordCount: number
  readonly characterCount: number
  readonly weightStep: number
  readonly structureWeights: readonly number[]
  readonly intercepts: readonly number[]
  readonly temperature: number
  /** SHA-256 of the weights file, hexadecimal; checked when the file is read. */
  readonly weightsSha256?: string
}

const FORMAT = 'dealstance/linear@1'
const MAX_STEP = 32767

export function quantiseWeights(weights: Float64Array): {
  readonly steps: Int16Array
  readonly weightStep: number
} {
  let top = 0
  for (const weight of weights) top = Math.max(top, Math.abs(weight))
  const weightStep = top === 0 ? 1 : top / MAX_STEP
  return {
    steps: Int16Array.from(weights, (weight) => Math.round(weight / weightStep)),
    weightStep,
  }
}

/**
 * Encodes a model as a header and one binary block: keys (int32), idf (float32), weights (int16),
 * little-endian.
 */
export function encodeLinearModel(model: LinearModel): {
  readonly header: LinearModelHeader
  readonly weights: Uint8Array
} {
  const { keys, idf, wordCount } = model.vocabulary
  const blocks = [keys, idf, model.weights].map(
    ({ buffer, byteOffset, byteLength }) => new Uint8Array(buffer, byteOffset, byteLength),
  )
  const bytes = new Uint8Array(keys.length * 8 + model.weights.length * 2)
  let end = 0
  for (const block of blocks) {
    bytes.set(block, end)
    end += block.length
  }
  const header: LinearModelHeader = {
    format: FORMAT,
    id: model.id,
    scheme: serialisedScheme(model.scheme),
    ...(model.language !== undefined && {
      language: model.language,
      tokeniser: tokeniserNameOf(model.language),
    }),
    settings: model.settings,
    wordCount,
    characterCount: keys.length - wordCount,
    weightStep: model.weightStep,
    temperature: model.temperature,
    intercepts: [...model.intercepts],
    structureWeights: [...model.structureWeights],
    cues: model.cues.map(({ cue, side, weight }) => [
      cue,
      model.scheme.labels.indexOf(side),
      weight,
    ]),
  }
  return { header, weights: bytes }
}

const LANGUAGE = 'a language such as de'
const LIST = v.custom<readonly unknown[]>(Array.isArray, 'a list')

const HEADER = objectOf({
  scheme: objectOf({ labels: LIST, sides: LIST }),
  settings: objectOf({
    orders: objectOf({ words: NUMBERS, characters: NUMBERS }),
    structureScale: v.pipe(v.number('a number'), v.finite()),
  }),
  language: v.optional(v.pipe(v.string(LANGUAGE), v.regex(LANGUAGE_TAG, LANGUAGE))),
  wordCount: COUNT,
  characterCount: COUNT,
  weightStep: POSITIVE,
  temperature: POSITIVE,
  intercepts: NUMBERS,
  structureWeights: NUMBERS,
  cues: v.array(LIST, 'a list'),
})

/**
 * Decodes a model; refuses an unknown format, a missing part, and a block of weights of the wrong
 * size.
 */
export function decodeLinearModel(header: LinearModelHeader, weights: Uint8Array): LinearModel {
  const fail = (message: string): never => {
    throw new PipelineError('MODEL_INVALID', `model "${header.id}": ${message} ${RESTORE_MODEL}`)
  }
  if (header.format !== FORMAT) fail(`expected format "${FORMAT}", got "${header.format}".`)
  checkShape(HEADER, header, `model "${header.id}"`, 'the header', {
    code: 'MODEL_INVALID',
    advice: RESTORE_MODEL,
  })
  if (
    header.tokeniser !== undefined &&
    header.tokeniser !== tokeniserNameOf(header.language ?? 'en')
  ) {
    fail(
      `expected the tokeniser that this version has for its language, got "${header.tokeniser}".`,
    )
  }
  const scheme = withCodebook(createScheme(header.scheme))
  const keyCount = header.wordCount + header.characterCount
  const labelCount = scheme.labels.length
  const expected = keyCount * (8 + 2 * labelCount)
  if (weights.length !== expected)
    fail(`expected ${expected} bytes of weights, got ${weights.length}.`)
  const structureCount =
    header.settings.structureScale > 0 ? structureFeatureNames(scheme).length * labelCount : 0
  if (header.structureWeights.length !== structureCount) {
    fail(`expected ${structureCount} structure weights, got ${header.structureWeights.length}.`)
  }
  if (header.intercepts.length !== labelCount)
    fail(`expected ${labelCount} intercepts, got ${header.intercepts.length}.`)
  // Typed arrays start on a multiple of their size: a copy does.
  const { buffer, byteOffset } = weights.byteOffset % 4 === 0 ? weights : new Uint8Array(weights)
  return {
    id: header.id,
    scheme,
    ...(header.language !== undefined && { language: header.language }),
    settings: header.settings,
    cues: header.cues.map(([cue, label, weight]) => ({
      cue,
      side: scheme.labels[label] as string,
      weight,
    })),
    vocabulary: {
      keys: new Int32Array(buffer, byteOffset, keyCount),
      idf: new Float32Array(buffer, byteOffset + keyCount * 4, keyCount),
      wordCount: header.wordCount,
    },
    weights: new Int16Array(buffer, byteOffset + keyCount * 8, keyCount * labelCount),
    weightStep: header.weightStep,
    structureWeights: Float64Array.from(header.structureWeights),
    intercepts: Float64Array.from(header.intercepts),
    temperature: header.temperature,
  }
}
