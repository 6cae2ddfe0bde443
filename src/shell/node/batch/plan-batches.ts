import { createHash } from 'node:crypto'
import { PipelineError } from '../../../base/errors.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import { recordedDeals } from '../../../base/thread/deal-record.js'
import type { Post } from '../../../base/thread/post.js'
import type { LineSource } from '../../../read/export/json-source.js'
import { NUMBERED_THREAD } from '../../../read/link/apart-threads.js'
import { settleThreads, UnnamedPosts } from '../../../read/link/join-inputs.js'
import type { LineRecord, PlacedPost } from '../../../read/record/ingest-result.js'
import type { RecordPosition } from '../../../read/record/parse-post.js'
import { excerpt } from '../../../read/table/parse-jsonl.js'
import type { ParseRecordsOptions, SourceRecord } from '../../../read/table/parse-records.js'
import type { SpillFolder } from '../spill/spill-folder.js'
import { createLineGrouper, createSpillSorter, type LineLimit, PIECE_LINE_COUNT } from '../spill/spill-sort.js'
import {
  type BatchPlan,
  inFile,
  lineSourceOf,
  type PlannedInput,
  packRecord,
  type ReadingOptions,
  readBatch,
  type ThreadBatch,
  unpackRecord,
  type WaitingRecord,
} from './batch-plan.js'

export type InputPlan = Awaited<ReturnType<typeof planBatches>>

export interface RecordInput extends PlannedInput {
  readonly options: Required<Pick<ParseRecordsOptions, 'threadId'>> & Pick<ParseRecordsOptions, 'columns' | 'labels'>
  /** Can be called once. */
  records(): AsyncGenerator<Iterable<SourceRecord>>
}

export interface PlanOptions extends ReadingOptions {
  readonly folder: SpillFolder
  /** Approximate memory for records that wait for their thread. */
  readonly memoryByteCount: number
  /** True for scoring: rows without a thread and without a parent may then come in separate batches. */
  readonly isScored: boolean
  /** True if the size of a thread includes the memory for scoring its posts. */
  readonly isLimited: boolean
  /** Takes each post as far as it is known without its thread. */
  readonly onPost?: (post: Post) => void
}

/** A batch ends with the thread in which it reaches this many records or UTF-16 units. */
const BATCH_RECORD_COUNT = PIECE_LINE_COUNT
const BATCH_LENGTH = 1024 * 1024

/**
 * Reads every record once and brings those of each thread together, through the disk where memory does not hold them.
 *
 * @throws {PipelineError} errors of the inputs; for the first bad record, unless bad records are skipped; `OUTPUT_UNWRITABLE`
 */
export async function planBatches(inputs: readonly RecordInput[], options: PlanOptions) {
  const spilling = { folder: options.folder, memoryByteCount: options.memoryByteCount }
  const grouper = createLineGrouper(spilling, threadLimitOf(options.memoryByteCount, options.isLimited))
  // An unnamed post may belong to a thread of another input, which is known when all inputs were read.
  const waiting = inputs.length > 1 ? createSpillSorter(spilling) : null
  const unnamed = inputs.map(() => new UnnamedPosts())
  const sha256s: string[] = []
  const deals = new Map<string, DealRecord>()
  let recordCount = 0
  const alone = options.isScored ? createSpillSorter({ ...spilling, memoryByteCount: options.memoryByteCount / 4 }) : null
  const push = (record: WaitingRecord, place: number, line = packRecord(record)): void => {
    const { threadId, kept } = record
    const group = threadId === null ? '' : JSON.stringify(threadId)
    const isAlone = alone !== null && threadId !== null && needsNoThread(kept)
    if (isAlone) alone.push(group + JSON.stringify(kept.post.id), group)
    grouper.push(group, place, line, isAlone)
  }
  for (const [input, source] of inputs.entries()) {
    const form = lineSourceOf(source.form)
    const hash = createHash('sha256')
    let ownCount = 0
    for await (const group of source.records()) {
      for (const record of group) {
        const place = { lineNumber: record.lineNumber, recordCount: ownCount, ...(waiting && { input: source.name }) }
        const read = parseRecord(record, place, form, source, options)
        if (read?.isHeader !== true) ownCount += 1
        // A record left out on purpose has no thread.
        if (read === null || (read.isHeader && read.threadId === null)) continue
        const { threadId, kept } = read
        const { post } = kept as Partial<PlacedPost>
        for (const deal of recordedDeals(post?.meta ?? {})) deals.set(deal.id, deal)
        if (post !== undefined) options.onPost?.(post)
        const line = packRecord({ input, threadId, kept })
        hash.update(line)
        const isWaiting = waiting !== null && form.id === 'jsonl' && (kept as PlacedPost).isUnnamed === true
        if (isWaiting) {
          unnamed[input]?.add(kept as PlacedPost)
          waiting.push('', `${recordCount}\t${line}`)
        } else push({ input, threadId, kept }, recordCount, line)
        recordCount += 1
      }
    }
    sha256s.push(hash.digest('hex'))
  }
  const threadIds = inputs.map(({ options: { threadId } }) => threadId)
  const settled = settleThreads(unnamed, threadIds)
  for (const { line } of waiting?.sorted() ?? []) {
    const tab = line.indexOf('\t')
    const { input, kept } = unpackRecord(line.slice(tab + 1))
    const { post, ...place } = kept as PlacedPost
    const threadId = settled[input] ?? post.threadId
    const placed: PlacedPost = { ...place, post: { ...post, threadId } }
    push({ input, threadId, kept: placed }, Number(line.slice(0, tab)))
  }
  let last = ''
  // Rows of one id must be compared with each other, so their thread is kept whole.
  for (const { key, line } of alone?.sorted() ?? []) {
    if (key === last) grouper.join(line)
    last = key
  }
  // The pieces of a thread count as one thread.
  options.summary.countThreads(-grouper.pieceCount(), 0)
  return {
    inputs: inputs.map(({ name, form }): PlannedInput => ({ name, form })),
    recordCount,
    /** Deals of the user's own whose records the posts carry, each once. */
    deals: [...deals.values()],
    /** SHA-256 of the records of each input, in order. */
    sha256s,
    /**
     * Whole threads, in the order of their first records over all inputs; records of a thread in input order.
     *
     * @throws {PipelineError} `INGEST_THREAD_TOO_LARGE`, `OUTPUT_UNWRITABLE`
     */
    batches: () => cutBatches(grouper.groups()),
  }
}

/**
 * Reads a record and counts its remarks.
 *
 * @returns null for a bad record that is skipped
 * @throws {PipelineError} for a bad record, unless bad records are skipped
 */
function parseRecord(
  { record, lineNumber, error }: SourceRecord,
  place: RecordPosition,
  form: LineSource,
  { name, options }: RecordInput,
  { onBadRecord, summary }: ReadingOptions,
): LineRecord | null {
  try {
    if (error) throw error
    const read = form.read(record, place, options)
    for (const remark of read.remarks) summary.countRemark(remark)
    return read
  } catch (fault) {
    if (!(fault instanceof PipelineError)) throw fault
    if (onBadRecord === 'throw') throw inFile(fault, name)
    // With several inputs, a line number alone is ambiguous.
    const message = place.input === undefined ? fault.message : `${name}: ${fault.message}`
    summary.countSkip({ lineNumber, code: fault.code, message })
    return null
  }
}

/** True if a row of a table needs no other row: it names neither a thread nor a parent. */
function needsNoThread(kept: object): kept is PlacedPost {
  const { isUnnamed, post } = kept as Partial<PlacedPost>
  if (post === undefined || post.parentId !== null || !(isUnnamed || NUMBERED_THREAD.test(post.threadId))) return false
  const { role, missingParent, sourceRole, capture } = post.meta
  return role === 'root' && missingParent === undefined && sourceRole === undefined && capture?.source === undefined
}

function* cutBatches(groups: Iterable<BatchPlan>): Generator<BatchPlan> {
  let batch: string[] = []
  let length = 0
  for (const lines of groups) {
    for (const line of lines) {
      batch.push(line)
      length += line.length
    }
    if (batch.length < BATCH_RECORD_COUNT && length < BATCH_LENGTH) continue
    yield batch
    batch = []
    length = 0
  }
  if (batch.length > 0) yield batch
}

/** Reads all batches of a plan in turn. @throws {PipelineError} as {@link readBatch} and `InputPlan.batches` */
export function* readBatches(plan: InputPlan, { onBadRecord, summary }: ReadingOptions): Generator<ThreadBatch> {
  for (const planned of plan.batches()) {
    const batch = readBatch(planned, plan.inputs, onBadRecord)
    summary.add(batch.summary.toCounts())
    yield batch
  }
}

/** A thread may take this many times the memory for waiting records. */
const MEMORY_FACTOR = 16

/** Memory of a post beside its text while its thread is scored, in bytes of the limit. Measured: 6 KB for a short post count as 170 bytes. */
const SCORED_POST_BYTE_COUNT = 1536

/** Maximum size of a thread, because a thread is assembled in memory. */
function threadLimitOf(memoryByteCount: number, isScored: boolean): LineLimit {
  const byteCount = memoryByteCount * MEMORY_FACTOR
  const counting = isScored ? `, each post counted as ${SCORED_POST_BYTE_COUNT} bytes beside its own` : ''
  const advice = isScored
    ? 'Posts that name no thread are one: name the field of thread ids (--columns threadId=NAME). --memory raises the limit, where this machine has a hundred times as much.'
    : 'Raise --memory, or name the field of thread ids (--columns threadId=NAME).'
  return {
    length: byteCount,
    lineLength: isScored ? SCORED_POST_BYTE_COUNT : 0,
    error: (key) => {
      const got = key === '' ? 'records that name no thread' : `thread ${excerpt(key)}`
      const message = `expected threads of at most ${Math.round(byteCount / 1024 / 1024)} MiB${counting}, got a larger one: ${got}. ${advice}`
      return new PipelineError('INGEST_THREAD_TOO_LARGE', message, { context: { byteLimit: byteCount } })
    },
  }
}
