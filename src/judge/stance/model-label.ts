import type { ByLabel } from '../../base/scheme/stance-scheme.js'
import type { Judgement, ScoredPost } from './stance-prediction.js'

/**
 * The classifier's own label. Where a person's label stands in its place, the likeliest one by a prediction that has not seen it. Null
 * where the classifier gave none.
 */
export const modelLabel = ({ label, labelledBy, probabilities }: Judgement): string | null =>
  labelledBy === 'hand' ? probabilities && likeliestOf(probabilities) : label

/** The first of the labels with the highest probability. */
export function likeliestOf(probabilities: ByLabel): string | null {
  const highest = Math.max(...Object.values(probabilities))
  return Object.keys(probabilities).find((label) => probabilities[label] === highest) ?? null
}

/** A scored post with what {@link sourceOf} its judgement says, after the status. Most say nothing, and a spread into every post is slow. */
export function withSource(post: ScoredPost, source: Pick<Judgement, 'labelledBy' | 'unlearnt'>): ScoredPost {
  if (source.labelledBy === undefined && source.unlearnt === undefined) return post
  const { id, threadId, parentId, author, createdAt, text, meta, label, lean, probabilities, status, ...rest } = post
  return { id, threadId, parentId, author, createdAt, text, meta, label, lean, probabilities, status, ...sourceOf(source), ...rest }
}

/** What a judgement says beside its label where labels have several sources, and where the classifier learnt. */
export const sourceOf = ({
  labelledBy,
  unlearnt,
}: Pick<Judgement, 'labelledBy' | 'unlearnt'>): Pick<Judgement, 'labelledBy' | 'unlearnt'> => ({
  ...(labelledBy !== undefined && { labelledBy }),
  ...(unlearnt !== undefined && { unlearnt }),
})
