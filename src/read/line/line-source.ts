import type { Post, PostMeta } from '../../base/thread/post.js'
import { linkParents, type OnBadRecord, REPEATED } from '../link/link-parents.js'
import { REDDIT_LINES } from '../platform/parse-reddit.js'
import { formatRemark } from '../record/ingest-counter.js'
import type { PlacedPost, Skip } from '../record/ingest-result.js'
import { objectAt } from '../record/json-fields.js'
import { isHeaderPiece, placePost, type RecordPosition } from '../record/place-post.js'
import { STOCKTWITS } from '../social/parse-stocktwits.js'
import { YOUTUBE } from '../social/parse-youtube.js'
import { ZEESCHUIMER } from '../social/parse-zeeschuimer.js'
import type { SourceId } from '../source-id.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { X_V1_LINES } from '../x/parse-x-v1.js'
import { foundLineSpec, type KeptFound } from './found-line.js'

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
