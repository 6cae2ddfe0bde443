import type { ErrorCode } from '../../errors.js'
import type { Post } from '../../thread/post.js'

/** A record that was left out because the caller allowed it. */
export interface Skip {
  /** 1-based line on which the record starts. */
  readonly lineNumber: number
  readonly code: ErrorCode
  readonly message: string
}

/** A place that could be read in more than one way, and the way it was read. */
export interface Ambiguity {
  /** 1-based. */
  readonly lineNumber: number
  readonly message: string
}

/** What was read, what was left out and what was decided on the way: everything a user needs to trust the posts. */
export interface IngestSummary {
  readonly source: string
  /** Why the input was read as this source. */
  readonly reason: string
  readonly postCount: number
  readonly rootCount: number
  readonly replyCount: number
  readonly threadCount: number
  readonly headerCount: number
  /** Posts that answer a post which is not in their thread. */
  readonly missingParentCount: number
  readonly skippedCount: number
  readonly skips: readonly Skip[]
  readonly ambiguities: readonly Ambiguity[]
  /** What holds for the whole input: an inferred author, furniture left out. */
  readonly notes: readonly string[]
}

/** The posts of a text, and what became of the rest of it. */
export interface IngestResult {
  readonly posts: readonly Post[]
  /** Header pieces by thread id: read for deals, never scored or counted as posts. */
  readonly headers: ReadonlyMap<string, readonly string[]>
  readonly summary: IngestSummary
}

/** Counts posts into a summary; counts that depend on posts alone are taken nowhere else. */
export function summarise(
  posts: readonly Post[],
  headers: ReadonlyMap<string, readonly string[]>,
  rest: Pick<IngestSummary, 'source' | 'reason' | 'skips' | 'ambiguities' | 'notes'>,
): IngestSummary {
  let rootCount = 0
  let missingParentCount = 0
  const threadIds = new Set<string>()
  for (const post of posts) {
    threadIds.add(post.threadId)
    if (post.meta.role === 'root') rootCount += 1
    if (post.meta.missingParent !== undefined) missingParentCount += 1
  }
  let headerCount = 0
  for (const pieces of headers.values()) headerCount += pieces.length
  return {
    source: rest.source,
    reason: rest.reason,
    postCount: posts.length,
    rootCount,
    replyCount: posts.length - rootCount,
    threadCount: threadIds.size,
    headerCount,
    missingParentCount,
    skippedCount: rest.skips.length,
    skips: rest.skips,
    ambiguities: rest.ambiguities,
    notes: rest.notes,
  }
}
