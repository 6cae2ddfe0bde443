import type { ScoredPost } from '../stance/stance-prediction.js'
import { type AuditInput, applyAudit } from './audit/apply-audit.js'
import type { Breakdown } from './breakdown/breakdown.js'
import { openState, type PartialInput } from './partial/partial.js'
import { countedPosts } from './tally/select-posts.js'

/** What to count scored posts with: their scheme and deals, how to count, and an audit where there is one. */
export interface AggregateInput extends PartialInput {
  /** Labels of a sample of exactly these posts; the shares are then estimated from both. */
  readonly audit?: AuditInput
}

/**
 * Breaks scored posts down by deal and overall. A post about two deals counts in both, with its stance on each, and
 * once overall, with its top-level label. Nodes that are no contributions (deleted posts, adverts, retweets) are not counted: the
 * capture ledger has their numbers. An author is one cluster wherever the same name stands; a post without an
 * author is a cluster of its own. The result depends neither on the order of posts nor on any id.
 *
 * Of more posts than `limits` says parts are summed or sampled, and cautions say which: see `mergePartials`, which gives the same.
 *
 * @param posts of one model and of `scheme`; each id once in its thread
 * @returns shares in [0, 1], null where nothing can be shared out; keys in a fixed order
 * @throws {PipelineError} `SCORED_INVALID` for a post that stands twice, posts of two models, or a label outside the scheme;
 *   `SCHEME_MISMATCH` for posts under another scheme
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for an option out of its range
 * @throws {PipelineError} `AUDIT_MISMATCH` or `AUDIT_LABEL_UNKNOWN` for an audit of other posts or another scheme
 */
export function aggregate(posts: readonly ScoredPost[], { audit, ...input }: AggregateInput): Breakdown {
  const { state, infoOf } = openState(input)
  state.addScored(posts, infoOf)
  if (audit === undefined) return state.breakdown()
  const { scheme, options, limits } = state.head
  const counted = new Set(countedPosts(posts, options, limits.posts))
  return state.breakdown((breakdown) => applyAudit(breakdown, posts, { ...audit, scheme, isCounted: (post) => counted.has(post) }))
}
