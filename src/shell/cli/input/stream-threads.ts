import { PipelineError } from '../../../base/errors.js'
import { formatNumber } from '../../../base/text/format-count.js'
import { buildThreads, type Thread } from '../../../base/thread/thread.js'
import { ThreadIdSet } from '../../../base/thread/thread-id-set.js'
import { linkRecords, type OnBadRecord, refuse } from '../../../read/link/link-records.js'
import type { IngestCounter } from '../../../read/record/ingest-counter.js'
import type { PlacedPost, Skip } from '../../../read/record/ingest-result.js'
import { isHeaderPiece, placePost } from '../../../read/record/parse-post.js'
import { parseJsonLine } from '../../../read/table/parse-jsonl.js'
import type { ParseRecordsOptions } from '../../../read/table/parse-records.js'
import { recordOpener, type SourceRecord } from '../../../read/table/unwrap-records.js'
import { LARGER_ADVICE, openSource } from '../../node/file/read-source.js'
import { streamLines } from '../../node/file/stream-lines.js'

interface StreamOptions extends Pick<ParseRecordsOptions, 'columns' | 'labels' | 'missing'> {
  readonly onBadRecord: OnBadRecord
  readonly threadId: string
  readonly counter: IngestCounter
  readonly onBytes?: (bytes: Uint8Array) => void
}

/** The error of a file in which a thread goes on after another one began. */
export class ScatteredThreadError extends Error {}

/** Reads a file of JSON Lines thread by thread, in the memory of a thread and a hash for each. */
export async function* streamThreads(path: string, options: StreamOptions): AsyncGenerator<Thread> {
  const { counter, onBadRecord } = options
  const seen = new ThreadIdSet()
  let threadId: string | null = null
  let placed: PlacedPost[] = []
  let headers: string[] = []
  let recordCount = 0
  const skips: Skip[] = []
  const finish = (): Thread[] => {
    const posts = linkRecords(placed, onBadRecord, skips, { counter })
    for (const skip of skips.splice(0).sort((one, other) => one.lineNumber - other.lineNumber))
      counter.countSkip(skip)
    for (const post of posts) counter.countPost(post)
    const threads = buildThreads(posts, new Map([[threadId ?? '', headers]]))
    counter.countThreads(threads.length, headers.length)
    return threads
  }
  const open = recordOpener(options.columns, counter)
  for await (const { record, lineNumber, error } of linesOf(path, open, options.onBytes)) {
    try {
      if (error) throw error
      const read = placePost(record, { lineNumber, recordCount }, options, counter)
      if (read.post.threadId !== threadId) {
        if (!seen.add(read.post.threadId)) throw new ScatteredThreadError()
        if (threadId !== null) yield* finish()
        threadId = read.post.threadId
        placed = []
        headers = []
      }
      if (isHeaderPiece(read)) headers.push(read.post.text)
      else {
        placed.push(read)
        recordCount += 1
      }
    } catch (fault) {
      if (!(fault instanceof PipelineError)) throw fault
      recordCount += 1
      refuse(fault, lineNumber, onBadRecord, skips)
    }
    checkHeldCount(placed.length)
  }
  counter.checkNamed()
  yield* finish()
}

async function* linesOf(
  path: string,
  open: ReturnType<typeof recordOpener>,
  onBytes: StreamOptions['onBytes'],
): AsyncGenerator<SourceRecord> {
  const source = await openSource(path, { ...(onBytes && { onBytes }) })
  for await (const { lines, firstLineNumber } of streamLines(source.chunks(), {
    name: source.name,
  }))
    for (const [index, line] of lines.entries())
      if (line.trim() !== '') yield* open(parseJsonLine(line, firstLineNumber + index))
}

/** Posts that are held at once. Measured: a million short ones take less than 3 GB. */
const MAX_HELD_COUNT = 1_000_000

export function checkHeldCount(postCount: number): void {
  if (postCount <= MAX_HELD_COUNT) return
  const message = `expected at most ${formatNumber(MAX_HELD_COUNT)} posts that must be held at once, got more. ${LARGER_ADVICE}`
  throw new PipelineError('INGEST_TOO_LARGE', message, { context: { limit: MAX_HELD_COUNT } })
}
