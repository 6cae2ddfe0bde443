import { formatIngestSummary } from '../../../read/format-ingest-summary.js'
import type { IngestCounter } from '../../../read/record/ingest-counter.js'
import { PARQUET_NOTE } from '../../../read/table/parse-parquet.js'
import type { PlannedInput } from '../../node/batch/batch-plan.js'
import { openLineFile, type StreamForm } from '../../node/batch/open-line-file.js'
import { type InputPlan, type PlanOptions, planBatches } from '../../node/batch/plan-batches.js'
import type { LineFile } from '../../node/batch/scan-lines.js'
import type { InputSource } from '../../node/file/read-source.js'
import type { CommandContext } from '../kit/command.js'
import type { Progress } from '../kit/progress.js'
import { nameOf, naming, parseColumns, threadIdOf, warnNoPosts } from './read-inputs.js'

const MEBIBYTE = 1024 * 1024

/** An input that is read record by record. */
export interface BulkInput extends StreamForm {
  readonly path: string
  readonly source: InputSource
}

export const badRecordOf = (options: { readonly 'on-bad-record': string }): 'skip' | 'throw' =>
  options['on-bad-record'] === 'skip' ? 'skip' : 'throw'

/**
 * Scans inputs with one record per post and cuts them into batches.
 *
 * @param planning `summary` counts rows that are not records; `openProgress` shows the scanned MiB
 * @returns the files, their plan, and the inputs as the readers of batches need them
 */
export async function planBulk(
  inputs: readonly BulkInput[],
  options: { readonly memory: number; readonly columns: string | undefined; readonly 'on-bad-record': string },
  planning: Pick<PlanOptions, 'folder' | 'isHashed' | 'isScored'> & {
    readonly summary: IngestCounter
    openProgress?(mebibyteCount: number): Progress
  },
): Promise<{
  readonly files: readonly LineFile[]
  readonly plan: InputPlan
  readonly known: readonly PlannedInput[]
  readonly ownColumns: readonly string[]
}> {
  const { folder, isHashed, isScored, summary, openProgress } = planning
  const columns = parseColumns(options.columns)
  const known = inputs.map(({ path, form }, index): PlannedInput => ({ name: nameOf(path), form, threadId: threadIdOf(index), columns }))
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
    const ownColumns = [...new Set(files.flatMap((file) => file.ownColumns))]
    return {
      files,
      plan,
      ownColumns,
      known: known.map((input, index) => ({ ...input, threadId: plan.threadIds[index] ?? input.threadId })),
    }
  } finally {
    progress?.end()
  }
}

/** Logs what was read from all inputs together. @returns the number of posts */
export function logRead(
  inputs: readonly BulkInput[],
  { isContiguous }: Pick<InputPlan, 'isContiguous'>,
  summary: IngestCounter,
  { log }: CommandContext,
): number {
  if (inputs.some(({ form }) => form === 'parquet')) summary.note(PARQUET_NOTE)
  if (!isContiguous) summary.note('posts of one thread stood apart; they were joined through the disk')
  const unique = (words: readonly string[]): string => [...new Set(words)].join(', ')
  const read = summary.summarise(unique(inputs.map(({ form }) => form)), unique(inputs.map(({ reason }) => reason)))
  log.info(`${inputs.map(({ path }) => nameOf(path)).join(', ')}: ${formatIngestSummary(read)}`)
  if (read.postCount === 0) warnNoPosts(log, [read])
  return read.postCount
}
