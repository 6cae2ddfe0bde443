import { PipelineError } from '../../../src/base/errors.js'
import { parseJson } from '../../../src/base/json-shape.js'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { sha256OfText } from '../../../src/base/text/sha256-text.js'
import {
  type Evaluation,
  evaluateAnswers,
  type Prediction,
} from '../../../src/count/evaluate/measure.js'

/**
 * A post of a published set: its label and what models said of it, under the hash of its text. The
 * text itself is not published.
 */
export interface PublishedPost {
  readonly id: string
  /** SHA-256 of the text in UTF-8, lower-case hexadecimal. */
  readonly sha256: string
  readonly deal: string
  readonly mover: string
  readonly move: string
  readonly label: string
  readonly predictions: Readonly<
    Record<
      string,
      Pick<Prediction, 'lean'> & {
        readonly label: string
        readonly probabilities: readonly number[]
      }
    >
  >
}

/** @throws {PipelineError} `GOLD_INVALID` for a line that is no post of a published set */
export function parsePublished(text: string, name: string): PublishedPost[] {
  return text.split('\n').flatMap((line, index): PublishedPost[] => {
    if (line.trim() === '') return []
    const fail = (): never => {
      const message = `${name}, line ${index + 1}: expected a post with sha256, label and predictions, got another line.`
      throw new PipelineError('GOLD_INVALID', message)
    }
    const row = Object(parseJson(line, fail)) as Partial<PublishedPost>
    const { sha256, label, predictions } = row
    const isPost =
      typeof sha256 === 'string' && typeof label === 'string' && typeof predictions === 'object'
    return isPost ? [row as PublishedPost] : fail()
  })
}

/**
 * Measures the predictions that a published set holds, without a text: the figures of the cards.
 */
export function evaluatePublished(posts: readonly PublishedPost[], on: string): Evaluation {
  const models = Object.keys(posts[0]?.predictions ?? {})
  const predictionsOf = (model: string): Prediction[] =>
    posts.map(({ id, deal, label, predictions }) => {
      const {
        label: predictedLabel,
        lean,
        probabilities,
      } = predictions[model] as PublishedPost['predictions'][string]
      return {
        id,
        clusterId: deal,
        goldLabel: label,
        predictedLabel,
        lean,
        probabilities: Float64Array.from(probabilities),
      }
    })
  return {
    on,
    weights: 'shipped',
    models: models.map((model) => evaluateAnswers(model, predictionsOf(model), STANCE_SCHEME)),
  }
}

/**
 * Joins texts that a user has to a published set, by their hashes.
 *
 * @param lines JSON lines of any records that have a `text`, and `parentText` where known
 * @returns lines of a gold file, in the order of the set, for the posts that were found
 */
export function joinTexts(posts: readonly PublishedPost[], lines: string): string[] {
  const records = lines
    .split('\n')
    .flatMap((line) =>
      line.trim() === '' ? [] : [Object(parseJson(line, () => null)) as Record<string, unknown>],
    )
  const byHash = new Map(
    records.flatMap((record) =>
      typeof record['text'] === 'string' ? [[sha256OfText(record['text']), record] as const] : [],
    ),
  )
  return posts.flatMap(({ sha256, predictions: _, ...post }) => {
    const text = byHash.get(sha256)
    return text === undefined
      ? []
      : [JSON.stringify({ ...post, parentText: text['parentText'] ?? '', text: text['text'] })]
  })
}
