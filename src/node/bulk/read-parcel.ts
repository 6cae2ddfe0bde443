import { isUtf8 } from 'node:buffer'
import { closeSync, openSync, readSync } from 'node:fs'
import { PipelineError } from '../../errors.js'
import { LINE_SOURCES, type LineSource } from '../../ingest/line/line-source.js'
import type { OnBadRecord } from '../../ingest/link/link-parents.js'
import { decode } from '../../ingest/record/decode.js'
import { StreamSummary } from '../../ingest/stream-summary.js'
import type { Post } from '../../thread/post.js'
import { postKeyOf } from '../../thread/post-key.js'
import { buildThreads, type Thread } from '../../thread/thread.js'
import { type LineRange, type Parcel, type ParcelInput, type RecordPlace, readNumberedLine, type Segment } from '../batch/batch-plan.js'
import { explainReadFault } from '../file/read-input.js'
import { parseLine } from '../stream-posts.js'

/** The threads of a parcel, and what became of its records. */
export interface ReadParcel {
  readonly threads: readonly Thread[]
  readonly summary: StreamSummary
}

/** How the line source of an input is found: tables were made lines of JSON. */
export function lineSourceOf({ form }: Pick<ParcelInput, 'form'>): LineSource {
  const source = LINE_SOURCES.get(form === 'reddit' ? form : 'jsonl')
  if (source === undefined) throw new RangeError(`expected a form of lines, got ${form}`)
  return source
}

const isTable = ({ form }: ParcelInput): boolean => form === 'csv' || form === 'tsv' || form === 'parquet'

/** Records of one thread, by what links them: those of an own form input by input, those of a platform all together. */
type KeptByGroup = Map<string, { readonly input: ParcelInput; readonly kept: object[] }>

/**
 * Reads the records of a parcel and ties its threads, as they would be tied in memory.
 *
 * @throws {PipelineError} the first fault found, behind the input's name, unless bad records are skipped
 */
export function readParcel(parcel: Parcel, inputs: readonly ParcelInput[], onBadRecord: OnBadRecord): ReadParcel {
  const summary = new StreamSummary()
  const threads = new Map<string, KeptByGroup>()
  for (const segment of parcel.segments) readSegment(segment, inputs, onBadRecord, summary, threads)
  const posts: Post[] = []
  const headers = new Map<string, string[]>()
  for (const [key, groups] of threads) {
    const known = new Map<string, string>()
    for (const { input, kept } of groups.values()) {
      const assembled = naming(input.name, () => lineSourceOf(input).assemble(kept, onBadRecord))
      for (const skip of assembled.skips) summary.countSkip(inInput(skip, input, inputs))
      for (const note of assembled.notes) summary.note(note)
      if (assembled.headers.length > 0) headers.set(key, [...(headers.get(key) ?? []), ...assembled.headers])
      for (const post of assembled.posts) {
        if (isRepeated(post, input.name, known, onBadRecord, summary)) continue
        posts.push(post)
        summary.countPost(post)
      }
    }
  }
  const built = buildThreads(posts, headers)
  for (const thread of built) summary.countThread(thread.headers.length)
  return { threads: built, summary }
}

function readSegment(
  segment: Segment,
  inputs: readonly ParcelInput[],
  onBadRecord: OnBadRecord,
  summary: StreamSummary,
  threads: Map<string, KeptByGroup>,
): void {
  const read = (line: string, { input: at, lineNumber, recordIndex }: RecordPlace): boolean => {
    const input = inputs[at] as ParcelInput
    const form = lineSourceOf(input)
    try {
      const { threadId, kept, isHeader, remarks } = form.read(
        // Records of tables are JSON of our own, in which every number is what it was.
        isTable(input) ? JSON.parse(line) : parseLine(line, lineNumber, form),
        { lineNumber, recordCount: recordIndex },
        { threadId: input.threadId, ...(input.columns && { columns: input.columns }) },
      )
      for (const remark of remarks) summary.countRemark(remark)
      const key = threadId ?? ''
      let groups = threads.get(key)
      if (groups === undefined) threads.set(key, (groups = new Map()))
      const linked = form.id === 'jsonl' ? `${at}` : form.id
      const group = groups.get(linked)
      if (group) group.kept.push(kept)
      else groups.set(linked, { input, kept: [kept] })
      return !isHeader
    } catch (fault) {
      if (!(fault instanceof PipelineError)) throw fault
      if (onBadRecord === 'throw') throw inFile(fault, input.name)
      summary.countSkip(inInput({ lineNumber, code: fault.code, message: fault.message }, input, inputs))
      return true
    }
  }
  if ('lines' in segment) {
    for (const numbered of segment.lines) readNumbered(numbered, read)
    return
  }
  const text = readRange(segment, (inputs[segment.input] as ParcelInput).name)
  let recordIndex = segment.firstRecordIndex
  let lineNumber = segment.firstLineNumber
  for (const line of text.split('\n')) {
    if (segment.isNumbered) readNumbered(line, read)
    else if (line !== '' && line.trim() !== '' && read(line, { input: segment.input, lineNumber, recordIndex })) {
      recordIndex += 1
    }
    lineNumber += 1
  }
}

function readNumbered(text: string, read: (line: string, place: RecordPlace) => boolean): void {
  if (text === '') return
  const { line, ...place } = readNumberedLine(text)
  read(line, place)
}

/** @throws {PipelineError} `INGEST_ENCODING`, `INGEST_BINARY`, `INPUT_UNREADABLE` */
function readRange({ path, start, end, firstLineNumber }: LineRange, name: string): string {
  const bytes = Buffer.allocUnsafe(end - start)
  try {
    const file = openSync(path, 'r')
    try {
      let done = 0
      while (done < bytes.length) {
        const count = readSync(file, bytes, done, bytes.length - done, start + done)
        if (count === 0) throw changed(name)
        done += count
      }
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw cause instanceof PipelineError ? cause : explainReadFault(name, cause)
  }
  if (!isUtf8(bytes) || bytes.includes(0))
    return decode(bytes, { name: `${name}, from line ${firstLineNumber} on`, maxLineByteCount: Number.POSITIVE_INFINITY })
  return bytes.toString('utf8')
}

function changed(name: string): PipelineError {
  const message = `${name}: expected a file that stays as it is while it is read, got one that became shorter. Run it again.`
  return new PipelineError('INPUT_UNREADABLE', message, { context: { path: name } })
}

/** A post that stands in two inputs counts once, as it does where all inputs are held. */
function isRepeated(post: Post, name: string, known: Map<string, string>, onBadRecord: OnBadRecord, summary: StreamSummary): boolean {
  const { id, threadId } = post
  const key = postKeyOf(post)
  const first = known.get(key)
  if (first === undefined) {
    known.set(key, name)
    return false
  }
  const message = `${name}: expected every post in one input, got "${id}" of thread "${threadId}" again (first in ${first}). Leave one out, give threads ids of their own, or pass --on-bad-record skip.`
  if (onBadRecord === 'throw') throw new PipelineError('INGEST_ID_DUPLICATE', message, { context: { postId: id, threadId } })
  summary.countSkip({ lineNumber: 1, code: 'INGEST_ID_DUPLICATE', message })
  return true
}

function naming<Value>(name: string, stage: () => Value): Value {
  try {
    return stage()
  } catch (fault) {
    throw fault instanceof PipelineError ? inFile(fault, name) : fault
  }
}

function inFile(fault: PipelineError, name: string): PipelineError {
  return new PipelineError(fault.code, `${name}: ${fault.message}`, { cause: fault, context: { ...fault.context, path: name } })
}

/** Of several inputs a line number alone says little. */
function inInput<Counted extends { readonly message: string }>(
  skip: Counted,
  { name }: ParcelInput,
  inputs: readonly ParcelInput[],
): Counted {
  return inputs.length === 1 ? skip : { ...skip, message: `${name}: ${skip.message}` }
}
