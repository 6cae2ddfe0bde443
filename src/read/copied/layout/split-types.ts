import type { KindLine } from '../kinds/kinds.js'
import type { PageAnswer } from '../lines/nest-replies.js'
import type { LineRange } from '../lines/page-line.js'
import type { Video } from './video-page.js'

/** Post of a split page, as ranges of its lines. */
export interface SplitPost {
  readonly byline: LineRange
  readonly parts: readonly LineRange[]
  readonly name: string | null
  readonly handle: string | null
  readonly timeText: string | null
  /** Answered account, named above the words. */
  readonly to: string | null
  readonly carried: readonly string[]
  /** Words that the site translated, below the original ones. */
  readonly translation?: LineRange
  readonly below: LineRange
  readonly quoted?: SplitPost
  readonly said: Readonly<Record<string, string | undefined>>
  /** Placeholder of a deleted or folded post. */
  readonly node: 'deleted' | 'not-found' | null
  /** True for an author that other words on the page suggest. */
  readonly isNameGuessed?: boolean
}

/** Thread whose posts name whom they answer. Its opening posts stand first among the comments. */
export interface Mentions {
  readonly rootCount: number
  readonly headers: readonly LineRange[]
  readonly answers: readonly PageAnswer[]
  readonly notes: readonly string[]
}

export interface SplitPage {
  readonly lines: readonly KindLine[]
  readonly root: SplitPost | null
  readonly comments: readonly SplitPost[]
  readonly video: Video | null
  readonly headEnd: number
  /** First line of the page's other parts, and the bylines in them. */
  readonly end: number
  readonly others: readonly LineRange[]
  readonly mentions?: Mentions
}
