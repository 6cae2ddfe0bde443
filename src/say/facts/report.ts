import { isDefaultScheme } from '../../base/scheme/scheme-tag.js'
import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import type { Audit } from '../../count/audit/audit.js'
import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { DisclosureFacts } from '../disclosure/disclosure-facts.js'
import type { ModelFigures } from './model-figures.js'

/** Input of a report. */
export interface ReportInput {
  readonly breakdown: Breakdown
  /** All posts that the breakdown was counted from. */
  readonly posts: readonly ScoredPost[]
  /** The labels of a check, shown at their posts; absent or null without one. */
  readonly audit?: Audit | null
  readonly scheme: StanceScheme
  /** Printed above the finding; null prints the name of the deal. */
  readonly title: string | null
  /** Date printed as given, such as 2026-03-14; null prints none. Reports never read the clock. */
  readonly date: string | null
  /** Measured quality of the model; null where none was recorded. */
  readonly figures: ModelFigures | null
  /** Facts about the study that only people know, for the disclosure; null for none. */
  readonly facts: DisclosureFacts | null
}

/** Printed once with every breakdown: each number needs its population. */
export const WHOSE_POSTS = 'These are shares of the posts captured here, not of the public, of investors or of any other group.'

/** Conclusions that no report supports, in whole sentences. */
export function listNonConclusions({ breakdown, scheme }: ReportInput): string[] {
  const countsPosts = breakdown.options.count === 'posts'
  return [
    WHOSE_POSTS,
    'People who reply are not drawn at random: people who are angry, paid or amused reply more, and platforms choose what is shown.',
    isDefaultScheme(scheme)
      ? `A label is what a post says in its thread. It is not what its author believes, and not whether the move was right: “${scheme.sides.join('” and “')}” are readings of the move, not facts about it.`
      : `A label is what a post says in its thread by the coding scheme “${scheme.id}”. It is not what its author believes, and no fact about what the post speaks of.`,
    'Posts are not people. An author who posts often counts often, and accounts may be automated or coordinated.',
    isDefaultScheme(scheme)
      ? 'Sentiment is the mood of the words, apart from the side that a post takes: an angry post can defend the move.'
      : 'Sentiment is the mood of the words, apart from the label: an angry post can stand on any side.',
    ...(breakdown.audit === null
      ? ['Nobody has checked these labels. The model errs more on irony, on jargon and on short posts, and its errors need not cancel out.']
      : [
          'Where an audited share stands, the model’s count beside it is no second measurement: quote the audited share with its interval, or none.',
        ]),
    ...(countsPosts ? ['A change over time can come from other people posting, not from people changing their minds.'] : []),
  ]
}
