import { scoreThreads } from '../../batch/score-threads.js'
import type { Scorer } from '../../batch/scorer.js'
import { feedSinks, type Sink } from '../../batch/sinks.js'
import { PipelineError } from '../../errors.js'
import { IngestCounter } from '../../ingest/record/ingest-counter.js'
import { BOUNDED_LIMITS } from '../../judging/find-duplicates.js'
import type { BatchPlan } from '../../node/batch/batch-plan.js'
import { checkUnchanged } from '../../node/batch/open-line-file.js'
import type { InputPlan } from '../../node/batch/plan-batches.js'
import type { LineFile } from '../../node/batch/scan-lines.js'
import { cleanUpOnStop } from '../../node/file/clean-up.js'
import { checkAllScored } from '../../node/resume/receipts.js'
import { openInlineScorer, type ScoredRows, type ScoringSettings } from '../../node/score/score-plan.js'
import { openWorkerScorer } from '../../node/score/worker-scorer.js'
import { createSpillFolder, type SpillFolder } from '../../node/spill/spill-folder.js'
import type { StanceClassifier } from '../../stance/stance-classifier.js'
import { planBulk, tellRead } from '../input/plan-bulk.js'
import { warnNoPosts } from '../input/warn-no-posts.js'
import { startProgress } from '../kit/progress.js'
import { LLM_MODEL } from '../options/llm-options.js'
import { isFile, openBulkSink } from '../output/write-bulk.js'
import { type BulkBreakdown, openBreakdown } from './bulk-breakdown.js'
import { type BulkRun, identityOf, settingsOf, threadCountOf } from './bulk-run.js'

/** Up to so many posts each is compared with all before it. */
const ALL_COMPARED_COUNT = 100_000

/**
 * Scores inputs of any size in constant memory: batches of whole threads, several at once. Threads come in the order of their first post over
 * all inputs; posts of a thread stand together, in the order of the inputs.
 *
 * @returns how many posts were written
 */
export async function classifyBulk(run: BulkRun): Promise<number> {
  const { inputs, options, context } = run
  const folder = createSpillFolder(options.spill)
  const summary = new IngestCounter()
  try {
    const isResumable = run.options.model !== LLM_MODEL && (await isFile(options.out))
    if (options.resume && !isResumable) throw notAFile(options.out)
    const { plan, files, known } = await planBulk(inputs, options, {
      folder,
      isHashed: isResumable,
      isScored: true,
      summary,
      openProgress: (total) => startProgress(total, context, { isQuiet: options.quiet, unit: 'MiB looked through' }),
    })
    await scoreAll({ plan, files, settings: settingsOf(run, known, plan.recordCount), folder }, summary, isResumable, run)
    if (plan.recordCount > ALL_COMPARED_COUNT) {
      summary.note('repeated posts were looked for among the 50,000 to 100,000 posts before each')
    }
    const { postCount, ...rest } = tellRead(inputs, plan, summary, context)
    if (postCount === 0) warnNoPosts(context.log, [rest])
    return postCount
  } finally {
    folder.remove()
    for (const { source } of inputs) await source.close()
  }
}

/** What is to be scored, and how. */
interface Work {
  readonly plan: InputPlan
  readonly files: readonly LineFile[]
  readonly settings: ScoringSettings
  readonly folder: SpillFolder
}

async function scoreAll(
  { plan, files, settings, folder }: Work,
  summary: IngestCounter,
  isResumable: boolean,
  { options, format, pipeline, model, context }: BulkRun,
): Promise<void> {
  const { out, excel, resume, quiet } = options
  const identity = isResumable ? identityOf(plan, settings, { excel, format }) : null
  const sink = await openBulkSink({ out, format, scheme: pipeline.scheme, isForExcel: excel, isResuming: resume, context }, identity)
  let scorer: Scorer<BatchPlan, ScoredRows> | null = null
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
    if (settings.counting !== null) counting = await openBreakdown(pipeline, settings.counting, sink, folder)
    scorer = openScorer(settings, threadCountOf(options), model)
    const sinks: Sink<ScoredRows>[] = [
      // A resumed run would continue with parts of a file that changed meanwhile.
      { put: () => checkUnchanged(files) },
      sink,
      { put: ({ counts }) => summary.add(counts) },
      ...(counting === null ? [] : [counting]),
      { put: ({ recordCount }) => progress.advance((doneCount += recordCount)) },
    ]
    await feedSinks(scoreThreads(plan.batches(), scorer, { resume: sink.resume, limits: BOUNDED_LIMITS }), sinks)
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
    await sink.release()
  }
  await counting?.write(options, sha256, context)
}

function openScorer(settings: ScoringSettings, threadCount: number, model: StanceClassifier): Scorer<BatchPlan, ScoredRows> {
  return threadCount > 1 ? openWorkerScorer(settings, threadCount) : openInlineScorer(settings, model)
}

function notAFile(out: string | undefined): PipelineError {
  return new PipelineError(
    'USAGE_OPTION_INVALID',
    `expected --resume with a file, got ${out}, which is not a file. Name another with --out.`,
  )
}
