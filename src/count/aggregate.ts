import type { ScoredPost } from '../judge/stance/stance-prediction.js'
import { type AuditInput, applyAudit } from './apply-audit.js'
import { sortPopulation } from './audit/population.js'
import type { Breakdown } from './breakdown/breakdown.js'
import { concludeBreakdown } from './counter/build-breakdown.js'
import { type CounterInput, PostCounter } from './counter/counter.js'
import { splitByModel } from './share/split-by.js'

/** Scheme and deals for counting scored posts, with an optional audit. */
export interface AggregateInput extends CounterInput {
  /** Hand labels of a sample of exactly these posts. */
  readonly audit?: AuditInput
  /** A column of the user's own, or `month`: without an audit, the model's shares by group. */
  readonly by?: string
}

/**
 * Breaks scored posts down by deal and overall. A post about two deals counts in both, with its
 * stance on each, and once overall, with its top-level label. Deleted posts, adverts and retweets
 * are left out. The result does not depend on the order of posts or on ids.
 *
 * @param scored posts by one model under `scheme`; each id is unique in its thread
 * @returns shares in [0, 1], null where no post has a label; keys in a fixed order
 * @throws {PipelineError} `SCORED_INVALID` for a post that occurs twice, posts of two models, or a
 *   label outside the scheme; `SCHEME_MISMATCH` for posts under another scheme; `AUDIT_MISMATCH` or
 *   `AUDIT_LABEL_UNKNOWN` for an audit of other posts or another scheme
 */
export function aggregate(
  scored: readonly ScoredPost[],
  { audit, by, ...input }: AggregateInput,
): Breakdown {
  const counter = new PostCounter(input)
  counter.add(scored)
  const { breakdown, captures } = counter.counted()
  const { scheme } = input
  const whole =
    audit === undefined
      ? splitByModel(breakdown, scored, scheme, by)
      : applyAudit(breakdown, sortPopulation(scored), scheme, audit)
  return concludeBreakdown({ breakdown: whole, captures })
}
