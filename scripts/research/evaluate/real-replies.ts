import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../../../src/base/errors.js'
import { parseJson } from '../../../src/base/json-shape.js'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { groupBy } from '../../../src/base/statistics/group-by.js'
import { sha256OfText } from '../../../src/base/text/sha256-text.js'
import type { Post } from '../../../src/base/thread/post.js'
import { buildThreads } from '../../../src/base/thread/thread.js'
import { type Evaluation, evaluateAnswers, type Prediction } from '../../../src/count/evaluate/measure.js'
import type { Question } from '../../../src/count/evaluate/predict.js'
import { extractFeatures } from '../../../src/judge/features/extract-features.js'
import type { PostFeatures } from '../../../src/judge/features/token.js'

/** A real reply: its labels, under the hash of its text. The text itself is not published. */
export interface ReplyLabels {
  readonly id: string
  /** SHA-256 of the text in UTF-8, lower-case hexadecimal. */
  readonly sha256: string
  readonly mover: string
  readonly move: string
  /** One label per labeller. */
  readonly labels: readonly string[]
}

/** A post of the public set. Its id carries the thread and the parents: `Bitcoin-9-1-2` answers `Bitcoin-9-1` of the thread `Bitcoin-9`. */
export interface PublicPost {
  readonly id: string
  readonly text: string
  /** Subject of its label, such as "Bitcoin"; absent in a file without labels. */
  readonly target?: string
  /** `favor`, `against` or `none`. */
  readonly label?: string
}

/** Replies with a true label, in threads with all their posts. */
export interface ReplySet {
  readonly on: string
  /** A question for each reply with a label, whose features know the posts above it. */
  readonly questions: readonly Question[]
}

export interface ReplySets {
  readonly sets: readonly ReplySet[]
  /** Replies with labels whose text was not found, or differs. */
  readonly missingCount: number
}

const RECIPE = 'scripts/recipes/README.md says how to fetch them'
const [AGAINST, FAVOUR] = STANCE_SCHEME.sides as readonly [string, string]
const NONE = STANCE_SCHEME.neutral as string
/** The labels of the public set, as far as its stance on a target is one on a move. */
const LABEL_OF: Readonly<Record<string, string>> = { against: AGAINST, favor: FAVOUR, none: NONE }

/** Every third of the other threads is read: 1,613 replies, which show a sign as well as all do. */
const OTHER_THREADS = 3

const partsOf = (id: string): string[] => id.split('-')
const threadOf = (id: string): string => partsOf(id).slice(0, 2).join('-')
const parentOf = (id: string): string | null => (partsOf(id).length > 2 ? partsOf(id).slice(0, -1).join('-') : null)

function parseLines<Row>(text: string, name: string, isRow: (row: Partial<Row>) => boolean, expected: string): Row[] {
  return text.split('\n').flatMap((line, index): Row[] => {
    if (line.trim() === '') return []
    const fail = (): never => {
      throw new PipelineError('GOLD_INVALID', `${name}, line ${index + 1}: expected ${expected}, got another line.`)
    }
    const row = Object(parseJson(line, fail)) as Partial<Row>
    return isRow(row) ? [row as Row] : fail()
  })
}

/** @throws {PipelineError} `GOLD_INVALID` for a line that is no reply with labels */
export const parseReplyLabels = (text: string, name: string): ReplyLabels[] =>
  parseLines<ReplyLabels>(
    text,
    name,
    ({ id, sha256, mover, move, labels }) =>
      [id, sha256, mover, move].every((each) => typeof each === 'string') &&
      Array.isArray(labels) &&
      labels.every((label) => STANCE_SCHEME.labels.includes(label)),
    'a reply with id, sha256, mover, move and labels',
  )

/**
 * Reads the posts of a public set from the JSON lines of a folder.
 *
 * @throws {PipelineError} `INPUT_MISSING` where the folder holds none, `GOLD_INVALID` for a line without id and text
 */
export function readPublicPosts(folder: string): PublicPost[] {
  const names = existsSync(folder) ? readdirSync(folder).filter((name) => name.endsWith('.jsonl')) : []
  if (names.length === 0) {
    throw new PipelineError('INPUT_MISSING', `expected the texts of the replies in ${folder} (*.jsonl), found none. ${RECIPE}.`)
  }
  return names.sort().flatMap((name) => {
    const path = join(folder, name)
    const isPost = ({ id, text }: Partial<PublicPost>): boolean => typeof id === 'string' && typeof text === 'string'
    return parseLines<PublicPost>(readFileSync(path, 'utf8'), path, isPost, 'a post with id and text')
  })
}

/** Features of every post in its thread, by id. */
function featuresOf(posts: readonly PublicPost[]): Map<string, PostFeatures> {
  const records = posts.map(({ id, text }): Post => {
    const parentId = parentOf(id)
    const meta = { role: parentId === null ? 'root' : 'reply' } as const
    return { id, threadId: threadOf(id), parentId, author: null, createdAt: null, text, meta }
  })
  return new Map(buildThreads(records).flatMap((thread) => extractFeatures(thread).map((each) => [each.postId, each] as const)))
}

/**
 * Builds both sets of real replies: those whose labellers agree, and replies of other threads under the labels of the public set. The
 * second has stances on targets that are no moves: there the sign of a difference counts alone.
 *
 * @throws {PipelineError} `INPUT_MISSING` where no labelled reply has a text
 */
export function buildReplySets(labelled: readonly ReplyLabels[], posts: readonly PublicPost[], folder: string): ReplySets {
  const textOf = new Map(posts.map(({ id, text }) => [id, text]))
  const found = labelled.filter(({ id, sha256 }) => sha256OfText(textOf.get(id) ?? '') === sha256)
  if (found.length === 0) {
    throw new PipelineError(
      'INPUT_MISSING',
      `expected texts of ${labelled.length} replies with labels in ${folder}, found none. ${RECIPE}.`,
    )
  }
  const features = featuresOf(posts)
  const own = new Set(labelled.map(({ id }) => threadOf(id)))
  const questionOf = (id: string, goldLabel: string, mover: string, move: string): Question => ({
    id,
    clusterId: threadOf(id),
    goldLabel,
    input: { features: features.get(id) as PostFeatures, target: { dealId: threadOf(id), mover, move } },
  })
  const agreed = found.filter(({ labels }) => new Set(labels).size === 1)
  const others = posts.filter(({ id, target, label }) => {
    const isThird = Number(partsOf(id)[1]) % OTHER_THREADS === 0
    return isThird && parentOf(id) !== null && !own.has(threadOf(id)) && target !== undefined && LABEL_OF[label ?? ''] !== undefined
  })
  const sets: ReplySet[] = [
    {
      on: `real replies on ${groupBy(agreed, ({ id }) => threadOf(id)).size} moves`,
      questions: agreed.map(({ id, labels, mover, move }) => questionOf(id, labels[0] as string, mover, move)),
    },
    {
      on: 'real replies with a stance on another target',
      questions: others.map(({ id, target, label }) =>
        questionOf(id, LABEL_OF[label as string] as string, target as string, textOf.get(threadOf(id)) ?? ''),
      ),
    },
  ]
  return { sets: sets.filter(({ questions }) => questions.length > 0), missingCount: labelled.length - found.length }
}

/** A post of a published set: its label and what models said of it, under the hash of its text. The text itself is not published. */
export interface PublishedPost {
  readonly id: string
  /** SHA-256 of the text in UTF-8, lower-case hexadecimal. */
  readonly sha256: string
  readonly deal: string
  readonly mover: string
  readonly move: string
  readonly label: string
  readonly predictions: Readonly<
    Record<string, Pick<Prediction, 'lean'> & { readonly label: string; readonly probabilities: readonly number[] }>
  >
}

/** @throws {PipelineError} `GOLD_INVALID` for a line that is no post of a published set */
export const parsePublished = (text: string, name: string): PublishedPost[] =>
  parseLines<PublishedPost>(
    text,
    name,
    ({ sha256, label, predictions }) => typeof sha256 === 'string' && typeof label === 'string' && typeof predictions === 'object',
    'a post with sha256, label and predictions',
  )

/** Measures the predictions that a published set holds, without a text: the figures of the cards. */
export function evaluatePublished(posts: readonly PublishedPost[], on: string): Evaluation {
  const models = Object.keys(posts[0]?.predictions ?? {})
  const predictionsOf = (model: string): Prediction[] =>
    posts.map(({ id, deal, label, predictions }) => {
      const { label: predictedLabel, lean, probabilities } = predictions[model] as PublishedPost['predictions'][string]
      return { id, clusterId: deal, goldLabel: label, predictedLabel, lean, probabilities: Float64Array.from(probabilities) }
    })
  return { on, weights: 'shipped', models: models.map((model) => evaluateAnswers(model, predictionsOf(model), STANCE_SCHEME)) }
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
    .flatMap((line) => (line.trim() === '' ? [] : [Object(parseJson(line, () => null)) as Record<string, unknown>]))
  const byHash = new Map(
    records.flatMap((record) => (typeof record['text'] === 'string' ? [[sha256OfText(record['text']), record] as const] : [])),
  )
  return posts.flatMap(({ sha256, predictions: _, ...post }) => {
    const found = byHash.get(sha256)
    return found === undefined ? [] : [JSON.stringify({ ...post, parentText: found['parentText'] ?? '', text: found['text'] })]
  })
}
