import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Audit } from '../../count/audit/audit.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { ModelFigures } from './model-figures.js'
import type { DisclosureFacts } from './parse-facts-file.js'

/** Posts, breakdown and audit of a report page. */
export interface ReportInput {
  readonly breakdown: Breakdown
  /** All posts that the breakdown was counted from. */
  readonly posts: readonly ScoredPost[]
  /** Audit whose labels are shown at their posts. */
  readonly audit?: Audit | null
  readonly scheme: StanceScheme
  /** Measured quality of the model, where it was recorded. */
  readonly figures: ModelFigures | null
  /** Facts that only people know, for the disclosure. */
  readonly facts: DisclosureFacts | null
}

/** Printed once with every breakdown: each number needs its population. */
export const WHOSE_POSTS =
  'These numbers are of the posts captured here, not of the public, of investors or of any other group.'

export function listNonConclusions({ breakdown }: Pick<ReportInput, 'breakdown'>): string[] {
  return [
    WHOSE_POSTS,
    'People who reply are not picked at random: people who are angry, paid or amused reply more, and platforms choose what is shown.',
    'A label is what a post says in its thread. It is not what its author believes, and not a fact about the move.',
    'Posts are not people. An author who posts often counts often, and accounts may be automated or coordinated.',
    ...(breakdown.audit === null
      ? [
          'Nobody has checked these labels. The model misses plain statements, takes verdicts on others for verdicts on the move and errs more on long posts; its errors need not cancel out.',
        ]
      : []),
  ]
}
