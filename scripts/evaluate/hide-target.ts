import type { Question } from '../../src/evaluate/measure/predict.js'
import type { PostFeatures } from '../../src/features/post-features.js'

/**
 * The same questions with the deal hidden: no target, and the first post of the branch, which says what the thread is about, withheld. Answers
 * further down still see the answer above them. What a model still gets right it gets from the post's own words.
 *
 * @see Kaushik and Lipton (2018), How Much Reading Does Reading Comprehension Require?, EMNLP: baselines that see a part of the input
 */
export function hideTarget(questions: readonly Question[]): Question[] {
  return questions.map((question) => ({ ...question, input: { features: withoutRoot(question.input.features), target: null } }))
}

function withoutRoot(features: PostFeatures): PostFeatures {
  const { parent } = features
  const seen = parent === null || parent.parent === null ? null : { ...parent, parent: null, root: null }
  return { ...features, parent: seen, root: null }
}
