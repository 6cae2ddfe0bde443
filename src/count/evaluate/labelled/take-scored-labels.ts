import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { buildThreads } from '../../../base/thread/thread.js'
import { postKeyOf, unitKeyOf } from '../../../base/thread/unit-key.js'
import { extractFeatures } from '../../../judge/features/extract-features.js'
import { tokeniserFor } from '../../../judge/features/tokenise.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { Audit } from '../../audit/audit.js'
import { settleLabels } from '../../audit/settle-labels.js'
import type { LabelledPost, LabelledPosts } from './labelled-post.js'

/** Scheme, language and source of labels of scored posts. */
export interface ScoredLabelOptions {
  readonly scheme: StanceScheme
  /** Language of the posts, BCP 47; selects the tokeniser. */
  readonly language: string
  /** Labels by hand of some posts; they take precedence over the model's. */
  readonly audit: Audit | null
  /** Leaves out posts without a label by hand. */
  readonly isByHandAlone: boolean
}

/** Labelled posts with the number of labels from each source. */
export interface ScoredLabels extends LabelledPosts {
  readonly byHandCount: number
  readonly byModelCount: number
}

/**
 * Takes labels from scored posts, to train a model on the answers of another model or of people: the label settled by hand, with weight 1,
 * else the model's label, with its probability as the weight (1 without probabilities). Posts without a label are context for other posts,
 * but not training examples. The deal of a post, for grouping, is that of its first stance.
 *
 * @param posts without repeats, all labelled under `scheme`
 * @throws {PipelineError} `TRAIN_DATA_INVALID` where no post has a label, or a post has different labels by hand for two deals
 */
export function takeScoredLabels(posts: readonly ScoredPost[], options: ScoredLabelOptions): ScoredLabels {
  const { language, audit, isByHandAlone } = options
  const settled = new Map((audit === null ? [] : settleLabels(audit)).map(({ unit, label }) => [unitKeyOf(unit), label]))
  const tokenise = tokeniserFor(language)
  const scoredOf = new Map(posts.map((post) => [postKeyOf(post), post]))
  const taken: LabelledPost[] = []
  let [byHandCount, unlabelledCount] = [0, 0]
  for (const thread of buildThreads(posts)) {
    const extracted = extractFeatures(thread, tokenise)
    for (const [index, post] of thread.posts.entries()) {
      const scored = scoredOf.get(postKeyOf(post)) as ScoredPost
      const hand = labelByHand(scored, settled)
      const label = hand ?? (isByHandAlone ? null : scored.label)
      const features = extracted[index]
      if (label === null || features === undefined) {
        unlabelledCount += 1
        continue
      }
      if (hand !== null) byHandCount += 1
      const meta = { ...post.meta, dealId: scored.stances[0]?.dealId ?? 'no deal' }
      const weight = hand === null ? (scored.probabilities?.[label] ?? 1) : 1
      taken.push({ post: { ...post, meta }, features, label, weight })
    }
  }
  if (taken.length > 0) return { posts: taken, unlabelledCount, byHandCount, byModelCount: taken.length - byHandCount }
  const message = `expected scored posts with a label${isByHandAlone ? ' by hand' : ''}, got ${posts.length} posts without one. ${isByHandAlone ? 'Label some with audit --suggest, or leave out --by-hand-alone.' : 'Score them with a model first.'}`
  throw new PipelineError('TRAIN_DATA_INVALID', message)
}

/** The label by hand of a post; null without one. */
function labelByHand({ threadId, id: postId, stances }: ScoredPost, settled: ReadonlyMap<string, string | null>): string | null {
  const deals = stances.length === 0 ? [null] : stances.map(({ dealId }) => dealId)
  const labels = deals.flatMap((dealId) => settled.get(unitKeyOf({ threadId, postId, dealId })) ?? [])
  if (new Set(labels).size <= 1) return labels[0] ?? null
  const message = `expected one label by hand for the words of a post, got ${labels.join(' and ')} for two deals of post "${postId}" of thread "${threadId}": the learner does not see the deal. Skip one of them (audit).`
  throw new PipelineError('TRAIN_DATA_INVALID', message, { context: { threadId, postId } })
}
