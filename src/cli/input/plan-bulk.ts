import { formatIngestSummary } from '../../ingest/format-ingest-summary.js'
import type { IngestCounter } from '../../ingest/record/ingest-counter.js'
import type { IngestSummary } from '../../ingest/record/ingest-result.js'
import { PARQUET_NOTE } from '../../ingest/table/parse-parquet.js'
import type { PlannedInput } from '../../node/batch/batch-plan.js'
import { openLineFile, type StreamForm } from '../../node/batch/open-line-file.js'
import { type InputPlan, type PlanOptions, planBatches } from '../../node/batch/plan-batches.js'
import type { LineFile } from '../../node/batch/scan-lines.js'
import type { InputSource } from '../../node/file/read-source.js'
import type { CommandContext } from '../kit/command.js'
import type { Progress } from '../kit/progress.js'
import { naming, parseColumns, threadIdOf } from './read-inputs.js'

const MEBIBYTE = 1024 * 1024

/** An input that is read record by record. */
export interface BulkInput extends StreamForm {
  readonly path: string
  readonly source: InputSource
}

/** Inputs that were looked through once. */
export interface PlannedInputs {
  readonly files: readonly LineFile[]
  readonly plan: InputPlan
  /** As those need to know them who read batches. */
  readonly known: readonly PlannedInput[]
}

/** Options of every command that reads inputs in parts. */
export interface BulkReadingOptions {
  readonly memory: number
  readonly columns: string | undefined
  readonly 'on-bad-record': string
}

export const badRecordOf = (options: Pick<BulkReadingOptions, 'on-bad-record'>): 'skip' | 'throw' =>
  options['on-bad-record'] === 'skip' ? 'skip' : 'throw'

/**
 * Looks through inputs of one record a post and cuts them into batches.
 *
 * @param planning `summary` takes the count of rows that are no records; `openProgress` shows how many MiB were looked at
 * @throws {PipelineError} what `openLineFile` and `planBatches` throw
 */
export async function planBulk(
  inputs: readonly BulkInput[],
  options: BulkReadingOptions,
  planning: Pick<PlanOptions, 'folder' | 'isHashed' | 'isScored'> & {
    readonly summary: IngestCounter
    openProgress?(mebibyteCount: number): Progress
  },
): Promise<PlannedInputs> {
  const { folder, isHashed, isScored, summary, openProgress } = planning
  const columns = parseColumns(options.columns)
  const known = inputs.map(
    ({ path, form }, index): PlannedInput => ({ name: path === '-' ? 'stdin' : path, form, threadId: threadIdOf(index), columns }),
  )
  const spooling = { folder, inputCount: inputs.length, onBadRecord: badRecordOf(options), summary }
  const files: LineFile[] = []
  for (const [index, { path, source }] of inputs.entries()) {
    const input = known[index] as PlannedInput
    files.push(await naming(input.name, () => openLineFile(path, index, source, input, spooling)))
  }
  const progress = openProgress?.(Math.ceil(files.reduce((total, { byteCount }) => total + byteCount, 0) / MEBIBYTE))
  const onProgress = (byteCount: number): void => progress?.advance(Math.floor(byteCount / MEBIBYTE))
  try {
    const plan = await planBatches(files, { folder, memoryByteCount: options.memory * MEBIBYTE, isHashed, isScored, onProgress })
    return { files, plan, known: known.map((input, index) => ({ ...input, threadId: plan.threadIds[index] ?? input.threadId })) }
  } finally {
    progress?.end()
  }
}

/** Logs what was read of all inputs together. */
export function tellRead(
  inputs: readonly BulkInput[],
  { isContiguous }: Pick<InputPlan, 'isContiguous'>,
  summary: IngestCounter,
  { log }: CommandContext,
): IngestSummary {
  if (inputs.some(({ form }) => form === 'parquet')) summary.note(PARQUET_NOTE)
  if (!isContiguous) summary.note('posts of one thread stood apart; they were joined through the disk')
  const unique = (words: readonly string[]): string => [...new Set(words)].join(', ')
  const read = summary.summarise(unique(inputs.map(({ form }) => form)), unique(inputs.map(({ reason }) => reason)))
  log.info(`${inputs.map(({ path }) => (path === '-' ? 'stdin' : path)).join(', ')}: ${formatIngestSummary(read)}`)
  return read
}
