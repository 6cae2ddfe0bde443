import type { Breakdown } from '../../count/breakdown/breakdown.js'
import type { DealOptions } from '../../judge/deals/add-deals.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
import type { OnePostPer } from '../../read/paste/parse-plain.js'
import type { ResultCard } from '../../say/card/result-card.js'

/** The files of an encoder's folder, by their names. */
export type ModelFiles = Readonly<Record<string, Uint8Array>>

/** A paste, or an export of any form that `classify` reads. */
export interface GivenText {
  readonly bytes: Uint8Array
  /** Absent for a pasted text. */
  readonly fileName?: string
  /** Absent: the text decides. */
  readonly onePostPer?: OnePostPer
}

/** What the page asks of its worker. */
export type PageRequest =
  | {
      readonly kind: 'score'
      readonly given: GivenText
      readonly modelId: string
      /** The deal that the thread is known to be about, or the move of one's own; empty leaves it to the text. */
      readonly about: Pick<DealOptions, 'dealIds' | 'mover' | 'move'>
    }
  | {
      readonly kind: 'load-encoder'
      readonly files: ModelFiles
      /** onnxruntime-web's WebAssembly. */
      readonly runtime: Uint8Array
    }

/** A file as the command writes it. */
export interface PageFile {
  readonly name: string
  readonly type: string
  readonly content: string
}

export interface ScoredText {
  readonly posts: readonly ScoredPost[]
  readonly breakdown: Breakdown
  readonly card: ResultCard
  /** What was read, skipped or ambiguous, for a person. */
  readonly summary: string
  /** Whether a thread names no deal that the page knows. */
  readonly isUntied: boolean
  readonly files: readonly PageFile[]
}

/** What the worker answers. */
export type PageReply =
  | {
      readonly kind: 'ready'
      /** Models that can score now, the one inside the page first. */
      readonly modelIds: readonly string[]
      readonly labels: readonly string[]
      readonly sides: readonly string[]
      readonly deals: readonly { readonly id: string; readonly title: string; readonly move: string }[]
    }
  | { readonly kind: 'progress'; readonly doneCount: number; readonly totalCount: number }
  | { readonly kind: 'scored'; readonly scored: ScoredText }
  | { readonly kind: 'fault'; readonly message: string }
