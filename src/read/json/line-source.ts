import type { Post } from '../../base/thread/post.js'
import { assemblePosts, ThreadFactsBook } from '../link/assemble-posts.js'
import { linkParents, type OnBadRecord, REPEATED } from '../link/link-parents.js'
import { REDDIT } from '../platform/parse-reddit.js'
import { formatRemark } from '../record/ingest-counter.js'
import type { PlacedPost, Skip } from '../record/ingest-result.js'
import { isJsonObject } from '../record/json-fields.js'
import { isHeaderPiece, placeOf, placePost, type RecordPosition } from '../record/place-post.js'
import { STOCKTWITS } from '../social/parse-stocktwits.js'
import { YOUTUBE } from '../social/parse-youtube.js'
import { ZEESCHUIMER } from '../social/parse-zeeschuimer.js'
import type { SourceId } from '../source-entry.js'
import type { ParseRecordsOptions } from '../table/parse-records.js'
import { X_V1 } from '../x/parse-x-v1.js'
import type { JsonSource, ReadLine } from './json-source.js'

/** A record of one line, as far as it can be read without its thread. Survives JSON unchanged. */
export interface LineRecord<Kept extends object = object> {
  /** Null when the record names no thread. */
  readonly threadId: string | null
  readonly kept: Kept
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

/** A form of input that has one whole record on each line, so that it can be read in constant memory. Methods take what `read` kept. */
export interface LineSource<Kept extends object = object> {
  readonly id: SourceId
  /** Whether a record of the input's beginning is one that `read` knows. */
  accepts(record: unknown): boolean
  /** @throws {PipelineError} for a record that is no post */
  read(record: unknown, place: RecordPosition, options: ParseRecordsOptions): LineRecord<Kept>
  /** Where a record stands. */
  placeOf(kept: Kept): Pick<PlacedPost, 'lineNumber' | 'input'> & { readonly id: string }
  /** Ties the records of one thread, in the order of the inputs. @param kept of each, as `read` gave it or as JSON gave it back */
  assemble(kept: readonly Kept[], onBadRecord: OnBadRecord): AssembledThread
}

/** Posts under the names that all sources share. */
const JSONL: LineSource<PlacedPost> = {
  id: 'jsonl',
  accepts: isJsonObject,
  read: placePost,
  placeOf,
  assemble: (kept, onBadRecord) => {
    const skips: Skip[] = []
    const headers = kept.filter(isHeaderPiece).map(({ post }) => post.text)
    const repeats = { count: 0 }
    const placed = headers.length === 0 ? kept : kept.filter((place) => !isHeaderPiece(place))
    const posts = linkParents(placed, onBadRecord, skips, repeats)
    return { posts, headers, skips, notes: repeats.count === 0 ? [] : [formatRemark(REPEATED, repeats.count)] }
  },
}

/** A record of one line as its source found it. */
type KeptFound = Omit<ReadLine, 'remarks'> & Pick<PlacedPost, 'lineNumber' | 'input'>

const lineSourceOf = ({ id, isLine, readLine, settle }: JsonSource): LineSource<KeptFound> => ({
  id,
  accepts: isLine,
  read: (record, { lineNumber, input }, { threadId }) => {
    const { remarks, ...read } = readLine(record, lineNumber, threadId)
    // What is left out is counted as header pieces are: as no record.
    const isHeader = read.found === null
    return {
      threadId: read.found?.threadId ?? null,
      kept: { ...read, lineNumber, ...(input !== undefined && { input }) },
      isHeader,
      remarks,
    }
  },
  placeOf: ({ found, lineNumber, input }) => ({ id: found?.id ?? '', lineNumber, ...(input !== undefined && { input }) }),
  assemble: (kept) => {
    const facts = new ThreadFactsBook()
    for (const { found, reportedCount } of kept) if (found?.threadId != null) facts.report(found.threadId, reportedCount ?? null)
    const found = settle(kept.flatMap((each) => each.found ?? []))
    const { posts, summary } = assemblePosts(found, { source: id, facts: facts.byThread })
    return { posts, headers: [], skips: summary.skips, notes: summary.notes }
  },
})

/** Every form that is read line by line. What a form keeps goes back to that form alone. */
export const LINE_SOURCES = new Map(
  [JSONL, ...[REDDIT, X_V1, YOUTUBE, STOCKTWITS, ZEESCHUIMER].map(lineSourceOf)].map((source) => [source.id, source as LineSource]),
)
