import type { ErrorCode } from '../../base/errors.js'
import type { Post } from '../../base/thread/post.js'

/** Bad record left out with the caller's permission. */
export interface Skip {
  /** 1-based first line of the record. */
  readonly lineNumber: number
  readonly code: ErrorCode
  readonly message: string
}

/** Ambiguous place in the input, and the reading taken. */
export interface Ambiguity {
  /** 1-based. */
  readonly lineNumber: number
  readonly message: string
  /** Words of a line where posts may begin or end elsewhere. */
  readonly cutAt?: string
}

/** @param isCut if posts may begin or end elsewhere */
export type NoteAt = (index: number, message: string, isCut?: boolean) => void

export const noteInto =
  (
    ambiguities: Ambiguity[],
    lines: readonly { readonly lineNumber: number; readonly words: string }[],
  ): NoteAt =>
  (index, message, isCut = false) => {
    const { lineNumber = 1, words = '' } = lines[index] ?? {}
    ambiguities.push({ lineNumber, message, ...(isCut && { cutAt: words }) })
  }

/** Counts of posts read and left out, and the decisions made. */
export interface IngestSummary {
  readonly source: string
  readonly reason: string
  readonly postCount: number
  readonly rootCount: number
  readonly replyCount: number
  readonly threadCount: number
  readonly headerCount: number
  /** Posts whose parent is missing from their thread. */
  readonly missingParentCount: number
  /** Other posts whose parent is a guess. */
  readonly guessedParentCount: number
  /** Rows of a table without text, left out of every count. */
  readonly emptyCount: number
  readonly skippedCount: number
  /** Repeats merged. */
  readonly repeatCount: number
  readonly skips: readonly Skip[]
  readonly ambiguities: readonly Ambiguity[]
  /** Notes on the whole input: an inferred author, furniture left out. */
  readonly notes: readonly string[]
  /** Those of the notes that ask for a look at the posts, or tell of a loss. */
  readonly cautions: readonly string[]
  /**
   * Author and first words of the first two posts, to compare with the page. Present where the
   * layout is doubtful.
   */
  readonly asRead?: string
  /** Fields or columns that may hold authors; absent where authors were read, or none may. */
  readonly authorFields?: readonly string[]
  /** Numbers of lines whose words stand in no post; absent for few. */
  readonly lostLines?: readonly number[]
}

/** Adds cautions to a summary; they are notes too. */
export const withCautions = (summary: IngestSummary, more: readonly string[]): IngestSummary => ({
  ...summary,
  notes: [...summary.notes, ...more],
  cautions: [...summary.cautions, ...more],
})

/** Post with the place of its record. */
export interface PlacedPost {
  /** Parsed post; its parent is as in the record, not yet looked up. */
  readonly post: Post
  /** 1-based first line of the record. */
  readonly lineNumber: number
  /** Name of the input; absent for a single input. */
  readonly input?: string
  /** True if the record names no thread and takes its input's. */
  readonly isUnnamed?: true
}

/** Replies in a post's count: direct ones, or all below it. */
export type RepliesCounted = 'direct' | 'all depths'

/** Posts of an input, with headers and a summary. */
export interface IngestResult {
  readonly posts: readonly Post[]
  /** Header pieces by thread id: searched for deals, never scored or counted. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly summary: IngestSummary
  /** Valid records in order, header pieces included, in formats with one record per post. */
  readonly records?: readonly PlacedPost[]
  /** Columns of the source beyond a post's fields; kept in `meta`. */
  readonly ownColumns?: readonly string[]
  /** Reach of the counts of replies, where posts alone count them. */
  readonly repliesCounted?: RepliesCounted
}
