import {
  checkArguments,
  listOf,
  POST_INPUTS,
  POST_TEXT,
  SCORE_OPTIONS,
} from '../base/arguments/check-arguments.js'
import type { StanceLabel } from '../base/scheme/stance-scheme.js'
import {
  type PostInput,
  type ScoreOptions,
  scorePosts as scorePostsUnchecked,
  scoreText as scoreTextUnchecked,
  startRun,
} from '../pipeline/score-posts.js'

/**
 * Scoring in one call: {@link scoreText}, {@link scorePosts}. It repeats `STANCE_SCHEME`,
 * `createScheme` and `PipelineError` of `dealstance`, so that a web page needs only this entry.
 *
 * @module dealstance/scoring
 */

export { type ErrorCode, PipelineError } from '../base/errors.js'
export {
  type ByLabel,
  createScheme,
  STANCE_SCHEME,
  type StanceLabel,
  type StanceScheme,
} from '../base/scheme/stance-scheme.js'
export type { Evidence, StanceClassifier } from '../judge/stance/stance-classifier.js'
export type {
  DealStance,
  Judgement,
  ScoredPost,
  ScoreStatus,
} from '../judge/stance/stance-prediction.js'
export {
  type Batches,
  loadEncoder,
  type PostInput,
  type ScoreOptions,
  type ScoringRun,
  type StancePost,
} from '../pipeline/score-posts.js'

/** @function */
export const scoreText: typeof scoreTextUnchecked = async <Label extends string = StanceLabel>(
  text: string,
  options?: ScoreOptions<Label>,
) => {
  checkArguments('scoreText', { text: POST_TEXT, options: SCORE_OPTIONS }, [text, options])
  return await scoreTextUnchecked(text, options)
}
/** @function */
export const scorePosts: typeof scorePostsUnchecked = <Label extends string = StanceLabel>(
  posts: Iterable<string | PostInput>,
  options?: ScoreOptions<Label>,
) =>
  startRun(async function* () {
    const listed = listOf(posts)
    checkArguments('scorePosts', { posts: POST_INPUTS, options: SCORE_OPTIONS }, [listed, options])
    return yield* scorePostsUnchecked(listed, options)[Symbol.asyncIterator]()
  })
