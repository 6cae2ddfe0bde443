import { setImmediate as breathe } from 'node:timers/promises'
import { PipelineError } from '../errors.js'
import type { LineRecord, LineSource } from '../ingest/line/line-source.js'
import type { OnBadRecord } from '../ingest/link/link-parents.js'
import { MAX_LINE_BYTE_COUNT } from '../ingest/record/decode.js'
import type { StreamSummary } from '../ingest/stream-summary.js'
import { excerpt } from '../ingest/table/parse-jsonl.js'
import type { ParseRecordsOptions } from '../ingest/table/parse-records.js'
import { parseRecordLossless } from '../text/parse-json-lossless.js'
import type { Post } from '../thread/post.js'
import type { InputSource } from './file/read-source.js'
import { readLines } from './read-lines.js'
import type { SpillFolder } from './spill/spill-folder.js'
import { createSpillSorter, groupByKey } from './spill/spill-sort.js'
import { THREAD_MEMORY_FACTOR, threadTooLarge } from './spill/thread-memory.js'

/** An input that is read line by line. */
export interface StreamInput {
  readonly source: InputSource
  readonly form: LineSource
  readonly options: ParseRecordsOptions
}

/** How much memory a stream may take, and where the rest of it goes. */
export interface StreamOptions {
  readonly onBadRecord: OnBadRecord
  /** Memory for records that wait for their thread, in bytes, roughly. */
  readonly memoryByteCount: number
  readonly folder: SpillFolder
  readonly summary: StreamSummary
}

/** Lines handed out at once. */
const BATCH_SIZE = 1000
/** Records after which other things get a turn: a stop by the user, say. */
const BREATH_RECORD_COUNT = 5000
const KEY_DIGIT_COUNT = 16

/**
 * Posts of each line as it comes, in one pass and the memory of a chunk: parents as given, `meta.parentUnchecked` where there is one.
 *
 * @throws {PipelineError} the first fault found, unless bad records are skipped
 */
export async function* streamUnlinked(inputs: AsyncIterable<StreamInput>, { onBadRecord, summary }: StreamOptions): AsyncGenerator<Post[]> {
  for await (const input of inputs) {
    for await (const records of readRecords(input, onBadRecord, summary)) {
      const posts: Post[] = []
      for (const record of records) {
        if (record.isHeader) continue
        const post = input.form.toPost(record)
        summary.countPost(post)
        posts.push(post)
      }
      yield posts
    }
  }
}

/**
 * Posts as lines of JSON, each thread whole and contiguous, threads in the order of their first record over all inputs. Records wait in
 * memory up to the limit, then on the disk.
 *
 * @param options `renderThread`: the lines of a thread's header pieces and posts, without line ends
 * @throws {PipelineError} the first fault found, unless bad records are skipped; `INGEST_THREAD_TOO_LARGE`
 */
export async function* streamLinked(
  inputs: AsyncIterable<StreamInput>,
  options: StreamOptions & { readonly renderThread: (posts: readonly Post[], headers: readonly string[]) => readonly string[] },
): AsyncGenerator<string[]> {
  const { onBadRecord, memoryByteCount, folder, summary, renderThread } = options
  const byThread = createSpillSorter({ folder, memoryByteCount: memoryByteCount / 2 })
  const forms = new Map<string, LineSource>()
  let sequence = 0
  for await (const input of inputs) {
    forms.set(input.form.id, input.form)
    for await (const records of readRecords(input, onBadRecord, summary)) {
      for (const { threadId, kept } of records) {
        byThread.push(threadKey(input.form.id, threadId), `${String(sequence).padStart(KEY_DIGIT_COUNT, '0')}\t${JSON.stringify(kept)}`)
        sequence += 1
      }
    }
  }
  const byPlace = createSpillSorter({ folder, memoryByteCount: memoryByteCount / 2 })
  let sinceBreath = 0
  const byteLimit = memoryByteCount * THREAD_MEMORY_FACTOR
  for (const { key, lines } of groupByKey(byThread.sorted(), { length: byteLimit, error: (thread) => tooLarge(thread, byteLimit) })) {
    const form = forms.get(key.slice(0, key.indexOf(':')))
    if (form === undefined) continue
    const kept = lines.map((line) => JSON.parse(line.slice(KEY_DIGIT_COUNT + 1)) as object)
    const thread = form.assemble(kept, onBadRecord)
    for (const skip of thread.skips) summary.countSkip(skip)
    for (const note of thread.notes) summary.note(note)
    for (const post of thread.posts) summary.countPost(post)
    summary.countThread(thread.headers.length)
    const place = lines[0]?.slice(0, KEY_DIGIT_COUNT) ?? ''
    for (const line of renderThread(thread.posts, thread.headers)) byPlace.push(place, line)
    sinceBreath += lines.length
    if (sinceBreath >= BREATH_RECORD_COUNT) {
      sinceBreath = 0
      await breathe()
    }
  }
  let batch: string[] = []
  for (const { line } of byPlace.sorted()) {
    batch.push(line)
    if (batch.length < BATCH_SIZE) continue
    yield batch
    batch = []
  }
  if (batch.length > 0) yield batch
}

/** Records that name no thread are one group: only together can it be seen which of them belong to each other. */
function threadKey(form: string, threadId: string | null): string {
  return threadId === null ? `${form}:` : `${form}:${JSON.stringify(threadId)}`
}

function tooLarge(key: string, byteLimit: number): PipelineError {
  const name = key.slice(key.indexOf(':') + 1)
  return threadTooLarge(name, byteLimit, 'Raise --memory, name the field of thread ids (--columns threadId=NAME), or pass --no-link')
}

async function* readRecords(
  { source, form, options }: StreamInput,
  onBadRecord: OnBadRecord,
  summary: StreamSummary,
): AsyncGenerator<LineRecord[]> {
  let recordCount = 0
  for await (const { lines, firstLineNumber } of readLines(source.chunks(), { name: source.name, maxLineByteCount: MAX_LINE_BYTE_COUNT })) {
    const records: LineRecord[] = []
    for (const [index, line] of lines.entries()) {
      if (line === '' || line.trim() === '') continue
      const lineNumber = firstLineNumber + index
      try {
        const record = form.read(parseLine(line, lineNumber, form), { lineNumber, recordCount }, options)
        records.push(record)
        if (!record.isHeader) recordCount += 1
        for (const remark of record.remarks) summary.countRemark(remark)
      } catch (fault) {
        if (!(fault instanceof PipelineError)) throw fault
        if (onBadRecord === 'throw') {
          throw new PipelineError(fault.code, `${source.name}: ${fault.message}`, {
            cause: fault,
            context: { ...fault.context, path: source.name },
          })
        }
        recordCount += 1
        summary.countSkip({ lineNumber, code: fault.code, message: fault.message })
      }
    }
    yield records
  }
}

/**
 * The record on a line.
 *
 * @throws {PipelineError} `INGEST_JSON_BROKEN`
 */
export function parseLine(line: string, lineNumber: number, form: LineSource): unknown {
  // Reddit's ids are text: looking for long numbers would cost every line of a dump.
  const parse: (text: string) => unknown = form.id === 'reddit' ? JSON.parse : parseRecordLossless
  try {
    return parse(line)
  } catch (cause) {
    const message = `line ${lineNumber}: expected one JSON object, got a line that is no JSON: ${excerpt(line)} Repair or remove the line.`
    throw new PipelineError('INGEST_JSON_BROKEN', message, { cause, context: { lineNumber } })
  }
}
