import type { Question } from '../../../src/count/evaluate/measure/predict.js'
import type { PostFeatures } from '../../../src/judge/features/post-features.js'

/**
 * Hides the deal in questions: removes the target and the root post, which says what the thread is about. Deeper replies keep their parent. What
 * a model still gets right comes from the post's own words.
 *
 * @see Kaushik and Lipton (2018), How Much Reading Does Reading Comprehension Require?, EMNLP, on baselines with partial input
 */
export const hideTarget = (questions: readonly Question[]): Question[] =>
  questions.map((question) => ({ ...question, input: { features: withoutRoot(question.input.features), target: null } }))

function withoutRoot(features: PostFeatures): PostFeatures {
  const { parent } = features
  const seen = parent === null || parent.parent === null ? null : { ...parent, parent: null, root: null }
  return { ...features, parent: seen, root: null }
}
