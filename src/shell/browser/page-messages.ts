import type { LabelledUnit, SessionState } from '../../count/audit/label/label-session.js'
import type { LabelRemark } from '../../count/audit/label/label-task.js'
import type { DealOptions } from '../../judge/deals/choose-deals.js'
import type { OnePostPer } from '../../read/copied/plain/parse-plain.js'
import type { Claim } from '../../say/cite/cite.js'
import type { DisclosureFacts, FactName } from '../../say/facts/parse-facts-file.js'

/** A paste, or an export of any form that `classify` reads. */
export interface GivenText {
  readonly bytes: Uint8Array
  readonly fileName?: string
  /** Markup of the pieces of a paste, from the clipboard. */
  readonly copies?: readonly string[]
  /** Address of the thread, where the user typed it. */
  readonly url?: string
  /** Unit of a post. Default: the text decides. */
  readonly onePostPer?: OnePostPer
  /** True if the user saw the lines that stand in no post: no post is missing. */
  readonly isWhole?: boolean
}

/**
 * The user's own company and move, and its short name; empty leaves them to the words of the posts.
 */
export interface About extends Pick<DealOptions, 'mover' | 'move' | 'title'> {
  /** The known move that is read first, where the words of the posts name several. */
  readonly dealId?: string
  /** True if the user knows that no post names the company, and wants it all the same. */
  readonly isSure?: boolean
}

/** Question of the page before it counts: about known moves, or a company that no post names. */
export interface MoveQuestion {
  readonly question: string | null
  readonly moves: readonly MoveChoice[]
  /** The moves read as one, where most posts name neither; with the posts that both counts hold. */
  readonly both?:
    | { readonly about: About; readonly words: string; readonly note: string }
    | undefined
  /** Names that the company may have. */
  readonly companies: readonly string[]
  /** True if no post names the company that was given. */
  readonly isUnnamed: boolean
  /** True if what the user wrote contradicts itself: it cannot stay. */
  readonly isWrong?: true
}

/** Texts that a browser keeps, by their keys. */
export type Kept = Readonly<Record<string, string>>

/** A move of the thread, and the words of its button. */
interface MoveChoice {
  readonly dealId: string
  readonly words: string
}

/** Giver of the labels of a file. */
export type Whose = 'first' | 'second'

export type PageRequest =
  | {
      readonly kind: 'score'
      readonly given: GivenText
      readonly about: About
      /** True if a thread without a named deal is not scored: the page then asks for the move. */
      readonly asks: boolean
      /** Texts that the browser keeps: a copy of a thread that was begun is not asked after. */
      readonly kept: Kept
    }
  /**
   * Opens the check of the thread that was scored last. `kept` holds the labels of threads by their
   * keys; null leaves those that are open.
   */
  | { readonly kind: 'check'; readonly kept: Kept | null }
  | { readonly kind: 'take'; readonly text: string; readonly whose?: Whose | undefined }
  | { readonly kind: 'give' }
  /** Opens the posts for a second reader; without a text, asks how far the reading is. */
  | { readonly kind: 'second'; readonly text: string | null; readonly kept: Kept }
  /**
   * Takes the step on the view's button: draws or enlarges the sample, or all posts, or opens
   * skipped ones.
   */
  | { readonly kind: 'begin'; readonly isAlone?: boolean; readonly isWhole?: boolean }
  | { readonly kind: 'move'; readonly dealId: string }
  /** Gives facts of the study, or the reason why labels hold. */
  | {
      readonly kind: 'tell'
      readonly told: { readonly facts?: DisclosureFacts; readonly why?: string }
    }
  /** Takes the labels of a move that was written in other words; drops them where it is another. */
  | { readonly kind: 'same'; readonly isSame: boolean }
  | { readonly kind: 'reopen' }
  /** Says that the sentence was copied. */
  | { readonly kind: 'copied' }
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

export interface PageFile {
  readonly name: string
  readonly type: string
  readonly content: string
}

export interface ScoredText {
  /** "39 replies and the opening post", "39 posts", or of an article "2 quotations". */
  readonly found: string
  /** "the thread of ana"; where nobody is known, what was found. */
  readonly whose: string
  /** The first two posts of a page in a doubtful layout. */
  readonly firstPosts: string
  /** Sentences on what the count hangs on. */
  readonly doubts: string
  /** Lines that stand in no post, while nobody said that no post is among them. */
  readonly lost: readonly string[]
  readonly summary: string
  /** Scored posts first. */
  readonly files: readonly [PageFile, ...PageFile[]]
}

export interface Picture {
  readonly wide: string
  readonly narrow: string
  readonly alt: string
}

/** Value of `schema` in the file for a second reader. */
export const READING_SCHEMA = 'dealstance/second-reading@1'

export interface SecondView {
  readonly doneCount: number
  readonly totalCount: number
  readonly move: string | null
  readonly labels: PageFile
}

/** Labels to list: of all posts of a move, or those marked unsure. */
export type ListName = 'all' | 'unsure'

/** The finding of a thread, and its check by hand. */
export interface CheckView {
  /** Progress of the thread, and the step that leads to a sentence. */
  readonly heading: string
  /** The move that is read; null without one. */
  readonly subject: string | null
  /** Gaps between the posts and the whole thread, and between the labels and a sentence. */
  readonly missing: readonly string[]
  /** The picture of the shares; null while nothing may be printed. */
  readonly picture: Picture | null
  /** The model's result; null until the posts are read, so that it sways no reader. */
  readonly guess: {
    readonly words: readonly string[]
    readonly picture: Picture | null
  } | null
  /** Posts to quote where there are too few to count; else empty. */
  readonly quotes: readonly string[]
  /** Posts of another move or of none. */
  readonly leftOut: { readonly words: string; readonly posts: readonly string[] }
  /** True if two readers differ, and the next step settles it. */
  readonly isDisputed: boolean
  /** True if nothing but a reason for the labels is missing. */
  readonly needsReason: boolean
  /** True if one reader has read all, and a second may. */
  readonly canGive: boolean
  /** Facts that the disclosure lacks and only people know, with their questions. */
  readonly asked: readonly { readonly fact: FactName; readonly what: string }[]
  readonly facts: DisclosureFacts
  /** The other moves of the thread, and what is left to read on each. */
  readonly moves: readonly MoveChoice[]
  /** The moves read as one, or each of those alone. */
  readonly ways: readonly { readonly about: About; readonly words: string }[]
  /** The button that takes labels of this move in other words, or drops them; null without any. */
  readonly sameMove: { readonly isSame: boolean; readonly words: string } | null
  /** Words of the button for the next step; null if more labels would not help. */
  readonly next: string | null
  /** Words of the button that reads all posts instead of a sample; null where there is none. */
  readonly whole: string | null
  /** Posts of the move, by their places in the sample. */
  readonly lists: Record<ListName, number[]>
  /** The citation; null while nothing may be printed. */
  readonly claim: Pick<Claim, 'sentence' | 'footnote'> | null
  /** What corrects the sentence of the first reading, if anything. */
  readonly correction: string | null
  /** The audit file, which the commands read; null before the draw. */
  readonly labels: PageFile | null
}

export type PageReply =
  | {
      readonly kind: 'ready'
      readonly modelId: string
    }
  | { readonly kind: 'progress'; readonly doneCount: number; readonly totalCount: number }
  | { readonly kind: 'scored'; readonly scored: ScoredText; readonly about: About }
  | ({ readonly kind: 'scored'; readonly scored: null } & MoveQuestion)
  | {
      readonly kind: 'checked'
      readonly view: CheckView
      readonly loaded?: { readonly words: string; readonly dealId: string | undefined }
    }
  | { readonly kind: 'answered'; readonly answer: SessionState | readonly LabelledUnit[] }
  | { readonly kind: 'reported'; readonly file: PageFile }
  | { readonly kind: 'second'; readonly view: SecondView }
  /** The audit file, or the answers, to store under a key of the posts and the move. */
  | { readonly kind: 'keep'; readonly key: string; readonly text: string }
  | {
      readonly kind: 'fault'
      readonly message: string
      readonly code: string | null
      readonly seen: string
    }
