import type { CorpusDeal, CorpusPost } from '../../../scripts/corpus/corpus.js'
import { extractFeatures, extractTextFeatures, withoutContext } from '../../features/extract-features.js'
import type { PostFeatures } from '../../features/post-features.js'
import type { Tokenise } from '../../features/tokeniser.js'
import { ContextReader, decidingScores, type Reading } from '../../stance/context/context-reader.js'
import { judgeBy } from '../../stance/judge.js'
import type { StanceClassifier, StanceInput } from '../../stance/stance-classifier.js'
import type { Post } from '../../thread/post.js'
import { buildThreads } from '../../thread/thread.js'
import type { GoldPost } from './gold-post.js'
import type { Prediction } from './measure.js'

/** A labelled post ready to be put to any classifier. */
export interface Question {
  readonly id: string
  readonly clusterId: string
  readonly goldLabel: string
  /** Contrast set that the post belongs to. */
  readonly groupId?: string
  readonly input: StanceInput
}

/**
 * Gold posts as questions: the post, the text it answers, and the move it is judged on.
 *
 * @param tokenise splits the posts' language; default English
 */
export function askGold(posts: readonly GoldPost[], tokenise?: Tokenise): Question[] {
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

/** Features of corpus posts in their threads, by post id. */
export function extractCorpusFeatures(posts: readonly CorpusPost[]): Map<string, PostFeatures> {
  const records = posts.map(
    ({ id, threadId, parentId, author, text }): Post => ({
      id,
      threadId,
      parentId,
      author,
      createdAt: null,
      text,
      meta: { role: parentId === null ? 'root' : 'reply' },
    }),
  )
  return new Map(buildThreads(records).flatMap((thread) => extractFeatures(thread).map((features) => [features.postId, features] as const)))
}

/** Corpus posts as questions, in their order; clusters are threads. */
export function askCorpus(
  posts: readonly CorpusPost[],
  features: ReadonlyMap<string, PostFeatures>,
  deals: readonly CorpusDeal[],
): Question[] {
  const dealById = new Map(deals.map((deal) => [deal.id, deal]))
  return posts.map((post) => {
    const deal = dealById.get(post.dealId)
    return {
      id: post.id,
      clusterId: post.threadId,
      goldLabel: post.label,
      ...(post.group === undefined ? {} : { groupId: post.group }),
      input: {
        features: features.get(post.id) as PostFeatures,
        target: deal ? { dealId: deal.id, mover: deal.mover, move: deal.move } : null,
      },
    }
  })
}

/**
 * Puts questions to a classifier.
 *
 * @param context whether replies see the posts that they answer, and take their side through them where the classifier reads relations
 */
export async function predict(
  classifier: StanceClassifier,
  questions: readonly Question[],
  { context = true }: { readonly context?: boolean } = {},
): Promise<Prediction[]> {
  const reader = new ContextReader(classifier, { relation: context ? (classifier.relation ?? null) : null })
  const inputs = questions.map(({ input }) => (context ? input : { ...input, features: withoutContext(input.features) }))
  const readings = await reader.read(inputs)
  return questions.map(({ id, clusterId, goldLabel }, index) => {
    const reading = readings[index] as Reading
    if ((classifier.silenceOf?.(inputs[index] as StanceInput) ?? null) !== null) {
      return { id, clusterId, goldLabel, predictedLabel: null, lean: null, probabilities: null }
    }
    const { label, lean } = judgeBy(classifier.scheme, decidingScores(reading), reading.probabilities, { minProbability: 0, twoWay: false })
    return { id, clusterId, goldLabel, predictedLabel: label, lean, probabilities: reading.probabilities }
  })
}
