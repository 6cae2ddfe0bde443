import type { PlacedPost } from './ingest-result.js'
import { isScoredRecord, type ParsePostOptions, parsePost } from './parse-post.js'

/** Where a record stands in its input. */
export interface RecordPosition {
  /** 1-based. */
  readonly lineNumber: number
  /** Posts and skipped records before it. */
  readonly recordCount: number
  /** Name of the input, for messages; absent where one input is read alone. */
  readonly input?: string
}

/** A record read as a post whose parent has not been looked up. */
export interface PlacedRecord {
  readonly threadId: string
  readonly kept: PlacedPost
  readonly isHeader: boolean
  /** What the summary counts, in words that follow a number. */
  readonly remarks: readonly string[]
}

const SCORED =
  'record is a scored post; read as a post, its results left out|records are scored posts; read as posts, their results left out'
const UNKNOWN_TIME =
  'time is not in a known form; kept as meta.timeText, createdAt unknown|times are not in a known form; kept as meta.timeText, createdAt unknown'

/** No thread has this id: stands for one that the record does not name. */
const UNNAMED = '\u0000'

/** `meta.role` of a header piece as `ingest --headers` prints it: read for deals, not a post. */
const HEADER_ROLE = 'header'

/** Makes a post of one record: tables, JSON and JSON Lines, held in memory or streamed, all come through here. */
export function placePost(
  record: unknown,
  { lineNumber, recordCount, input }: RecordPosition,
  { columns, threadId }: Pick<ParsePostOptions, 'columns'> & { readonly threadId?: string },
): PlacedRecord {
  const read = parsePost(record, { lineNumber, defaultId: `p${recordCount + 1}`, defaultThreadId: UNNAMED, ...(columns && { columns }) })
  const isUnnamed = read.threadId === UNNAMED
  const post = isUnnamed ? { ...read, threadId: threadId ?? 't1' } : read
  const remarks: string[] = []
  if (isScoredRecord(record)) remarks.push(SCORED)
  if (post.createdAt === null && post.meta['timeText'] !== undefined) remarks.push(UNKNOWN_TIME)
  const kept: PlacedPost = {
    post,
    lineNumber,
    ...(input !== undefined && { input }),
    ...(isUnnamed && { isUnnamed: true as const }),
  }
  return { threadId: post.threadId, kept, isHeader: isHeaderPiece(kept), remarks }
}

/** Whether a record is a header piece of its thread. */
export const isHeaderPiece = ({ post }: PlacedPost): boolean => post.meta['sourceRole'] === HEADER_ROLE

/** Where a placed post stands. */
export const placeOf = ({ post: { id }, ...place }: PlacedPost): Omit<PlacedPost, 'post'> & { readonly id: string } => ({ ...place, id })
