import type { ErrorCode } from '../../base/errors.js'
import type { Post } from '../../base/thread/post.js'

/** A bad record that was left out, with the caller's permission. */
export interface Skip {
  /** 1-based line on which the record starts. */
  readonly lineNumber: number
  readonly code: ErrorCode
  readonly message: string
}

/** An ambiguous place in the input, and how it was interpreted. */
export interface Ambiguity {
  /** 1-based. */
  readonly lineNumber: number
  readonly message: string
}

/** Takes an ambiguous place down, by the index of its line. */
export type NoteAt = (index: number, message: string) => void

export const noteInto =
  (ambiguities: Ambiguity[], lines: readonly { readonly lineNumber: number }[]): NoteAt =>
  (index, message) =>
    ambiguities.push({ lineNumber: lines[index]?.lineNumber ?? 1, message })

/** Counts of what was read and left out, and the decisions made. */
export interface IngestSummary {
  readonly source: string
  /** Why the input was recognised as this source. */
  readonly reason: string
  readonly postCount: number
  readonly rootCount: number
  readonly replyCount: number
  readonly threadCount: number
  readonly headerCount: number
  /** Posts whose parent is not in their thread. */
  readonly missingParentCount: number
  readonly skippedCount: number
  readonly skips: readonly Skip[]
  readonly ambiguities: readonly Ambiguity[]
  /** Notes on the whole input, such as an inferred author or removed page furniture. */
  readonly notes: readonly string[]
}

/** A post with the place of its record. */
export interface PlacedPost {
  /** The parsed post; its parent is as in the record and has not been looked up. */
  readonly post: Post
  /** 1-based line on which the record starts. */
  readonly lineNumber: number
  /** Name of the input; absent for a single input. */
  readonly input?: string
  /** True where the record names no thread and takes that of its input. */
  readonly isUnnamed?: true
}

/** What is kept of a record: its place, and its post; null for what is left out on purpose. Survives JSON unchanged. */
export interface KeptRecord extends Omit<PlacedPost, 'post'> {
  readonly post: Pick<Post, 'id'> | null
}

/** A record of one line, as far as it can be read without its thread. */
export interface LineRecord<Kept extends KeptRecord = KeptRecord> {
  readonly threadId: string | null
  readonly kept: Kept
  readonly isHeader: boolean
  /** What the summary counts, in words that follow a number. */
  readonly remarks: readonly string[]
}

/** The posts of an input, with their headers and a summary. */
export interface IngestResult {
  readonly posts: readonly Post[]
  /** Header pieces by thread id. They are searched for deals, but never scored or counted as posts. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly summary: IngestSummary
  /** For formats with one record per post: all valid records in order, including header pieces. */
  readonly records?: readonly PlacedPost[]
  /** Columns of the source that are no field of a post; they stand in `meta`. */
  readonly ownColumns?: readonly string[]
}
