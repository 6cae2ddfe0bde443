import { availableParallelism } from 'node:os'
import { PipelineError } from '../../../base/errors.js'
import { checkSchemeTag, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { formatCount } from '../../../base/text/format-count.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import type { Thread } from '../../../base/thread/thread.js'
import { countUnits } from '../../../count/audit/population.js'
import { givenLabelsOf } from '../../../count/audit/settle-labels.js'
import { parseScoredPost } from '../../../count/breakdown/parse-scored-post.js'
import { BOUNDED_LIMITS, type DuplicateKey, duplicateKeyOf } from '../../../judge/find-duplicates.js'
import type { LearntModel } from '../../../judge/learn/learnt-model.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { DealTies } from '../../../pipeline/deal-ties.js'
import { createPipeline, type Pipeline } from '../../../pipeline/pipeline.js'
import { scoreBatches } from '../../../pipeline/score-batches.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import { checkPostCount } from '../../../say/rows/render-workbook.js'
import { logLook, readAudit } from '../../node/audit/audit-log.js'
import { type BatchPlan, readBatch } from '../../node/batch/batch-plan.js'
import { type InputPlan, readBatches } from '../../node/batch/plan-batches.js'
import { readVersion } from '../../node/file/package-root.js'
import { hashModel } from '../../node/model/load-model.js'
import type { Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { openInlineScorer, rowsOf, type ScoredRows, type ScoringSettings, startScoreWorkers } from '../../node/score/score-plan.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { RUN_SCHEMA, type RunIdentity } from '../../node/write/resumable-output.js'
import { type BulkInput, logRead, planBulk } from '../input/open-threads.js'
import type { Inputs } from '../input/read-inputs.js'
import { type CommandContext, usageError } from '../kit/command.js'
import { asksOfEachPost } from '../options/llm-options.js'
import { pipelineOptionsOf } from '../options/scoring-options.js'
import { isFile } from '../output/write-posts.js'
import type { ScoredOutput } from '../output/write-scored.js'
import { askSample } from './ask-sample.js'
import { type ClassifyOptions, isLearntRun } from './classify-options.js'
import type { Sampling } from './llm-session.js'
import { needsPosts, type OutputRun, type RowSource, writeRun } from './write-run.js'

/** Up to this many posts, each is compared with all before it. */
const ALL_COMPARED_COUNT = 100_000

/** What scores the posts of a run, beside what its outputs need. */
interface ClassifyRun extends OutputRun {
  readonly model: StanceClassifier
  /** For everything but scoring. */
  readonly pipeline: Pipeline
  /** Teaches the model labels of these posts; null without any. */
  readonly teach: TeachLabels | null
  /** Asks a language model of a random part; null where none is asked so. */
  readonly sampling: Sampling | null
  readonly pseudonymKey: Uint8Array | null
  readonly pseudonymiser: Pseudonymiser | null
  /** Takes the judgements by deal, for the size of a sample. */
  readonly unitCounts: Map<string | null, number>
}

/** What of a run does not depend on its posts. */
type SharedRun = Omit<ClassifyRun, 'pipeline' | 'deals' | 'tied'>

/** Completes a run, once it is known which deals of the user's own its posts bring along. */
export type RunWith = (records: readonly DealRecord[]) => ClassifyRun

/** Teaches the model what is to be learnt, and scores posts that memory holds: some at a time, or all where a language model is asked about a part. */
export async function scoreHeld(
  { posts, threads }: Inputs,
  { model, teach, sampling, deals, options, pipeline }: ClassifyRun,
): Promise<AsyncIterable<readonly ScoredPost[]>> {
  const learnt = (await teach?.(pipeline, threads)) ?? undefined
  const pipelineOf = (one: StanceClassifier) => createPipeline({ ...pipelineOptionsOf(options, posts.length), model: one, deals, learnt })
  const small = pipelineOf(model)
  if (sampling === null) return small.stream(threads)
  return (async function* () {
    yield await askSample(await small.classify(threads), threads, sampling, pipelineOf)
  })()
}

/** Scores posts that memory holds, and writes them. Gives their number. */
export async function classifyHeld(inputs: Inputs, run: ClassifyRun): Promise<number> {
  const { options, context, pseudonymiser, unitCounts } = run
  const { posts, ownColumns } = inputs
  const batches = await scoreHeld(inputs, run)
  const rows = async function* (): AsyncGenerator<ScoredRows> {
    const ties = new DealTies()
    pseudonymiser?.meet(posts)
    for await (const found of batches) {
      const scored = pseudonymiser === null ? found : found.map(pseudonymiser.scored)
      ties.add(scored)
      // Only the next command needs the judgements, which is named on a terminal alone.
      if (context.io.stderr.isTTY === true)
        for (const [dealId, count] of countUnits(scored)) unitCounts.set(dealId, (unitCounts.get(dealId) ?? 0) + count)
      yield rowsOf(scored, needsPosts(run))
    }
    yield { ...rowsOf([], false), ties: ties.counts() }
  }
  await writeRun({ rows, recordCount: posts.length, extras: { ownColumns, isLearnt: isLearntRun(options) }, identity: null }, run)
  return posts.length
}

/**
 * Scores inputs of any size in constant memory: batches of whole threads, several at once. Threads keep the order of their first posts over
 * all inputs; posts of a thread are consecutive, in input order. Gives the number of written posts.
 */
export async function classifyParts(inputs: readonly BulkInput[], shared: SharedRun, runWith: RunWith): Promise<number> {
  const { options, context, model, format } = shared
  const folder = createSpillFolder(options.spill)
  const summary = new IngestCounter()
  // What asks a language model needs one; other models load their weights in every thread.
  const threadCount = options.llm === undefined ? options.threads || availableParallelism() : 1
  const workers = threadCount > 1 ? startScoreWorkers(options.model, threadCount) : null
  try {
    const isResumable = !asksOfEachPost(options) && (await isFile(options.out))
    if (options.resume && !isResumable) {
      throw usageError(`expected --resume with a file, got ${options.out}, which is not a file. Name another with --out.`)
    }
    const plan = await planBulk(inputs, options, { folder, isScored: true, mayCut: true, summary }, context)
    const { inputs: known, recordCount, ownColumns } = plan
    if (format === 'xlsx') checkPostCount(recordCount)
    const run = runWith(plan.deals)
    const onBadRecord = options['on-bad-record']
    const given: ScoringSettings = {
      inputs: known,
      onBadRecord,
      modelId: options.model,
      deals: run.deals,
      pipeline: pipelineOptionsOf(options, recordCount),
      pseudonymKey: run.pseudonymKey,
      isCounting: needsPosts(run),
    }
    const threads = async function* (): AsyncGenerator<Thread> {
      for await (const batch of readBatches(plan, { onBadRecord, summary: new IngestCounter() })) yield* batch.threads
    }
    const learnt = await run.teach?.(run.pipeline, threads())
    const settings = learnt ? { ...given, pipeline: { ...given.pipeline, learnt } } : given
    const rows = async function* (output: ScoredOutput, addDone: Parameters<RowSource['rows']>[1]): AsyncGenerator<ScoredRows> {
      let doneCount = 0
      const keysOfDone = async (batch: BatchPlan): Promise<readonly DuplicateKey[] | null> => {
        const done = readBatch(batch, known, onBadRecord)
        const lines = await output.takeWritten(done.threads.reduce((total, { posts }) => total + posts.length, 0))
        if (lines === null) {
          const replaced = output.isReplacing ? `; ${options.out} is replaced at the end` : ''
          const from =
            doneCount === 0
              ? `nothing to resume: scoring from the beginning${replaced}`
              : `resuming after ${doneCount} of ${recordCount} records`
          context.log.info(from)
          return null
        }
        summary.add(done.summary.toCounts())
        addDone(batch.length, () => lines.map((line) => parseScoredPost(JSON.parse(line), 'a row of the stopped run', model.scheme)))
        doneCount += batch.length
        return done.threads.flatMap(({ posts }) => posts.map(duplicateKeyOf))
      }
      const scorer = workers?.open(settings) ?? openInlineScorer(settings, model)
      try {
        for await (const scored of scoreBatches(plan.batches(), scorer, {
          limits: BOUNDED_LIMITS,
          ...(options.resume && { keysOfDone }),
        })) {
          if (scored.counts) summary.add(scored.counts)
          yield scored
        }
      } finally {
        // Frees the memory of the workers before a Parquet table is built.
        await scorer.close()
      }
    }
    const extras = { ownColumns, isLearnt: isLearntRun(options) }
    await writeRun({ rows, recordCount, extras, identity: isResumable ? identityOf(plan, settings, run) : null }, run)
    if (recordCount > ALL_COMPARED_COUNT) {
      summary.note('repeated posts were looked for among the 50,000 to 100,000 posts before each')
    }
    return logRead(inputs, summary, context)
  } finally {
    await workers?.close()
    folder.remove()
  }
}

/** Everything that determines the bytes of the output. */
function identityOf(
  { sha256s }: InputPlan,
  settings: ScoringSettings,
  { format, model }: Pick<ClassifyRun, 'format' | 'model'>,
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

/** Teaches a model the labels of an audit, once the threads are known. */
type TeachLabels = (pipeline: Pipeline, threads: Iterable<Thread> | AsyncIterable<Thread>) => Promise<LearntModel>

/** Reads the labels of `--learn`. @returns null without the option */
export async function readLesson(
  { learn: path }: Pick<ClassifyOptions, 'learn'>,
  { scheme }: Pick<StanceClassifier, 'scheme'>,
  { log }: CommandContext,
): Promise<TeachLabels | null> {
  if (path === undefined) return null
  // The counts show what the labels say: whoever sees them may stop or go on because of it.
  const audit = await logLook(path, await readAudit(path), 'classify')
  const own = audit.design.scheme
  checkSchemeTag(own ? schemeTag(own) : null, scheme, path)
  const given = givenLabelsOf(audit, audit.sha256)
  return async (pipeline, threads) => {
    const { learnt, deals } = await pipeline.learn(threads, given).catch((cause: unknown) => {
      if (!(cause instanceof PipelineError)) throw cause
      throw new PipelineError(cause.code, `${path}: ${cause.message}`, { context: cause.context, cause })
    })
    const taught = deals.filter(({ labelCount }) => labelCount > 0).map(({ dealId, labelCount }) => `${dealId ?? 'no deal'} ${labelCount}`)
    log.info(`learnt ${formatCount(learnt.record.labelCount, 'label')} of ${path}: ${taught.join(', ')}`)
    const others = deals.filter(({ labelCount }) => labelCount === 0)
    if (others.length > 0) {
      const listed = others.map(({ dealId, judgementCount }) => `${dealId ?? 'no deal'} (${formatCount(judgementCount, 'judgement')})`)
      log.warn(`no label on ${listed.join(', ')}: what the others taught is used there`)
    }
    return learnt
  }
}
