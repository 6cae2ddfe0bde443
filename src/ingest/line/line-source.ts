import { PipelineError } from '../../errors.js'
import type { Post, PostMeta } from '../../thread/post.js'
import { assemblePosts } from '../link/assemble-posts.js'
import type { FoundPost } from '../link/found-post.js'
import type { OnBadRecord, PlacedPost } from '../link/link-parents.js'
import { linkParents } from '../link/link-parents.js'
import { kindOfRecord, readRedditRecord } from '../platform/reddit-record.js'
import type { Skip } from '../record/ingest-result.js'
import { countAt, objectAt } from '../record/json-fields.js'
import { readLeadingMentions } from '../record/parse-leading-mentions.js'
import { isScoredRecord, parsePost } from '../record/parse-post.js'
import type { SourceId } from '../source-id.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'

/** Where a record stands in its input. */
export interface LinePlace {
  /** 1-based. */
  readonly lineNumber: number
  /** Posts and skipped records before it. */
  readonly recordCount: number
}

/** A record of one line, as far as it can be read without its thread. Survives JSON unchanged. */
export interface LineRecord {
  /** Null when the record names no thread. */
  readonly threadId: string | null
  readonly kept: object
  readonly isHeader: boolean
  /** What the summary counts, in words that follow a number. */
  readonly remarks: readonly string[]
}

/** What became of the records of one thread. */
export interface AssembledThread {
  readonly posts: readonly Post[]
  readonly headers: readonly string[]
  readonly skips: readonly Skip[]
  readonly notes: readonly string[]
}

/** A form of input that has one whole record on each line, so that it can be read in constant memory. */
export interface LineSource {
  readonly id: SourceId
  /** Whether a record of the input's beginning is one that `read` knows. */
  accepts(record: unknown): boolean
  /** @throws {PipelineError} for a record that is no post */
  read(record: unknown, place: LinePlace, options: ParseRecordsOptions): LineRecord
  /** The post of a record alone: its parent as given, unchecked. */
  toPost(record: LineRecord): Post
  /** Ties the records of one thread, in the order of the input. @param kept of each, as `read` gave it or as JSON gave it back */
  assemble(kept: readonly object[], onBadRecord: OnBadRecord): AssembledThread
}

/** Ties the type of what a source keeps to what it gets back. */
function defineLineSource<Kept extends object>(spec: {
  readonly id: SourceId
  accepts(record: unknown): boolean
  read(record: unknown, place: LinePlace, options: ParseRecordsOptions): LineRecord & { readonly kept: Kept }
  toPost(record: LineRecord & { readonly kept: Kept }): Post
  assemble(kept: readonly Kept[], onBadRecord: OnBadRecord): AssembledThread
}): LineSource {
  return spec as unknown as LineSource
}

const jsonl = defineLineSource<PlacedPost>({
  id: 'jsonl',
  accepts: (record) => objectAt(record) !== null,
  read: (record, { lineNumber, recordCount }, { columns, threadId }) => {
    const post = parsePost(record, {
      lineNumber,
      defaultId: `p${recordCount + 1}`,
      ...(threadId !== undefined && { defaultThreadId: threadId }),
      ...(columns && { columns }),
    })
    const remarks = [
      ...(isScoredRecord(record) ? ['records are scored posts; read as posts, their results left out'] : []),
      ...(post.createdAt === null && post.meta['timeText'] !== undefined
        ? ['times are not in a known form; kept as meta.timeText, createdAt unknown']
        : []),
    ]
    return { threadId: post.threadId, kept: { post, lineNumber }, isHeader: post.meta['sourceRole'] === 'header', remarks }
  },
  toPost: ({ kept: { post } }) => (post.parentId === null ? post : { ...post, meta: unchecked(post.meta) }),
  assemble: (kept, onBadRecord) => {
    const skips: Skip[] = []
    const isHeader = ({ post }: PlacedPost): boolean => post.meta['sourceRole'] === 'header'
    const placed = kept.some(isHeader) ? kept.filter((place) => !isHeader(place)) : kept
    const headers = placed.length === kept.length ? [] : kept.filter(isHeader).map(({ post }) => post.text)
    return { posts: linkParents(placed, onBadRecord, skips), headers, skips, notes: [] }
  },
})

interface KeptRedditPost {
  readonly found: FoundPost
  readonly reportedCount: number | null
}

const DELETED_LATER = 'texts that their authors deleted are in the archive; dropped, their nodes kept'

const reddit = defineLineSource<KeptRedditPost>({
  id: 'reddit',
  accepts: (record) => {
    const fields = objectAt(record)
    return fields !== null && kindOfRecord(fields) !== null
  },
  read: (record, { lineNumber }) => {
    const fields = objectAt(record)
    const found = fields === null ? null : readRedditRecord(fields, lineNumber)
    if (fields === null || found === null) {
      const message = `line ${lineNumber}: expected a submission (title) or a comment (body) of Reddit with an id, got neither. Leave it out.`
      throw new PipelineError('INGEST_RECORD_INVALID', message, { context: { lineNumber } })
    }
    const wasDeletedLater = found.meta['removal'] === 'deleted' && objectAt(fields['_meta']) !== null
    return {
      threadId: found.threadId,
      kept: { found, reportedCount: found.id.startsWith('t3_') ? countAt(fields['num_comments']) : null },
      isHeader: false,
      remarks: wasDeletedLater ? [DELETED_LATER] : NONE,
    }
  },
  toPost: ({ kept: { found } }) => unlinked(found),
  assemble: (kept, onBadRecord) => {
    const facts = new Map<string, { readonly reportedCount: number }>()
    for (const { found, reportedCount } of kept) {
      if (reportedCount === null || found.threadId === null) continue
      facts.set(found.threadId, { reportedCount: Math.max(facts.get(found.threadId)?.reportedCount ?? 0, reportedCount) })
    }
    const { posts, summary } = assemblePosts(
      kept.map(({ found }) => found),
      { source: 'reddit', facts, onBadRecord },
    )
    return { posts, headers: [], skips: summary.skips, notes: summary.notes }
  },
})

const NONE: readonly string[] = []

/** Every form that is read line by line. */
export const LINE_SOURCES: ReadonlyMap<SourceId, LineSource> = new Map([jsonl, reddit].map((source) => [source.id, source]))

/** A post whose parent nobody has looked for says so. */
function unchecked(meta: PostMeta): PostMeta {
  return { ...meta, parentUnchecked: true }
}

function unlinked({ id, threadId, parentId, author, createdAt, text, meta: { addressees: given, ...facts } }: FoundPost): Post {
  const addressees = given ?? readLeadingMentions(text).handles
  const meta: PostMeta = {
    role: parentId === null ? 'root' : 'reply',
    ...(addressees.length > 0 && { addressees }),
    ...facts,
    ...(parentId !== null && { parentUnchecked: true }),
  }
  return { id, threadId: threadId ?? parentId ?? id, parentId, author, createdAt, text, meta }
}
