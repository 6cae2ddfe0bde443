import { availableParallelism } from 'node:os'
import type { Thread } from '../../../base/thread/thread.js'
import type { AggregateOptions } from '../../../count/breakdown/breakdown.js'
import { parseScoredPost } from '../../../count/breakdown/parse-scored-post.js'
import type { Deal } from '../../../judge/deals/deal.js'
import { BOUNDED_LIMITS, type DuplicateKey, duplicateKeyOf } from '../../../judge/find-duplicates.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { DealTies } from '../../../pipeline/deal-ties.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { feedSinks, type Scorer, type Sink, scoreBatches } from '../../../pipeline/score-batches.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import { checkPostCount } from '../../../say/rows/render-workbook.js'
import type { TableExtras } from '../../../say/rows/scored-columns.js'
import type { BatchPlan, PlannedInput } from '../../node/batch/batch-plan.js'
import type { InputPlan } from '../../node/batch/plan-batches.js'
import { readBatch, readBatches } from '../../node/batch/read-batch.js'
import { cleanUpOnStop } from '../../node/file/clean-up.js'
import { readVersion } from '../../node/file/package-root.js'
import { sha256Of } from '../../node/file/sha256.js'
import { hashModel } from '../../node/model/hash-model.js'
import { openInlineScorer, type ScoredRows, type ScoringSettings } from '../../node/score/score-plan.js'
import { type ScoreWorkers, startScoreWorkers } from '../../node/score/worker-scorer.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { RUN_SCHEMA, type RunIdentity } from '../../node/write/resumable-output.js'
import { type BulkInput, badRecordOf, logRead, planBulk } from '../input/open-threads.js'
import { type CommandContext, usageError } from '../kit/command.js'
import { type Progress, startProgress } from '../kit/progress.js'
import { countingOf } from '../options/counting-options.js'
import { asksOfEachPost } from '../options/llm-options.js'
import { pipelineOptionsOf } from '../options/scoring-options.js'
import { sayTies, type TiedRun } from '../output/say-ties.js'
import { evidenceOf, writeBreakdown } from '../output/write-breakdown.js'
import { openBulkSink } from '../output/write-bulk.js'
import { isFile, type RowFormat } from '../output/write-posts.js'
import { type ClassifyOptions, isLearntRun } from './classify-options.js'
import type { TeachLabels } from './learn-labels.js'

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

export interface BulkRun {
  readonly inputs: readonly BulkInput[]
  readonly options: ClassifyOptions
  readonly format: RowFormat
  /** For everything but scoring. */
  readonly pipeline: Pipeline
  readonly model: StanceClassifier
  readonly deals: readonly Deal[]
  /** Teaches the model labels of these posts; null without any. */
  readonly teach: TeachLabels | null
  readonly pseudonymKey: Uint8Array | null
  readonly tied: TiedRun
  readonly context: CommandContext
}

/** Settings for the scorers of batches. */
export function settingsOf(run: BulkRun, inputs: readonly PlannedInput[], recordCount: number): ScoringSettings {
  const { options, deals, pseudonymKey } = run
  return {
    inputs,
    onBadRecord: badRecordOf(options),
    modelId: options.model,
    deals,
    pipeline: pipelineOptionsOf(options, recordCount),
    pseudonymKey,
    isCounting: options.breakdown !== undefined,
  }
}

/** Number of scoring threads. What asks a language model needs one; other models load their weights in every thread. */
export function threadCountOf({ threads, llm }: ClassifyOptions): number {
  if (llm !== undefined) return 1
  return threads === 0 ? availableParallelism() : threads
}

/** Everything that determines the bytes of the output. */
export function identityOf(
  { sha256s }: InputPlan,
  settings: ScoringSettings,
  { format, model }: Pick<BulkRun, 'format' | 'model'>,
): RunIdentity {
  const { inputs, modelId, isCounting: _, pseudonymKey, ...scoring } = settings
  const { learnt, ...pipeline } = scoring.pipeline
  const options = {
    ...scoring,
    pipeline: { ...pipeline, ...(learnt && { learnt: learnt.record }) },
    inputs: inputs.map(({ form }) => form),
    pseudonymKey: pseudonymKey === null ? null : sha256Of(pseudonymKey),
    format,
    model: model.id,
  }
  return {
    schema: RUN_SCHEMA,
    version: readVersion(),
    inputs: inputs.map(({ name }, index) => ({ name, sha256: sha256s[index] ?? '' })),
    modelSha256: hashModel(modelId),
    optionsSha256: sha256Of(JSON.stringify(options)),
  }
}

/** The breakdown of posts that are scored batch by batch. */
export interface BulkBreakdown extends Sink<ScoredRows> {
  /** Counts posts that a stopped run has written. */
  addWritten(rows: readonly string[]): void
  /** @param sha256 hash of the scored file; null when there is none */
  write(options: Pick<ClassifyOptions, 'breakdown' | 'out'>, sha256: string | null, context: CommandContext): Promise<void>
}

export function openBreakdown(pipeline: Pipeline, counting: Partial<AggregateOptions>): BulkBreakdown {
  const counter = pipeline.openCounter(counting)
  return {
    put: ({ posts }) => counter.add(posts),
    addWritten: (rows) => counter.add(rows.map((row) => parseScoredPost(JSON.parse(row), 'a row of the stopped run', pipeline.scheme))),
    write: async ({ breakdown: path, out }, sha256, { io, log }) => {
      if (path === undefined) return
      try {
        await writeBreakdown(path, { ...counter.breakdown(), ...evidenceOf(out, sha256) }, pipeline.scheme, io)
      } catch (error) {
        if (out !== undefined && sha256 !== null) log.info(`${out} is whole: aggregate ${out} gives the breakdown`)
        throw error
      }
    },
  }
}
