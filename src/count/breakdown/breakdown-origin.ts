import type { NodeKind } from '../../base/thread/post.js'
import type { CoderKind } from '../audit/audit.js'
import type { DrawnField } from '../audit/drawn-record.js'

/** Who gave the labels, how the sample was drawn and looked at, and how far labels repeat what the model said. */
export interface LabelOrigin {
  /** Labels in force, adjudications included. */
  readonly labelsBy: { readonly [Kind in CoderKind]: number }
  /** Model that had scored the posts when the sample was drawn; null for none or several. */
  readonly drawnModel: string | null
  /** Whether the seed is another than the one that the judgements decide. */
  readonly isSeedChosen: boolean
  /** How often results were shown before the sample was complete, and labels given since. */
  readonly lookCount: number
  /** Labels that their coder changed later. */
  readonly changedCount: number
  readonly draw: DrawRecord
  /** What the scored file says otherwise than at the draw. The estimate stands on the predictions of the draw. */
  readonly changedSinceDraw: readonly DrawnField[]
  /** Pairs of threads without known authors or times that share half or more of their longer texts: one may have been captured twice. */
  readonly alikeThreadCount: number
  /** Drawn judgements that were taken out on request. */
  readonly forgottenCount: number
  /** Nodes of the scored file that are no contributions, by kind; those that occur. */
  readonly setAside: { readonly [Kind in NodeKind]?: number }
  /** Null where all was drawn, or the model gives no probabilities. */
  readonly balance: SampleBalance | null
  /** Null under a scheme of one's own, or without probabilities. */
  readonly modelAgreement: ModelAgreement | null
}

/** Whether the draw gives the same sample again; `forgotten`: judgements were taken out on request since. */
export type DrawRecord = 'repeated' | 'forgotten'

/** Where what the model says of the drawn judgements is furthest from what it says of all. */
export interface SampleBalance {
  /** Whose mean probability it is; null for that of the top probability. */
  readonly label: string | null
  /** Difference of the means, drawn less all, in standard errors of a random draw. */
  readonly z: number
}

/** How often labels are the likeliest ones of the model, among all that are labelled and among the third of which it is least sure. */
export interface ModelAgreement {
  readonly all: AgreementTest
  /** Share of them that labels dealt at random would equal, given how often each label was given and predicted. */
  readonly randomShare: number
  /** Null where the model is as sure of most posts. */
  readonly leastSure: AgreementTest | null
}

/** How many labels equal the model's, held against careful coders. */
export interface AgreementTest {
  readonly judgedCount: number
  readonly equalCount: number
  /** How often careful coders agree, in (0, 1): what `chance` is counted with. */
  readonly carefulShare: number
  /** That careful coders agree so often or more: one-sided exact binomial test, in [0, 1]. */
  readonly chance: number
}
