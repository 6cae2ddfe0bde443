import type { Thread } from '../../../base/thread/thread.js'
import { BOUNDED_LIMITS, type DuplicateKey, duplicateKeyOf } from '../../../judge/find-duplicates.js'
import { DealTies } from '../../../pipeline/deal-ties.js'
import { feedSinks, type Scorer, type Sink, scoreBatches } from '../../../pipeline/score-batches.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import { checkPostCount } from '../../../say/rows/render-workbook.js'
import type { TableExtras } from '../../../say/rows/scored-columns.js'
import type { BatchPlan } from '../../node/batch/batch-plan.js'
import type { InputPlan } from '../../node/batch/plan-batches.js'
import { readBatch, readBatches } from '../../node/batch/read-batch.js'
import { cleanUpOnStop } from '../../node/file/clean-up.js'
import { openInlineScorer, type ScoredRows, type ScoringSettings } from '../../node/score/score-plan.js'
import { type ScoreWorkers, startScoreWorkers } from '../../node/score/worker-scorer.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { logRead, planBulk } from '../input/plan-bulk.js'
import { usageError } from '../kit/command.js'
import { type Progress, startProgress } from '../kit/progress.js'
import { countingOf } from '../options/counting-options.js'
import { asksOfEachPost } from '../options/llm-options.js'
import { sayTies } from '../output/say-ties.js'
import { openBulkSink } from '../output/write-bulk.js'
import { isFile } from '../output/write-posts.js'
import { type BulkBreakdown, type BulkRun, identityOf, openBreakdown, settingsOf, threadCountOf } from './bulk-run.js'
import { isLearntRun } from './classify-options.js'

/** Up to this many posts, each is compared with all before it. */
const ALL_COMPARED_COUNT = 100_000

/**
 * Scores inputs of any size in constant memory: batches of whole threads, several at once. Threads keep the order of their first posts over
 * all inputs; posts of a thread are consecutive, in input order. Gives the number of written posts.
 */
export async function classifyBulk(run: BulkRun): Promise<number> {
  const { inputs, options, context } = run
  const folder = createSpillFolder(options.spill)
  const summary = new IngestCounter()
  const threadCount = threadCountOf(options)
  const workers = threadCount > 1 ? startScoreWorkers(options.model, threadCount) : null
  try {
    const isResumable = !asksOfEachPost(options) && (await isFile(options.out))
    if (options.resume && !isResumable) {
      throw usageError(`expected --resume with a file, got ${options.out}, which is not a file. Name another with --out.`)
    }
    const { plan, known, ownColumns } = await planBulk(inputs, options, {
      folder,
      isScored: true,
      mayCut: true,
      summary,
      openProgress: (total) => startProgress(total, context, { isQuiet: options.quiet, unit: 'MiB read' }),
    })
    if (run.format === 'xlsx') checkPostCount(plan.recordCount)
    const settings = settingsOf(run, known, plan.recordCount)
    const learnt = await run.teach?.(run.pipeline, readThreads(plan, settings))
    const taught = learnt ? { ...settings, pipeline: { ...settings.pipeline, learnt } } : settings
    await scoreAll({ plan, extras: { ownColumns, isLearnt: isLearntRun(options) }, settings: taught, summary, isResumable, workers }, run)
    if (plan.recordCount > ALL_COMPARED_COUNT) {
      summary.note('repeated posts were looked for among the 50,000 to 100,000 posts before each')
    }
    return logRead(inputs, summary, context)
  } finally {
    await workers?.close()
    folder.remove()
    for (const { source } of inputs) await source.close()
  }
}

/** The threads of a plan, read once more, for labels of their posts to be found. */
async function* readThreads(plan: InputPlan, { inputs, onBadRecord }: ScoringSettings): AsyncGenerator<Thread> {
  for await (const { threads } of readBatches(plan, inputs, { onBadRecord, summary: new IngestCounter() })) yield* threads
}

interface Work {
  readonly plan: InputPlan
  readonly extras: TableExtras
  readonly settings: ScoringSettings
  readonly summary: IngestCounter
  readonly isResumable: boolean
  /** Null where this thread scores. */
  readonly workers: ScoreWorkers | null
}

async function scoreAll({ plan, extras, settings, summary, isResumable, workers }: Work, run: BulkRun): Promise<void> {
  const { options, format, pipeline, model, context } = run
  const { out, resume, quiet } = options
  const identity = isResumable ? identityOf(plan, settings, { format, model }) : null
  const sink = await openBulkSink({ out, format, scheme: pipeline.scheme, extras, isResuming: resume, context }, identity)
  let scorer: Scorer<BatchPlan, ScoredRows> | null = null
  let doneCount = 0
  const begin = (): Progress => startProgress(plan.recordCount, context, { isQuiet: quiet, startCount: doneCount })
  let progress = begin()
  const cancelCleanUp = cleanUpOnStop(() => {
    progress.end()
    sink.logKept()
  })
  let sha256: string | null = null
  const tied = new DealTies()
  let counting: BulkBreakdown | null = null
  const keysOfDone = async (batch: BatchPlan): Promise<readonly DuplicateKey[] | null> => {
    const { threads, summary: read } = readBatch(batch, settings.inputs, settings.onBadRecord)
    const rows = await sink.takeWritten(threads.reduce((total, { posts }) => total + posts.length, 0))
    if (rows === null) {
      const replaced = sink.isReplacing ? `; ${out} is replaced at the end` : ''
      const from =
        doneCount === 0
          ? `nothing to resume: scoring from the beginning${replaced}`
          : `resuming after ${doneCount} of ${plan.recordCount} records`
      context.log.info(from)
      progress = begin()
      return null
    }
    counting?.addWritten(rows)
    summary.add(read.toCounts())
    doneCount += batch.length
    return threads.flatMap(({ posts }) => posts.map(duplicateKeyOf))
  }
  try {
    if (settings.isCounting) counting = openBreakdown(pipeline, countingOf(options))
    scorer = workers?.open(settings) ?? openInlineScorer(settings, model)
    const sinks: Sink<ScoredRows>[] = [
      sink,
      {
        put: ({ counts, ties }) => {
          summary.add(counts)
          tied.addCounts(ties)
        },
      },
      ...(counting === null ? [] : [counting]),
      { put: ({ recordCount }) => progress.advance((doneCount += recordCount)) },
    ]
    await feedSinks(scoreBatches(plan.batches(), scorer, { limits: BOUNDED_LIMITS, ...(resume && { keysOfDone }) }), sinks)
    progress.end()
    // Frees the memory of the workers before a Parquet table is built.
    await scorer.close()
    scorer = null
    sha256 = await sink.commit()
  } catch (error) {
    progress.end()
    await sink.discard(error)
    throw error
  } finally {
    cancelCleanUp()
    await scorer?.close()
    await sink.release()
  }
  await counting?.write(options, sha256, context)
  sayTies(tied.counts(), run.tied, context)
}
