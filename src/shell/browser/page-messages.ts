import type { NamedUnit } from '../../count/audit/audit.js'
import type { SessionState } from '../../count/audit/label/label-session.js'
import type { LabelRemark } from '../../count/audit/label/label-task.js'
import type { DealOptions } from '../../judge/deals/add-deals.js'
import type { OnePostPer } from '../../read/paste/parse-plain.js'
import type { ResultCard } from '../../say/card/result-card.js'
import type { ReportChart } from '../../say/charts/chart-context.js'
import type { Claim } from '../../say/cite/cite.js'

/** The files of an encoder's folder, by their names. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>

/** A paste, or an export of any form that `classify` reads. */
export interface GivenText {
  readonly bytes: Uint8Array
  /** Absent for a pasted text. */
  readonly fileName?: string
  /** Absent: the text decides. */
  readonly onePostPer?: OnePostPer
  /** What its one thread is called; absent: its words decide. */
  readonly threadId?: string | null
}

export type About = Pick<DealOptions, 'dealIds' | 'mover' | 'move'>

/** What the browser keeps of a thread: its labels, and none of its words. */
export interface KeptLabels {
  /** What the thread is about, as it is called; null where it has no deal. */
  readonly title: string | null
  readonly about: About
  readonly labelCount: number
  /** All judgements of the thread, in the order of their keys. */
  readonly units: readonly NamedUnit[]
  /** The audit file. */
  readonly audit: string
}

/** What the page asks of its worker. */
export type PageRequest =
  | {
      readonly kind: 'score'
      readonly given: GivenText
      readonly modelId: string
      /** The deal that the thread is known to be about, or the move of one's own; empty leaves it to the text. */
      readonly about: About
      /** Whether nothing is to be scored of a thread that names no deal: the page asks whose move it is about. */
      readonly asks: boolean
    }
  | {
      readonly kind: 'load-encoder'
      readonly files: ModelFiles
      /** onnxruntime-web's WebAssembly. */
      readonly runtime: Uint8Array
    }
  /** What stands of the check of the thread that was scored last, with what the page kept by its keys: {@link KeptLabels}; null if they stay. */
  | { readonly kind: 'check'; readonly kept: Readonly<Record<string, string>> | null }
  /** Takes the labels of a file; null: those of an earlier paste, as the view offers them. */
  | { readonly kind: 'take'; readonly text: string | null }
  /** Draws the sample, or makes it larger, or opens what was skipped: what the view's button says. */
  | { readonly kind: 'begin' }
  /** An answer of the label page, or its question where it stands. */
  | ({ readonly kind: 'answer'; readonly route: string; readonly revision: number; readonly label: string | null } & LabelRemark)
  | { readonly kind: 'report' }
  /** Whether the page has kept the labels that the worker sent; the reason why not. */
  | { readonly kind: 'kept'; readonly fault: string | null }

/** A file as the command writes it. */
export interface PageFile {
  readonly name: string
  readonly type: string
  readonly content: string
}

export interface ScoredText {
  readonly postCount: number
  /** What was read, skipped or ambiguous, for a person. */
  readonly summary: string
  /** Scored posts first. */
  readonly files: readonly [PageFile, ...PageFile[]]
}

/** What the page shows of a thread: the finding, and its check by hand. */
export interface CheckView {
  readonly card: ResultCard
  /** Its shares as the report draws them; null where no post got a label. */
  readonly picture: Pick<ReportChart, 'svg' | 'alt'> | null
  /** Under which the page keeps the labels: other posts, or another move, have another. */
  readonly key: string
  /** How far the check is, in a sentence or two; empty before the draw. */
  readonly progress: string
  /** What the button says that goes on; null where more labels are not what is missing. */
  readonly next: string | null
  /** How many labels of an earlier paste fit these posts; null where none does. */
  readonly offer: {
    readonly words: string
    /** What the thread is to be called to use them, empty as it is; null where their sample cannot go on. */
    readonly threadId: string | null
  } | null
  /** What may be printed; null as long as nothing may. */
  readonly claim: Pick<Claim, 'sentence' | 'short' | 'footnote'> | null
  /** The labels as the commands read them; null before the draw. */
  readonly labels: PageFile | null
}

/** What the worker answers. */
export type PageReply =
  | {
      readonly kind: 'ready'
      /** Models that can score now, the one inside the page first. */
      readonly modelIds: readonly string[]
      readonly deals: readonly { readonly id: string; readonly title: string; readonly move: string }[]
    }
  | { readonly kind: 'progress'; readonly doneCount: number; readonly totalCount: number }
  /** Null where the worker was to ask, see `asks`. */
  | { readonly kind: 'scored'; readonly scored: ScoredText | null }
  | { readonly kind: 'checked'; readonly view: CheckView }
  | { readonly kind: 'answered'; readonly answer: SessionState }
  | { readonly kind: 'reported'; readonly file: PageFile }
  /** The page is to keep the labels, and to say that it did. */
  | { readonly kind: 'keep'; readonly key: string; readonly text: string }
  | { readonly kind: 'fault'; readonly message: string; readonly code: string | null; readonly seen: string }
