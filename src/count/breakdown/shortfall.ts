import type { UnitTaken } from '../../base/thread/capture-ledger.js'
import type { AuditCounts } from './breakdown-audit.js'
import type { FindingOf } from './finding.js'

/** Labels that a group needs in total. */
export interface NeededLabels {
  readonly count: number
  readonly moreCount: number
  /** Sample over all deals that gives the group as many. */
  readonly size: number
  readonly option: string
}

/** A reason not to print the shares of a group; `code` is that of the refusal of `cite`. */
export type Shortfall =
  | {
      readonly code: /** All posts together where they are on several deals: never quoted. */
        | 'CITE_DEAL_BY_DEAL'
        | 'CITE_CODERS_DISAGREE'
        | 'CITE_LABELS_COPIED'
        | 'CITE_LABELS_ALIKE'
        | 'CITE_LABELS_AT_CHANCE'
    }
  /**
   * `needed` is null for posts too few for any share. `labelled`: the posts picked, where too few
   * have a label for any share.
   */
  | {
      readonly code: 'CITE_NOT_AUDITED'
      readonly needed: NeededLabels | null
      readonly labelled?: AuditCounts
    }
  | { readonly code: 'CITE_NO_POSTS'; readonly unit: UnitTaken }
  /** More posts name an `other` company, or none names this one. */
  | {
      readonly code: 'CITE_MOVER_UNNAMED'
      readonly mover: string
      readonly other: FindingOf<'other-company'> | null
    }
  /** Of `existingCount` replies fewer than a tenth are here. */
  | {
      readonly code: 'CITE_FEW_CAPTURED'
      readonly capturedCount: number
      readonly existingCount: number
    }
  | { readonly code: 'CITE_INCOMPLETE'; readonly missingCount: number }
  | { readonly code: 'CITE_TOO_FEW_LABELS'; readonly needed: NeededLabels }
  /** Posts that name neither of two moves have another label for the larger one. */
  | { readonly code: 'CITE_LABELS_APART'; readonly apartCount: number }
  /** `explained`: cross-fitted R² of the model on the labels. */
  | { readonly code: 'CITE_MODEL_WEAK'; readonly explained: number }

/** True if the shares of a group may be printed as numbers. `missing`: the costliest first. */
export type Verdict =
  | { readonly isReady: true }
  | { readonly isReady: false; readonly missing: readonly [Shortfall, ...Shortfall[]] }
