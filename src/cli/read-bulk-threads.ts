import { formatIngestSummary, StreamSummary } from '../index.js'
import { type LineFile, openLineFile, type ParcelInput, planParcels, readThreads, type SpillFolder, type ThreadBatch } from '../node.js'
import { naming, parseColumns } from './input/read-inputs.js'
import type { CommandContext } from './kit/command.js'
import type { BulkInput } from './read-bulk.js'

const MEBIBYTE = 1024 * 1024

interface BulkThreadOptions {
  readonly memory: number
  readonly columns: string | undefined
  readonly 'on-bad-record': string
}

/**
 * Whole threads of inputs of any size, in the order of their first post over all inputs, in constant memory. Logs what was read.
 *
 * @throws {PipelineError} what `openLineFile`, `planParcels` and `readThreads` throw
 */
export async function* readBulkThreads(
  inputs: readonly BulkInput[],
  options: BulkThreadOptions,
  folder: SpillFolder,
  { log }: CommandContext,
): AsyncGenerator<ThreadBatch> {
  const summary = new StreamSummary()
  const onBadRecord = options['on-bad-record'] === 'skip' ? 'skip' : 'throw'
  const columns = parseColumns(options.columns)
  const known = inputs.map(
    ({ path, form }, index): ParcelInput => ({ name: path === '-' ? 'stdin' : path, form, threadId: `t${index + 1}`, columns }),
  )
  const files: LineFile[] = []
  for (const [index, { path, source }] of inputs.entries()) {
    const input = known[index] as ParcelInput
    files.push(await naming(input.name, () => openLineFile(path, index, source, input, { folder, onBadRecord, summary })))
  }
  const plan = await planParcels(files, {
    folder,
    memoryByteCount: options.memory * MEBIBYTE,
    isHashed: false,
    onProgress: () => {},
  })
  yield* readThreads(plan, known, { onBadRecord, summary })
  const unique = (words: readonly string[]): string => [...new Set(words)].join(', ')
  const read = summary.summarise(unique(inputs.map(({ form }) => form)), unique(inputs.map(({ reason }) => reason)))
  log.info(`${known.map(({ name }) => name).join(', ')}: ${formatIngestSummary(read)}`)
}
