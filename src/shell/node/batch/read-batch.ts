import { isUtf8 } from 'node:buffer'
import { closeSync, openSync, readSync } from 'node:fs'
import { PipelineError } from '../../../base/errors.js'
import type { ThreadBatch } from '../../../pipeline/batch/thread-batch.js'
import type { OnBadRecord } from '../../../read/link/link-parents.js'
import { ThreadAssembler } from '../../../read/link/thread-assembler.js'
import { decode } from '../../../read/record/decode.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import { explainReadFault } from '../file/read-input.js'
import {
  type BatchPlan,
  isTable,
  type LineRange,
  lineSourceOf,
  type PlannedInput,
  parseNumberedLine,
  type RecordPlace,
} from './batch-plan.js'
import { inFile, parseRecord, type ReadingOptions } from './parse-record.js'
import type { InputPlan } from './plan-batches.js'

/**
 * Reads the records of a batch and links its threads, with the same result as in memory.
 *
 * @throws {PipelineError} for the first bad record, unless bad records are skipped
 */
export function readBatch(
  { segments }: BatchPlan,
  inputs: readonly PlannedInput[],
  onBadRecord: OnBadRecord,
): ThreadBatch & { readonly summary: IngestCounter } {
  const summary = new IngestCounter()
  const assembler = new ThreadAssembler(onBadRecord)
  /** Returns false for a header. */
  const take = (line: string, { input: at, lineNumber, recordIndex }: RecordPlace): boolean => {
    const { name, form: id, threadId, columns } = inputs[at] as PlannedInput
    const form = lineSourceOf(id)
    const place = { lineNumber, recordCount: recordIndex, ...(inputs.length > 1 && { input: name }) }
    const input = { name, form, options: { threadId, ...(columns && { columns }) }, isSpooled: isTable(id) }
    const record = parseRecord(line, place, input, { onBadRecord, summary })
    if (record !== null) assembler.add(record.threadId, form, record.kept)
    return record?.isHeader !== true
  }
  for (const segment of segments) {
    const isGathered = 'lines' in segment
    const lines = isGathered ? segment.lines : textOf(segment, (inputs[segment.input] as PlannedInput).name).split('\n')
    let recordIndex = isGathered ? 0 : segment.firstRecordIndex
    for (const [index, text] of lines.entries()) {
      if (text === '') continue
      if (isGathered || segment.isNumbered) {
        const { line, ...place } = parseNumberedLine(text)
        take(line, place)
      } else if (text.trim() !== '') {
        if (take(text, { input: segment.input, lineNumber: segment.firstLineNumber + index, recordIndex })) recordIndex += 1
      }
    }
  }
  const { threads, skips, notes } = assemble(assembler, inputs)
  for (const skip of skips) summary.countSkip(skip)
  for (const note of notes) summary.note(note)
  for (const { posts, headers } of threads) {
    for (const post of posts) summary.countPost(post)
    summary.countThreads(1, headers.length)
  }
  return { threads, summary }
}

/** Reads all batches of a plan in turn. @throws {PipelineError} as {@link readBatch} and `InputPlan.batches` */
export async function* readBatches(
  plan: InputPlan,
  inputs: readonly PlannedInput[],
  { onBadRecord, summary }: ReadingOptions,
): AsyncGenerator<ThreadBatch> {
  for await (const planned of plan.batches()) {
    const batch = readBatch(planned, inputs, onBadRecord)
    summary.add(batch.summary.toCounts())
    yield batch
  }
}

function textOf(range: LineRange, name: string): string {
  const bytes = readRange(range, name)
  if (isUtf8(bytes) && !bytes.includes(0)) return bytes.toString('utf8')
  return decode(bytes, { name: `${name}, from line ${range.firstLineNumber} on`, maxLineByteCount: Number.POSITIVE_INFINITY })
}

function readRange({ path, start, end }: LineRange, name: string): Buffer {
  const bytes = Buffer.allocUnsafe(end - start)
  try {
    const file = openSync(path, 'r')
    try {
      for (let done = 0; done < bytes.length; ) {
        const count = readSync(file, bytes, done, bytes.length - done, start + done)
        if (count === 0) throw becameShorter(name)
        done += count
      }
    } finally {
      closeSync(file)
    }
  } catch (cause) {
    throw cause instanceof PipelineError ? cause : explainReadFault(name, cause)
  }
  return bytes
}

function becameShorter(name: string): PipelineError {
  const message = `${name}: expected a file that does not change while it is read, got one that became shorter. Run the command again.`
  return new PipelineError('INPUT_UNREADABLE', message, { context: { path: name } })
}

/** Links the threads. The records of several inputs name their input themselves. */
function assemble(assembler: ThreadAssembler, inputs: readonly PlannedInput[]): ReturnType<ThreadAssembler['assemble']> {
  try {
    return assembler.assemble()
  } catch (fault) {
    const [only, ...others] = inputs
    throw fault instanceof PipelineError && only !== undefined && others.length === 0 ? inFile(fault, only.name) : fault
  }
}
