import { formatIngestSummary, PARQUET_NOTE, PipelineError, type StanceClassifier, StreamSummary } from '../../index.js'
import {
  checkAllScored,
  checkUnchanged,
  cleanUpOnStop,
  createSpillFolder,
  type LineFile,
  openInlineScorer,
  openLineFile,
  openWorkerScorer,
  type ParcelInput,
  type ParcelPlan,
  planParcels,
  type Scorer,
  type ScoringSettings,
  type SpillFolder,
  scoreParcels,
  spareMemory,
} from '../../node.js'
import { naming, parseColumns } from '../input/read-inputs.js'
import { tellEmpty } from '../input/warn-no-posts.js'
import { startProgress } from '../kit/progress.js'
import { LLM_MODEL } from '../options/llm-options.js'
import { isFile, openBulkSink } from '../output/write-bulk.js'
import type { BulkInput } from '../read-bulk.js'
import { type BulkBreakdown, openBreakdown } from './bulk-breakdown.js'
import { type BulkRun, badRecordOf, identityOf, settingsOf, threadCountOf } from './bulk-run.js'

const MEBIBYTE = 1024 * 1024
/** Up to so many posts each is compared with all before it. */
const ALL_COMPARED_COUNT = 100_000

/**
 * Scores inputs of any size in constant memory: parcels of whole threads, several at once. Threads come in the order of their first post over
 * all inputs; posts of a thread stand together, in the order of the inputs.
 *
 * @returns how many posts were written
 */
export async function classifyBulk(run: BulkRun): Promise<number> {
  const { inputs, options, context } = run
  spareMemory()
  const folder = createSpillFolder(options.spill)
  const summary = new StreamSummary()
  try {
    const columns = parseColumns(options.columns)
    const known = inputs.map(
      ({ path, form }, index): ParcelInput => ({ name: path === '-' ? 'stdin' : path, form, threadId: `t${index + 1}`, columns }),
    )
    const isResumable = run.options.model !== LLM_MODEL && (await isFile(options.out))
    if (options.resume && !isResumable) throw notAFile(options.out)
    const { plan, files } = await lookThrough(run, known, { folder, summary, isResumable })
    const settings = settingsOf(run, known, plan.recordCount)
    await scoreAll({ plan, files, settings }, summary, isResumable, run)
    noteHow(plan, summary, inputs)
    const { postCount, ...rest } = summary.summarise(unique(inputs.map(({ form }) => form)), unique(inputs.map(({ reason }) => reason)))
    context.log.info(`${known.map(({ name }) => name).join(', ')}: ${formatIngestSummary({ postCount, ...rest })}`)
    if (postCount === 0) tellEmpty(context.log, [rest])
    return postCount
  } finally {
    folder.remove()
    for (const { source } of inputs) await source.close()
  }
}

const unique = (words: readonly string[]): string => [...new Set(words)].join(', ')

interface LookingOptions {
  readonly folder: SpillFolder
  readonly summary: StreamSummary
  readonly isResumable: boolean
}

async function lookThrough(
  run: BulkRun,
  known: readonly ParcelInput[],
  { folder, summary, isResumable }: LookingOptions,
): Promise<Pick<Work, 'plan' | 'files'>> {
  const { inputs, options, context } = run
  const files: LineFile[] = []
  for (const [index, { path, source }] of inputs.entries()) {
    const input = known[index] as ParcelInput
    const spooling = { folder, onBadRecord: badRecordOf(run), summary }
    files.push(await naming(input.name, () => openLineFile(path, index, source, input, spooling)))
  }
  const byteCount = files.reduce((total, file) => total + file.byteCount, 0)
  const progress = startProgress(Math.ceil(byteCount / MEBIBYTE), context, { isQuiet: options.quiet, unit: 'MiB looked through' })
  try {
    const plan = await planParcels(files, {
      folder,
      memoryByteCount: options.memory * MEBIBYTE,
      isHashed: isResumable,
      onProgress: (done) => progress.advance(Math.floor(done / MEBIBYTE)),
    })
    return { plan, files }
  } finally {
    progress.end()
  }
}

/** What is to be scored, and how. */
interface Work {
  readonly plan: ParcelPlan
  readonly files: readonly LineFile[]
  readonly settings: ScoringSettings
}

async function scoreAll(
  { plan, files, settings }: Work,
  summary: StreamSummary,
  isResumable: boolean,
  { options, format, pipeline, model, context }: BulkRun,
): Promise<void> {
  const { out, excel, resume, quiet } = options
  const identity = isResumable ? identityOf(plan, settings, { excel, format }) : null
  const sink = await openBulkSink({ out, format, scheme: pipeline.scheme, isForExcel: excel, isResuming: resume, context }, identity)
  let scorer: Scorer | null = null
  let doneCount = sink.receipts.reduce((total, { recordCount }) => total + recordCount, 0)
  const progress = startProgress(plan.recordCount, context, { isQuiet: quiet, startCount: doneCount })
  const settled = cleanUpOnStop(() => {
    progress.end()
    sink.tellKept()
  })
  let counting: BulkBreakdown | null = null
  let sha256: string | null = null
  try {
    if (resume)
      context.log.info(
        doneCount === 0
          ? `nothing to go on with: scoring from the beginning${sink.isReplacing ? `; ${out} is replaced at the end` : ''}`
          : `going on behind ${doneCount} of ${plan.recordCount} records`,
      )
    for (const { counts } of sink.receipts) summary.add(counts)
    if (settings.counting !== null) counting = await openBreakdown(pipeline, settings.counting, sink)
    scorer = openScorer(settings, threadCountOf(options), model)
    for await (const result of scoreParcels(plan.parcels(), scorer, sink.resume)) {
      // Parts of a file that changed meanwhile would be gone on with.
      checkUnchanged(files)
      await sink.put(result)
      summary.add(result.counts)
      counting?.add(result)
      progress.advance((doneCount += result.recordCount))
    }
    progress.end()
    checkUnchanged(files)
    checkAllScored(doneCount, plan.recordCount, out ?? 'stdout')
    // What a table is made in has the room of the workers.
    await scorer.close()
    scorer = null
    sha256 = await sink.commit()
  } catch (error) {
    progress.end()
    await sink.discard(error)
    throw error
  } finally {
    settled()
    await scorer?.close()
    await sink.end()
  }
  await counting?.write(options, sha256, context)
}

function openScorer(settings: ScoringSettings, threadCount: number, model: StanceClassifier): Scorer {
  return threadCount > 1 ? openWorkerScorer(settings, threadCount) : openInlineScorer(settings, model)
}

/** What differs from reading all posts at once. */
function noteHow({ isContiguous, recordCount }: ParcelPlan, summary: StreamSummary, inputs: readonly BulkInput[]): void {
  if (inputs.some(({ form }) => form === 'parquet')) summary.note(PARQUET_NOTE)
  if (!isContiguous) summary.note('posts of one thread stood apart; they were joined through the disk')
  if (recordCount > ALL_COMPARED_COUNT) summary.note('repeated posts were looked for among the 50,000 to 100,000 posts before each')
}

function notAFile(out: string | undefined): PipelineError {
  return new PipelineError('USAGE_OPTION_INVALID', `expected --resume with a file, got ${out}, which is none. Name another with --out.`)
}
