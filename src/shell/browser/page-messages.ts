import type { LabelledUnit, SessionState } from '../../count/audit/label/label-session.js'
import type { LabelRemark } from '../../count/audit/label/label-task.js'
import type { DealOptions } from '../../judge/deals/add-deals.js'
import type { OnePostPer } from '../../read/copied/mentions/parse-plain.js'
import type { Claim } from '../../say/cite/cite.js'
import type { ResultCard } from '../../say/table/result-card.js'

/** The files of an encoder's folder, by their names. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>

/** A paste, or an export of any form that `classify` reads. */
export interface GivenText {
  readonly bytes: Uint8Array
  /** Absent for a pasted text. */
  readonly fileName?: string
  /** Markup of the pieces of a paste, from the clipboard. */
  readonly copies?: readonly string[]
  /** Unit of a post. Default: the text decides. */
  readonly onePostPer?: OnePostPer
}

export type About = Pick<DealOptions, 'dealIds' | 'mover' | 'move'>

/** A request of the page to its worker. */
export type PageRequest =
  | {
      readonly kind: 'score'
      readonly given: GivenText
      readonly modelId: string
      /** The known deal of the thread, or the user's own move. Empty leaves it to the text. */
      readonly about: About
      /** True if a thread without a named deal is not scored: the page then asks for the move. */
      readonly asks: boolean
    }
  | {
      readonly kind: 'load-encoder'
      readonly files: ModelFiles
      /** onnxruntime-web's WebAssembly. */
      readonly runtime: Uint8Array
    }
  /** Opens the check of the thread that was scored last. `kept` holds the labels of threads by their keys; null leaves those that are open. */
  | { readonly kind: 'check'; readonly kept: Readonly<Record<string, string>> | null }
  /** Takes the labels of a file. */
  | { readonly kind: 'take'; readonly text: string }
  /** Takes the step on the view's button: draws or enlarges the sample, or opens skipped posts. */
  | { readonly kind: 'begin'; readonly isByHand: boolean }
  /** Opens the labels that are there, to be corrected. */
  | { readonly kind: 'reopen' }
  /** An answer of the label page, or its request for the state. */
  | ({
      readonly kind: 'answer'
      readonly route: string
      readonly revision: number
      readonly label: string | null
      /** Present for a correction: the unit's index in the sample, and the reason. */
      readonly place?: number
      readonly reason?: string
    } & LabelRemark)
  | { readonly kind: 'report' }

/** A file as the command writes it. */
export interface PageFile {
  readonly name: string
  readonly type: string
  readonly content: string
}

export interface ScoredText {
  readonly postCount: number
  /** Sentence on the form of the text, with the evidence for it. */
  readonly readAs: string
  /** The first two posts of a page in a doubtful layout. */
  readonly firstPosts: string | null
  /** Summary of the reading, for a person. */
  readonly summary: string
  /** Scored posts first. */
  readonly files: readonly [PageFile, ...PageFile[]]
}

/** The finding of a thread, and its check by hand. */
export interface CheckView {
  readonly card: ResultCard
  /** The picture of the shares, for the column and for phones. Null where no post got a label. */
  readonly picture: { readonly wide: string; readonly narrow: string; readonly alt: string } | null
  /** Lines on the outlook before the first label; empty once there are labels. */
  readonly outlook: readonly string[]
  /** Progress of the check, in a sentence or two; empty before the draw. */
  readonly progress: string
  /** Words of the button for the next step; null if more labels would not help. */
  readonly next: string | null
  /** The citation; null while nothing may be printed. */
  readonly claim: Pick<Claim, 'sentence' | 'short' | 'footnote'> | null
  /** The audit file, which the commands read; null before the draw. */
  readonly labels: PageFile | null
}

/** An answer of the worker. */
export type PageReply =
  | {
      readonly kind: 'ready'
      /** Models that can score now, the one inside the page first. */
      readonly modelIds: readonly string[]
      readonly deals: readonly { readonly id: string; readonly title: string; readonly move: string }[]
    }
  | { readonly kind: 'progress'; readonly doneCount: number; readonly totalCount: number }
  | { readonly kind: 'scored'; readonly scored: ScoredText }
  /** Reply for `asks`. `suggested`: the move that the worker found; may be empty. */
  | { readonly kind: 'scored'; readonly scored: null; readonly suggested: About }
  | { readonly kind: 'checked'; readonly view: CheckView }
  | { readonly kind: 'answered'; readonly answer: SessionState | readonly LabelledUnit[] }
  | { readonly kind: 'reported'; readonly file: PageFile }
  /** The audit file to store, under a key of the posts and the move. */
  | { readonly kind: 'keep'; readonly key: string; readonly text: string }
  | { readonly kind: 'fault'; readonly message: string; readonly code: string | null; readonly seen: string }
