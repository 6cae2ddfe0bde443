import type { NamedUnit } from '../../count/audit/audit.js'
import type { LabelledUnit, SessionState } from '../../count/audit/label/label-session.js'
import type { LabelRemark } from '../../count/audit/label/label-task.js'
import type { DealOptions } from '../../judge/deals/add-deals.js'
import type { OnePostPer } from '../../read/page/mentions/parse-plain.js'
import type { Claim } from '../../say/cite/cite.js'
import type { ResultCard } from '../../say/table/result-card.js'

/** The files of an encoder's folder, by their names. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>

/** A paste, or an export of any form that `classify` reads. */
export interface GivenText {
  readonly bytes: Uint8Array
  /** Absent for a pasted text. */
  readonly fileName?: string
  /** Markup of the pieces of a paste, as the clipboard carries it beside their words. */
  readonly copies?: readonly string[]
  /** Absent: the text decides. */
  readonly onePostPer?: OnePostPer
  /** Name of its one thread; absent: its words decide. */
  readonly threadId?: string | null
}

export type About = Pick<DealOptions, 'dealIds' | 'mover' | 'move'>

/** The record of a thread that the browser keeps: its labels, without its words. */
export interface KeptLabels {
  /** Name of the deal; null for a thread without one. */
  readonly title: string | null
  readonly about: About
  readonly labelCount: number
  readonly units: readonly NamedUnit[]
  readonly audit: string
}

/** A request of the page to its worker. */
export type PageRequest =
  | {
      readonly kind: 'score'
      readonly given: GivenText
      readonly modelId: string
      /** The deal that the thread is known to be about, or the move of one's own; empty leaves it to the text. */
      readonly about: About
      /** True if a thread without a named deal is not scored: the page then asks whose move it is about. */
      readonly asks: boolean
    }
  | {
      readonly kind: 'load-encoder'
      readonly files: ModelFiles
      /** onnxruntime-web's WebAssembly. */
      readonly runtime: Uint8Array
    }
  /** Opens the check of the thread that was scored last. `kept` holds {@link KeptLabels} by their keys; null leaves them. */
  | { readonly kind: 'check'; readonly kept: Readonly<Record<string, string>> | null }
  /** Takes the labels of a file; null: those of an earlier paste, as the view offers them. */
  | { readonly kind: 'take'; readonly text: string | null }
  /** Draws the sample, or makes it larger, or opens what was skipped: what the view's button says. */
  | { readonly kind: 'begin'; readonly isByHand: boolean }
  /** Opens the labels that are there, to be corrected. */
  | { readonly kind: 'reopen' }
  /** An answer of the label page, or its question where it stands. */
  | ({
      readonly kind: 'answer'
      readonly route: string
      readonly revision: number
      readonly label: string | null
      /** For a correction: the judgement's index in the sample, and the reason of the change. */
      readonly place?: number
      readonly reason?: string
    } & LabelRemark)
  | { readonly kind: 'report' }
  /** True if the page has kept the labels that the worker sent; else the reason. */
  | { readonly kind: 'kept'; readonly fault: string | null }

/** A file as the command writes it. */
export interface PageFile {
  readonly name: string
  readonly type: string
  readonly content: string
}

export interface ScoredText {
  readonly postCount: number
  /** Form of the text and what told it, in a sentence. */
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
  /** Its shares as the report draws them, as wide as the column and for phones; null where no post got a label. */
  readonly picture: { readonly wide: string; readonly narrow: string; readonly alt: string } | null
  /** Under which the page keeps the labels: other posts, or another move, have another. */
  readonly key: string
  /** Lines on what decides before the first label; empty once labels are there. */
  readonly outlook: readonly string[]
  /** How far the check is, in a sentence or two; empty before the draw. */
  readonly progress: string
  /** Words of the button for the next step; null if more labels would not help. */
  readonly next: string | null
  /** How many labels of an earlier paste fit these posts; null where none does. */
  readonly offer: {
    readonly words: string
    /** The thread name that uses them, empty for the present one; null where their sample cannot go on. */
    readonly threadId: string | null
  } | null
  /** The citation; null while nothing may be printed. */
  readonly claim: Pick<Claim, 'sentence' | 'short' | 'footnote'> | null
  /** The labels as the commands read them; null before the draw. */
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
  /** The worker was to ask, see `asks`. What it read is a suggestion, and may be empty. */
  | { readonly kind: 'scored'; readonly scored: null; readonly suggested: About }
  | { readonly kind: 'checked'; readonly view: CheckView }
  | { readonly kind: 'answered'; readonly answer: SessionState | readonly LabelledUnit[] }
  | { readonly kind: 'reported'; readonly file: PageFile }
  /** The page is to keep the labels, and to say that it did. */
  | { readonly kind: 'keep'; readonly key: string; readonly text: string }
  | { readonly kind: 'fault'; readonly message: string; readonly code: string | null; readonly seen: string }
