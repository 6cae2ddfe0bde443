import { PipelineError } from '../../base/errors.js'
import { parseJson } from '../../base/json-shape.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { extractTextFeatures } from '../../judge/features/extract-features.js'
import type { Tokenise } from '../../judge/features/tokenise.js'
import { judge } from '../../judge/stance/judge.js'
import { inputFor, type StanceClassifier, type StanceInput, type StanceScores } from '../../judge/stance/stance-classifier.js'
import type { Prediction } from './measure.js'

/** A labelled post as input of a classifier. */
export interface Question {
  readonly id: string
  readonly clusterId: string
  readonly goldLabel: string
  readonly input: StanceInput
}

/**
 * Turns gold posts into questions: the post, its parent's text, and the move to judge.
 *
 * @param tokenise tokeniser of the posts' language; default English
 */
export function goldQuestions(posts: readonly GoldPost[], tokenise?: Tokenise): Question[] {
  return posts.map(({ id, clusterId, label, deal, mover, move, text, parentText }) => ({
    id,
    clusterId,
    goldLabel: label,
    input: {
      features: extractTextFeatures(text, parentText, id, tokenise),
      target: mover === '' ? null : { dealId: deal ?? id, mover, move },
    },
  }))
}

const ANSWERED_AT_ONCE = 1024

/**
 * Answers questions with a classifier.
 *
 * @param onAnswered takes how many are answered so far
 */
export async function predict(
  classifier: StanceClassifier,
  questions: readonly Question[],
  { onAnswered }: { readonly onAnswered?: (count: number) => void } = {},
): Promise<Prediction[]> {
  const inputs = questions.map(({ input }) => inputFor(classifier, input))
  const answers: StanceScores[] = []
  while (answers.length < inputs.length) {
    answers.push(...(await classifier.score(inputs.slice(answers.length, answers.length + ANSWERED_AT_ONCE))))
    onAnswered?.(answers.length)
  }
  return questions.map(({ id, clusterId, goldLabel }, index) => {
    const scores = answers[index] as StanceScores
    if ((classifier.noAnswerReasonOf?.(inputs[index] as StanceInput) ?? null) !== null) {
      return { id, clusterId, goldLabel, predictedLabel: null, lean: null, probabilities: null }
    }
    const probabilities = classifier.probabilitiesOf(scores)
    const { label, lean } = judge(classifier.scheme, scores, probabilities, { minProbability: 0, twoWay: false })
    return { id, clusterId, goldLabel, predictedLabel: label, lean, probabilities }
  })
}

/** A post with its true label: one line of a gold file. */
interface GoldPost {
  readonly id: string
  /** Resampling unit of the bootstrap, see {@link clusterOf}. */
  readonly clusterId: string
  readonly deal: string | null
  readonly thread: string | null
  readonly mover: string
  readonly move: string
  /** Text of the parent; null for a root, or where the file lacks it. */
  readonly parentText: string | null
  readonly text: string
  readonly label: string
}

/** What a bootstrap draws whole: the deal of a post, else its thread, else the post. */
export const clusterOf = ({ deal, thread, id }: Pick<GoldPost, 'deal' | 'thread' | 'id'>): string => deal ?? thread ?? id

const textOrNull = (value: unknown): string | null => (typeof value === 'string' && value !== '' ? value : null)
const idOrNull = (value: unknown): string | null => (typeof value === 'number' ? String(value) : textOrNull(value))

/**
 * Parses a gold file: JSON lines of `{id, deal?, mover?, move?, parentText?, threadId?, text, label}`.
 *
 * @param name the file's name, for errors
 */
export function parseGold(text: string, name: string, scheme: StanceScheme): GoldPost[] {
  const posts: Omit<GoldPost, 'clusterId'>[] = []
  const seen = new Set<string>()
  const lines = text.replace(/^\ufeff/, '').split('\n')
  lines.forEach((line, index) => {
    if (line.trim() === '') return
    const fail = (message: string): never => {
      throw new PipelineError('GOLD_INVALID', `${name}, line ${index + 1}: ${message}`, { context: { lineNumber: index + 1 } })
    }
    const record: Record<string, unknown> = Object(
      parseJson(line, () => fail('expected one JSON object a line, got something else. Remove or repair the line.')),
    )
    const { id, text: body, label } = record
    if (typeof id !== 'string' && typeof id !== 'number') fail(`expected an id (string), got ${JSON.stringify(id)}.`)
    if (typeof body !== 'string') fail(`expected text (string), got ${JSON.stringify(body)}.`)
    if (typeof label !== 'string' || !scheme.labels.includes(label)) {
      fail(`expected a label of ${scheme.labels.join(', ')}, got ${JSON.stringify(label)}. Correct it or map it to the scheme.`)
    }
    if (seen.has(String(id))) fail(`expected every id once, got "${String(id)}" twice.`)
    seen.add(String(id))
    const deal = textOrNull(record['deal'])
    posts.push({
      id: String(id),
      thread: idOrNull(record['threadId']),
      deal,
      mover: textOrNull(record['mover']) ?? '',
      move: textOrNull(record['move']) ?? '',
      parentText: textOrNull(record['parentText']),
      text: body as string,
      label: label as string,
    })
  })
  if (posts.length === 0) throw new PipelineError('GOLD_INVALID', `${name}: expected labelled posts, one JSON object a line, got none.`)
  return posts.map((post) => ({ ...post, clusterId: clusterOf(post) }))
}
