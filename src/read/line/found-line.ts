import { PipelineError } from '../../base/errors.js'
import type { Post, PostMeta } from '../../base/thread/post.js'
import { assemblePosts } from '../link/assemble-posts.js'
import type { FoundPost } from '../link/found-post.js'
import type { OnBadRecord } from '../link/link-parents.js'
import { ThreadFactsBook } from '../link/thread-facts.js'
import type { LineReading } from '../mapped/mapped-source.js'
import type { Skip } from '../record/ingest-result.js'
import { isJsonObject } from '../record/json-fields.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import type { RecordPosition } from '../record/place-post.js'
import type { SourceId } from '../source-id.js'

/** A record of one line as its source found it; null for what is left out on purpose. */
export interface KeptFound {
  readonly found: FoundPost | null
  readonly lineNumber: number
  /** Replies of its thread that it counts. */
  readonly reportedCount?: number
  readonly input?: string
}

/** What a line source needs, for a source whose lines hold one found post each. */
export function foundLineSpec(id: SourceId, { acceptsLine, readLine, refusal, settle, reportedOf, remarkOf }: LineReading) {
  return {
    id,
    accepts: acceptsLine,
    read: (record: unknown, { lineNumber, input }: RecordPosition, { threadId = 't1' }: { readonly threadId?: string }) => {
      const read = isJsonObject(record) ? readLine(record, lineNumber, threadId) : null
      if (!isJsonObject(record) || read === null) {
        throw new PipelineError('INGEST_RECORD_INVALID', `line ${lineNumber}: ${refusal}`, { context: { lineNumber } })
      }
      const found = typeof read === 'string' ? null : read
      const reportedCount = (found && reportedOf?.(record, found)) ?? undefined
      const kept: KeptFound = {
        found,
        lineNumber,
        ...(reportedCount !== undefined && { reportedCount }),
        ...(input !== undefined && { input }),
      }
      const remark = typeof read === 'string' ? read : remarkOf?.(record, read)
      // What is left out is counted as header pieces are: as no record.
      return { threadId: found?.threadId ?? null, kept, isHeader: found === null, remarks: remark == null ? [] : [remark] }
    },
    toPost: ({ kept: { found } }: { readonly kept: KeptFound }): Post => {
      if (found === null) throw new RangeError('expected a post, got a record that is left out')
      return unlinked(found)
    },
    placeOf: ({ found, lineNumber, input }: KeptFound) => ({ id: found?.id ?? '', lineNumber, ...(input !== undefined && { input }) }),
    assemble: (kept: readonly KeptFound[], onBadRecord: OnBadRecord) => {
      const posts = settle(kept.flatMap(({ found }) => found ?? []))
      const facts = new ThreadFactsBook()
      for (const { found, reportedCount } of kept) if (found?.threadId != null) facts.report(found.threadId, reportedCount ?? null)
      const assembled = assemblePosts(posts, { source: id, facts: facts.byThread, onBadRecord })
      const skips: readonly Skip[] = assembled.summary.skips
      return { posts: assembled.posts, headers: [], skips, notes: assembled.summary.notes }
    },
  }
}

/** A found post alone: its parent as given, unchecked. */
export function unlinked({ id, threadId, parentId, author, createdAt, text, meta: { addressees: given, ...facts } }: FoundPost): Post {
  const addressees = given ?? parseLeadingMentions(text).handles
  const meta: PostMeta = {
    role: parentId === null ? 'root' : 'reply',
    ...(addressees.length > 0 && { addressees }),
    ...facts,
    ...(parentId !== null && { parentUnchecked: true }),
  }
  return { id, threadId: threadId ?? parentId ?? id, parentId, author, createdAt, text, meta }
}
