import { PipelineError } from '../../errors.js'
import type { OnBadRecord, PlacedPost } from '../link/link-parents.js'
import { linkParents, refuse } from '../link/link-parents.js'
import type { PostField } from '../record/field-names.js'
import type { IngestResult, Skip } from '../record/ingest-result.js'
import { summarise } from '../record/ingest-result.js'
import { isScoredRecord, parsePost } from '../record/parse-post.js'

/** How records are read: their columns, their thread, and what a bad one does. */
export interface ParseRecordsOptions {
  /** What a bad record does: `throw` (default) ends the reading, `skip` leaves the record out and counts it. */
  readonly onBadRecord?: OnBadRecord
  /** Names of fields or columns that are not the known ones: `{ text: 'remark' }`. */
  readonly columns?: Partial<Readonly<Record<PostField, string>>>
  /** Thread of records that name none. Default `t1`. */
  readonly threadId?: string
}

/** `meta.role` of a header piece as `ingest --headers` prints it: read for deals, no post. */
const HEADER_ROLE = 'header'

/** One record as a source found it, or the fault that kept it from being read. */
export interface SourceRecord {
  readonly lineNumber: number
  readonly record: unknown
  readonly error?: PipelineError
}

/**
 * Makes linked posts of records from any source of one record a post: checks each, ties parents, counts skips.
 *
 * @throws {PipelineError} the first fault found, unless `onBadRecord` is `skip`
 */
export function parseRecords(
  records: Iterable<SourceRecord>,
  source: string,
  options: ParseRecordsOptions = {},
  notes: readonly string[] = [],
): IngestResult {
  const onBadRecord = options.onBadRecord ?? 'throw'
  const skips: Skip[] = []
  const placed: PlacedPost[] = []
  const headers = new Map<string, readonly string[]>()
  let scoredCount = 0
  let unreadTimeCount = 0
  for (const { record, lineNumber, error } of records) {
    try {
      if (error) throw error
      const post = parsePost(record, {
        lineNumber,
        defaultId: `p${placed.length + skips.length + 1}`,
        ...(options.threadId !== undefined && { defaultThreadId: options.threadId }),
        ...(options.columns && { columns: options.columns }),
      })
      if (post.meta['sourceRole'] === HEADER_ROLE) {
        headers.set(post.threadId, [...(headers.get(post.threadId) ?? []), post.text])
        continue
      }
      placed.push({ post, lineNumber })
      if (isScoredRecord(record)) scoredCount += 1
      if (post.createdAt === null && post.meta['timeText'] !== undefined) unreadTimeCount += 1
    } catch (fault) {
      if (!(fault instanceof PipelineError)) throw fault
      refuse(fault, lineNumber, onBadRecord, skips)
    }
  }
  const posts = linkParents(placed, onBadRecord, skips)
  const allNotes = [...notes]
  if (scoredCount > 0) allNotes.push(`${scoredCount} records are scored posts; read as posts, their results left out`)
  if (unreadTimeCount > 0) allNotes.push(`${unreadTimeCount} times are not in a known form; kept as meta.timeText, createdAt unknown`)
  skips.sort((left, right) => left.lineNumber - right.lineNumber)
  return {
    posts,
    headers,
    summary: summarise(posts, headers, { source, reason: `read as ${source}`, skips, ambiguities: [], notes: allNotes }),
  }
}
