import type { StanceScheme } from '../../../src/base/scheme/stance-scheme.js'
import { type Figure, measure, type Prediction } from '../../../src/count/evaluate/measure.js'
import { predict } from '../../../src/count/evaluate/predict.js'
import type { PostFeatures } from '../../../src/judge/features/token.js'
import type { StanceClassifier } from '../../../src/judge/stance/stance-classifier.js'
import type { CorpusDeal, CorpusPost } from '../../corpus/corpus.js'
import { buildCorpusQuestions } from '../../corpus/corpus-questions.js'

/** Figures of one group of posts, scored alone (`off`) and in their threads (`on`). */
export interface ContextRow {
  readonly group: string
  readonly postCount: number
  readonly off: ContextScores
  readonly on: ContextScores
}

export interface ContextScores {
  readonly macroF1: Figure
  /** Mean F1 of the sides, over all posts of the group. */
  readonly sidesF1: number
  /** Null where no post of the group takes a side. */
  readonly leanMacroF1: Figure | null
}

/** Minimum number of posts for the row of a file. */
const MIN_POST_COUNT = 30

const INHERITING_KINDS: ReadonlySet<string> = new Set(['agreement', 'disagreement'])

/**
 * Measures the effect of context by depth, by the parent's label, and for replies that agree or object. Files with enough replies to posts
 * that take a side get rows of their own.
 *
 * @param posts complete threads on deals outside the classifier's training data
 */
export async function measureContext(
  classifier: StanceClassifier,
  posts: readonly CorpusPost[],
  features: ReadonlyMap<string, PostFeatures>,
  deals: readonly CorpusDeal[],
): Promise<ContextRow[]> {
  const { scheme } = classifier
  const questions = buildCorpusQuestions(posts, features, deals)
  const off = await predict(classifier, questions, { context: false })
  const on = await predict(classifier, questions, { context: true })
  const labelById = new Map(posts.map(({ id, label }) => [id, label]))
  const depthOf = ({ id }: CorpusPost): number => features.get(id)?.depth ?? 0
  const answersSide = ({ id }: CorpusPost): boolean | null => {
    const label = labelById.get(features.get(id)?.parent?.postId ?? '')
    return label === undefined ? null : scheme.sides.includes(label)
  }
  const files = [...new Set(posts.map(({ file }) => file))].sort()
  const groups: readonly (readonly [group: string, holds: (post: CorpusPost) => boolean])[] = [
    ['all', () => true],
    ['roots', (post) => depthOf(post) === 0],
    ['depth 1', (post) => depthOf(post) === 1],
    ['depth 2', (post) => depthOf(post) === 2],
    ['depth 3 and more', (post) => depthOf(post) > 2],
    ['flat: answers a first post that takes no side', (post) => depthOf(post) === 1 && answersSide(post) === false],
    ['answers a post that takes no side', (post) => answersSide(post) === false],
    ['answers a post that takes a side', (post) => answersSide(post) === true],
    ['agrees or objects (kind)', (post) => INHERITING_KINDS.has(post.kind)],
    ['agrees (kind)', (post) => post.kind === 'agreement'],
    ['objects (kind)', (post) => post.kind === 'disagreement'],
    ...files.map((file) => [`${file}, answers a side`, (post: CorpusPost) => post.file === file && answersSide(post) === true] as const),
  ]
  return groups.flatMap(([group, holds]) => {
    const rows = posts.flatMap((post, index) => (holds(post) ? [index] : []))
    if (rows.length === 0 || (group.includes(',') && rows.length < MIN_POST_COUNT)) return []
    return [{ group, postCount: rows.length, off: score(rows, off, scheme), on: score(rows, on, scheme) }]
  })
}

function score(rows: readonly number[], predictions: readonly Prediction[], scheme: StanceScheme): ContextScores {
  const { macroF1, leanMacroF1, f1 } = measure(
    rows.map((row) => predictions[row] as Prediction),
    scheme,
  )
  const sides = scheme.sides.map((side) => f1[scheme.labels.indexOf(side)] as number)
  return { macroF1, leanMacroF1, sidesF1: sides.reduce((sum, each) => sum + each, 0) / sides.length }
}
