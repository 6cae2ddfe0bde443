import type { Thread } from '../../../base/thread/thread.js'
import { unitKeyOf } from '../../../base/thread/unit-key.js'
import { drawAsked } from '../../../count/audit/draw/draw-audit.js'
import { sortPopulation, unitCountOf } from '../../../count/audit/population.js'
import { NO_ANSWER_FLAG } from '../../../judge/stance/asking-classifier.js'
import type { StanceClassifier, StanceInput, StanceScores } from '../../../judge/stance/stance-classifier.js'
import type { Judgement, ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import type { Sampling } from './llm-session.js'

/**
 * Posts that the small model scored, with the labels of a language model on a random part of their judgements: the part from which `audit` draws
 * first. What the small model said of these stays beside their label, so that both correct the same estimate.
 *
 * @param posts      as the small model scored them
 * @param pipelineOf a pipeline of the same options with another model
 */
export async function askSample(
  posts: readonly ScoredPost[],
  threads: readonly Thread[],
  { llm, count, onScored }: Sampling,
  pipelineOf: (model: StanceClassifier) => Pick<Pipeline, 'classify'>,
): Promise<ScoredPost[]> {
  const drawn = drawAsked(sortPopulation(posts), count)
  const asked = new Set(drawn.map(({ key }) => key))
  onScored(unitCountOf(posts), asked.size)
  // An input does not name its thread: a post of the same id and words in another one may be asked of too, in vain.
  const nameOf = (...names: readonly (string | null)[]): string => JSON.stringify(names)
  const named = new Set(drawn.map(({ postId, dealId, post }) => nameOf(postId, post.text, dealId)))
  const isAsked = ({ features, target }: StanceInput): boolean =>
    named.has(nameOf(features.postId, features.text, target?.dealId ?? null)) || named.has(nameOf(features.postId, features.text, null))
  const answered = await pipelineOf(onlyWhere(llm, isAsked)).classify(threads)
  return posts.map((post, index) => merge(post, answered[index] as ScoredPost, asked, `${post.model}+${llm.id}~${count}`))
}

/** A classifier that is asked of some inputs alone; what it says of the others means nothing. */
const onlyWhere = (classifier: StanceClassifier, isAsked: (input: StanceInput) => boolean): StanceClassifier => ({
  ...classifier,
  score: async (inputs) => {
    const places = inputs.flatMap((input, index) => (isAsked(input) ? [index] : []))
    const scores = await classifier.score(places.map((index) => inputs[index] as StanceInput))
    const nothing = new Float64Array(classifier.scheme.labels.length)
    const all: StanceScores[] = inputs.map(() => nothing)
    for (const [at, index] of places.entries()) all[index] = scores[at] as StanceScores
    return all
  },
})

function merge(own: ScoredPost, answered: ScoredPost, asked: ReadonlySet<string>, model: string): ScoredPost {
  const isAsked = (dealId: string | null): boolean => asked.has(unitKeyOf({ threadId: own.threadId, postId: own.id, dealId }))
  const judge = (before: Judgement, after: Judgement, dealId: string | null): Judgement => {
    const { label, lean, probabilities, status } = isAsked(dealId) && after.status !== 'unscored' ? after : before
    return isAsked(dealId)
      ? {
          label,
          lean,
          probabilities,
          status,
          labelledBy: status === 'unscored' || after.status === 'unscored' ? 'model' : 'llm',
          unlearnt: before.probabilities,
        }
      : { label, lean, probabilities, status, labelledBy: 'model' }
  }
  const stances = own.stances.map(({ dealId, by, ...before }, index) => ({
    ...{ dealId, by },
    ...judge(before, answered.stances[index] ?? before, dealId),
  }))
  const first = judge(own, answered, own.stances[0]?.dealId ?? null)
  const isAnswered = first.labelledBy === 'llm'
  const isSilent = [first, ...stances].some(({ unlearnt, labelledBy }) => unlearnt != null && labelledBy === 'model')
  const flags = [...new Set([...own.flags, ...(isAnswered ? answered.flags : []), ...(isSilent ? [NO_ANSWER_FLAG] : [])])]
  const { reason, evidence, chain } = isAnswered ? answered : own
  return { ...own, ...first, stances, flags, reason, evidence, chain, model }
}
