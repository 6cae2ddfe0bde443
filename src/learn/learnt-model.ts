import type { Adapter } from './fit-adapter.js'

/** One label that a person gave: of a post on a deal. */
export interface GivenLabel {
  readonly threadId: string
  readonly postId: string
  /** null: a post tied to no deal. */
  readonly dealId: string | null
  readonly label: string
  /** Hash of the post's words as the audit keeps it; absent in samples of version 0.1.0. */
  readonly textHash?: string
}

/** Labels of a thread that a model shall learn from. */
export interface GivenLabels {
  /** Hash of the audit file, 64 hex digits; null where there is no file. */
  readonly auditSha256: string | null
  /** Whether chance chose what was labelled. Labels of suggested posts teach as well; they stay out of every estimate. */
  readonly isRandom: boolean
  readonly labels: readonly GivenLabel[]
}

/** What a scored file says of the labels that its model learnt from: `meta.capture.learnt` of the first post of each thread. */
export type LearntRecord = {
  /** Id of the model before it learnt. */
  readonly baseModel: string
  /** Hash of the adapters, 64 hex digits. */
  readonly adapterSha256: string
  readonly auditSha256: string | null
  readonly isRandom: boolean
  readonly labelCount: number
  /** Labels by deal, in the order of their ids; null first. */
  readonly deals: readonly { readonly dealId: string | null; readonly labelCount: number }[]
}

/** A model's adapters to a thread. Plain data, so that it travels to workers. */
export interface LearntModel {
  readonly record: LearntRecord
  /** One adapter per fold, which has not seen the labels of its fold. */
  readonly folds: readonly Adapter[]
  /** Label and fold of every judgement that was learnt from, by `unitKeyOf`. */
  readonly given: ReadonlyMap<string, { readonly label: string; readonly fold: number }>
}
