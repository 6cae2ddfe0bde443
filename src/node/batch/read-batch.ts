import { isUtf8 } from 'node:buffer'
import { closeSync, openSync, readSync } from 'node:fs'
import type { ThreadBatch } from '../../batch/thread-batch.js'
import { PipelineError } from '../../errors.js'
import { LINE_SOURCES, type LineSource } from '../../ingest/line/line-source.js'
import type { OnBadRecord } from '../../ingest/link/link-parents.js'
import { ThreadAssembler } from '../../ingest/link/thread-assembler.js'
import { decode } from '../../ingest/record/decode.js'
import { IngestCounter } from '../../ingest/record/ingest-counter.js'
import { explainReadFault } from '../file/read-input.js'
import { type BatchPlan, type LineRange, type PlannedInput, type RecordPlace, readNumberedLine, type Segment } from './batch-plan.js'
import type { InputPlan } from './plan-batches.js'
import { inFile, readRecord } from './read-record.js'

/** The threads of a batch, and what became of its records. */
export interface ReadBatch extends ThreadBatch {
  readonly summary: IngestCounter
}

/** How the line source of an input is found: tables were made lines of JSON. */
export function lineSourceOf({ form }: Pick<PlannedInput, 'form'>): LineSource {
  const source = LINE_SOURCES.get(form === 'csv' || form === 'tsv' || form === 'parquet' ? 'jsonl' : form)
  if (source === undefined) throw new RangeError(`expected a form of lines, got ${form}`)
  return source
}

const isTable = ({ form }: PlannedInput): boolean => form === 'csv' || form === 'tsv' || form === 'parquet'

/**
 * Reads the records of a batch and ties its threads, as they would be tied in memory.
 *
 * @throws {PipelineError} the first fault found, behind the input's name, unless bad records are skipped
 */
export function readBatch(batch: BatchPlan, inputs: readonly PlannedInput[], onBadRecord: OnBadRecord): ReadBatch {
  const summary = new IngestCounter()
  const assembler = new ThreadAssembler(onBadRecord)
  for (const segment of batch.segments) readSegment(segment, inputs, onBadRecord, summary, assembler)
  const { threads, skips, notes } = naming(inputs, () => assembler.assemble())
  for (const skip of skips) summary.countSkip(skip)
  for (const note of notes) summary.note(note)
  for (const { posts, headers } of threads) {
    for (const post of posts) summary.countPost(post)
    summary.countThreads(1, headers.length)
  }
  return { threads, summary }
}

/**
 * Reads all batches of a plan in turn.
 *
 * @param summary takes the counts of each batch
 * @throws {PipelineError} see `readBatch` and `InputPlan.batches`
 */
export async function* readBatches(
  plan: InputPlan,
  inputs: readonly PlannedInput[],
  { onBadRecord, summary }: { readonly onBadRecord: OnBadRecord; readonly summary: IngestCounter },
): AsyncGenerator<ThreadBatch> {
  for await (const batch of plan.batches()) {
    const read = readBatch(batch, inputs, onBadRecord)
    summary.add(read.summary.toCounts())
    yield read
  }
}

function readSegment(
  segment: Segment,
  inputs: readonly PlannedInput[],
  onBadRecord: OnBadRecord,
  summary: IngestCounter,
  assembler: ThreadAssembler,
): void {
  const read = (line: string, { input: at, lineNumber, recordIndex }: RecordPlace): boolean => {
    const input = inputs[at] as PlannedInput
    const { name, threadId, columns } = input
    const form = lineSourceOf(input)
    const options = { threadId, ...(columns && { columns }) }
    const place = { lineNumber, recordCount: recordIndex, ...(inputs.length > 1 && { input: name }) }
    const record = readRecord(line, place, { name, form, options, isSpooled: isTable(input) }, { onBadRecord, summary })
    if (record !== null) assembler.add(record.threadId, form, record.kept)
    return record?.isHeader !== true
  }
  if ('lines' in segment) {
    for (const numbered of segment.lines) readNumbered(numbered, read)
    return
  }
  const text = readRange(segment, (inputs[segment.input] as PlannedInput).name)
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
  const message = `${name}: expected a file that does not change while it is read, got one that became shorter. Run the command again.`
  return new PipelineError('INPUT_UNREADABLE', message, { context: { path: name } })
}

/** Of several inputs a record names its own. */
function naming<Value>(inputs: readonly PlannedInput[], stage: () => Value): Value {
  try {
    return stage()
  } catch (fault) {
    const [only, ...others] = inputs
    throw fault instanceof PipelineError && only !== undefined && others.length === 0 ? inFile(fault, only.name) : fault
  }
}
