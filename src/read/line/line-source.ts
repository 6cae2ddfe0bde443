import { PipelineError } from '../../base/errors.js'
import type { Post, PostMeta } from '../../base/thread/post.js'
import { assemblePosts } from '../link/assemble-posts.js'
import type { FoundPost } from '../link/found-post.js'
import { linkParents, type OnBadRecord, REPEATED } from '../link/link-parents.js'
import { ThreadFactsBook } from '../link/thread-facts.js'
import type { LineReading } from '../mapped/mapped-source.js'
import { REDDIT_LINES } from '../platform/parse-reddit.js'
import { formatRemark } from '../record/ingest-counter.js'
import type { PlacedPost, Skip } from '../record/ingest-result.js'
import { isJsonObject, objectAt } from '../record/json-fields.js'
import { parseLeadingMentions } from '../record/parse-leading-mentions.js'
import { isHeaderPiece, placePost, type RecordPosition } from '../record/place-post.js'
import { STOCKTWITS } from '../social/parse-stocktwits.js'
import { YOUTUBE } from '../social/parse-youtube.js'
import { ZEESCHUIMER } from '../social/parse-zeeschuimer.js'
import type { SourceId } from '../source-entry.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { X_V1_LINES } from '../x/parse-x-v1.js'

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
  read(record: unknown, place: RecordPosition, options: ParseRecordsOptions): LineRecord
  /** The post of a record alone: its parent as given, unchecked. */
  toPost(record: LineRecord): Post
  /** Where a record stands. */
  placeOf(kept: object): Pick<PlacedPost, 'lineNumber' | 'input'> & { readonly id: string }
  /** Ties the records of one thread, in the order of the inputs. @param kept of each, as `read` gave it or as JSON gave it back */
  assemble(kept: readonly object[], onBadRecord: OnBadRecord): AssembledThread
}

/** Ties the type of what a source keeps to what it gets back. */
function defineLineSource<Kept extends object>(spec: {
  readonly id: SourceId
  accepts(record: unknown): boolean
  read(record: unknown, place: RecordPosition, options: ParseRecordsOptions): LineRecord & { readonly kept: Kept }
  toPost(record: LineRecord & { readonly kept: Kept }): Post
  placeOf(kept: Kept): Pick<PlacedPost, 'lineNumber' | 'input'> & { readonly id: string }
  assemble(kept: readonly Kept[], onBadRecord: OnBadRecord): AssembledThread
}): LineSource {
  return spec as unknown as LineSource
}

const jsonl = defineLineSource<PlacedPost>({
  id: 'jsonl',
  accepts: (record) => objectAt(record) !== null,
  read: placePost,
  toPost: ({ kept: { post } }) => (post.parentId === null ? post : { ...post, meta: unchecked(post.meta) }),
  placeOf: ({ post: { id }, ...place }) => ({ ...place, id }),
  assemble: (kept, onBadRecord) => {
    const skips: Skip[] = []
    const placed = kept.some(isHeaderPiece) ? kept.filter((place) => !isHeaderPiece(place)) : kept
    const headers = placed.length === kept.length ? [] : kept.filter(isHeaderPiece).map(({ post }) => post.text)
    const repeats = { count: 0 }
    const posts = linkParents(placed, onBadRecord, skips, repeats)
    return { posts, headers, skips, notes: repeats.count === 0 ? NONE : [formatRemark(REPEATED, repeats.count)] }
  },
})

const NONE: readonly string[] = []

const FOUND = [
  { id: 'reddit', lines: REDDIT_LINES } as const,
  { id: 'x-v1', lines: X_V1_LINES } as const,
  YOUTUBE,
  STOCKTWITS,
  ZEESCHUIMER,
].map(({ id, lines }) => defineLineSource<KeptFound>(foundLineSpec(id, lines)))

/** Every form that is read line by line. */
export const LINE_SOURCES: ReadonlyMap<SourceId, LineSource> = new Map([jsonl, ...FOUND].map((source) => [source.id, source]))

/** A post whose parent nobody has looked for says so. */
function unchecked(meta: PostMeta): PostMeta {
  return { ...meta, parentUnchecked: true }
}

/** A record of one line as its source found it; null for what is left out on purpose. */
interface KeptFound {
  readonly found: FoundPost | null
  readonly lineNumber: number
  /** Replies of its thread that it counts. */
  readonly reportedCount?: number
  readonly input?: string
}

/** What a line source needs, for a source whose lines hold one found post each. */
function foundLineSpec(id: SourceId, { acceptsLine, readLine, refusal, settle, reportedOf, remarkOf }: LineReading) {
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
function unlinked({ id, threadId, parentId, author, createdAt, text, meta: { addressees: given, ...facts } }: FoundPost): Post {
  const addressees = given ?? parseLeadingMentions(text).handles
  const meta: PostMeta = {
    role: parentId === null ? 'root' : 'reply',
    ...(addressees.length > 0 && { addressees }),
    ...facts,
    ...(parentId !== null && { parentUnchecked: true }),
  }
  return { id, threadId: threadId ?? parentId ?? id, parentId, author, createdAt, text, meta }
}
