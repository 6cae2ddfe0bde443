import { PipelineError } from '../../../base/errors.js'
import type { Thread } from '../../../base/thread/thread.js'
import type { OnBadRecord } from '../../../read/link/link-parents.js'
import { ThreadAssembler } from '../../../read/link/thread-assembler.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import { type BatchPlan, inFile, lineSourceOf, type PlannedInput, type ReadingOptions, unpackRecord } from './batch-plan.js'
import type { InputPlan } from './plan-batches.js'

/** Whole threads that are scored together. Posts that fit in memory are one batch. */
export interface ThreadBatch {
  readonly threads: readonly Thread[]
  /** Columns of the sources that are no field of a post; absent where they are not known, or not needed. */
  readonly ownColumns?: readonly string[]
}

/**
 * Links the threads of a batch, with the same result as in memory.
 *
 * @throws {PipelineError} for a record that does not fit its thread, unless bad records are skipped
 */
export function readBatch(
  batch: BatchPlan,
  inputs: readonly PlannedInput[],
  onBadRecord: OnBadRecord,
): ThreadBatch & { readonly summary: IngestCounter } {
  const summary = new IngestCounter()
  const assembler = new ThreadAssembler(onBadRecord)
  const sources = inputs.map(({ form }) => lineSourceOf(form))
  for (const line of batch) {
    const { input, threadId, kept } = unpackRecord(line)
    assembler.add(threadId, sources[input] as ReturnType<typeof lineSourceOf>, kept)
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
export function* readBatches(plan: InputPlan, { onBadRecord, summary }: ReadingOptions): Generator<ThreadBatch> {
  for (const planned of plan.batches()) {
    const batch = readBatch(planned, plan.inputs, onBadRecord)
    summary.add(batch.summary.toCounts())
    yield batch
  }
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
