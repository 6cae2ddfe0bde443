import { availableParallelism } from 'node:os'
import { PipelineError } from '../../../base/errors.js'
import { checkSchemeTag, schemeTag } from '../../../base/scheme/scheme-tag.js'
import { formatCount, formatNumber, formatPart } from '../../../base/text/format-count.js'
import { sha256Of } from '../../../base/text/sha256-text.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import type { Post } from '../../../base/thread/post.js'
import type { RunRecord } from '../../../base/thread/run-record.js'
import type { Thread } from '../../../base/thread/thread.js'
import { postKeyOf } from '../../../base/thread/unit-key.js'
import { countUnits } from '../../../count/audit/population.js'
import { givenLabelsOf } from '../../../count/audit/settle-labels.js'
import { parseScoredPost } from '../../../count/breakdown/parse-scored-post.js'
import { testOfGiven } from '../../../judge/deals/add-deals.js'
import { BOUNDED_LIMITS, type DuplicateKey, duplicateKeyOf } from '../../../judge/find-duplicates.js'
import type { LearntModel } from '../../../judge/learn/learnt-model.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { createPipeline, type Pipeline } from '../../../pipeline/pipeline.js'
import { scoreBatches } from '../../../pipeline/score-batches.js'
import { IngestCounter } from '../../../read/record/ingest-counter.js'
import { checkPostCount } from '../../../say/rows/render-workbook.js'
import { readAudit } from '../../node/audit/audit-log.js'
import { type BatchPlan, ownTypesOf, readBatch } from '../../node/batch/batch-plan.js'
import { type InputPlan, readBatches } from '../../node/batch/plan-batches.js'
import { readVersion } from '../../node/file/package-root.js'
import { hashModel } from '../../node/model/load-model.js'
import { addRecordedDeals } from '../../node/read-deals.js'
import { DealTies } from '../../node/score/deal-ties.js'
import { openInlineScorer, rowsOf, type ScoringSettings, startScoreWorkers, unpackCounted, withRun } from '../../node/score/score-plan.js'
import { createSpillFolder } from '../../node/spill/spill-folder.js'
import { RUN_SCHEMA, type RunIdentity } from '../../node/write/resumable-output.js'
import { type BulkInput, logRead, planBulk } from '../input/open-threads.js'
import type { Inputs } from '../input/read-inputs.js'
import { type CommandContext, usageError } from '../kit/command.js'
import { isFile } from '../output/write-posts.js'
import { type ClassifyOptions, isLearntRun, type Pseudonyms } from './classify-options.js'
import { asksOfEachPost } from './language-model.js'
import { recordRun } from './record-run.js'
import { pipelineOptionsOf } from './scoring-options.js'
import { needsPosts, type OutputRun, writeRun } from './write-run.js'

/** Up to this many posts, each is compared with all before it. */
const ALL_COMPARED_COUNT = 100_000

/** A run of classify before its posts are known. */
interface SharedRun extends Omit<OutputRun, 'openCounter' | 'isFresh' | 'namesDeal'> {
  readonly model: StanceClassifier
  /** Teaches the model labels of these posts; null without any. */
  readonly teach: TeachLabels | null
  readonly pseudonyms: Pseudonyms | null
  readonly stdinSha256: () => string | null
  /** Counts judgements by deal, for the size of a sample. */
  readonly unitCounts: Map<string | null, number>
}

interface ClassifyRun extends SharedRun, OutputRun {
  /** Pipeline for everything except scoring. */
  readonly pipeline: Pipeline<string>
}

/**
 * Completes a run, once the user's own deals in the records of posts are known.
 *
 * @throws {PipelineError} for options that exclude each other
 */
export function withRecords(run: SharedRun, records: Iterable<DealRecord>): ClassifyRun {
  const { options, model } = run
  const deals = options.mover === undefined ? addRecordedDeals(run.deals, records) : run.deals
  const pipeline = createPipeline({ model, deals, ...pipelineOptionsOf(options, 0) })
  const namesDeal = testOfGiven({ ...pipelineOptionsOf(options, 0), deals })
  return { ...run, deals, pipeline, namesDeal, openCounter: pipeline.openCounter, isFresh: true }
}

async function scoreHeld(
  { posts, threads }: Inputs,
  run: ClassifyRun,
): Promise<{ readonly batches: AsyncIterable<readonly ScoredPost[]>; readonly record: RunRecord }> {
  const { model, teach, deals, options, pipeline } = run
  const learnt = (await teach?.(pipeline, threads)) ?? undefined
  const record = await recordRun({ ...run, learnt })
  return { batches: createPipeline({ ...pipelineOptionsOf(options, posts.length), model, deals, learnt }).stream(threads), record }
}

/** Counts judgements by deal, for the next command, which is only named on a terminal. */
function addUnits(posts: readonly ScoredPost[], { context, unitCounts }: SharedRun): void {
  if (context.io.stderr.isTTY !== true) return
  for (const [dealId, count] of countUnits(posts)) unitCounts.set(dealId, (unitCounts.get(dealId) ?? 0) + count)
}

export async function classifyHeld(inputs: Inputs, run: ClassifyRun): Promise<number> {
  const { options, pseudonyms } = run
  const { posts } = inputs
  const ownColumns = pseudonyms === null ? inputs.ownColumns : []
  const { batches, record } = await scoreHeld(inputs, run)
  const extras = { ownColumns, isLearnt: isLearntRun(options), ownTypes: ownTypesOf(posts, ownColumns), runs: [record] }
  await writeRun(run, { recordCount: posts.length, extras, identity: null }, async (rows) => {
    const ties = new DealTies(run.namesDeal)
    const inOrder = inputOrder(posts)
    for await (const found of batches) {
      const ordered = inOrder(found)
      const scored = (pseudonyms === null ? ordered : ordered.map(pseudonyms.pseudonymiser.scored)).map(withRun(record.run))
      ties.add(scored)
      addUnits(scored, run)
      await rows.write(rowsOf(scored, true))
    }
    await rows.write({ ...rowsOf([], false), ties: ties.counts() })
  })
  return posts.length
}

/**
 * Scores inputs of any size in constant memory: batches of whole threads, several at once. Threads keep the order of their first posts over
 * all inputs; posts of a thread are consecutive, in input order. Gives the number of written posts.
 */
export async function classifyParts(inputs: readonly BulkInput[], shared: SharedRun): Promise<number> {
  const { options, context, model, format } = shared
  const folder = createSpillFolder()
  const summary = new IngestCounter()
  // A language model is asked from one thread, and given labels need no other. Other models load their weights in every thread.
  const threadCount = options.llm === undefined && options.given === undefined ? options.threads || availableParallelism() : 1
  const workers = threadCount > 1 ? startScoreWorkers(options.model, threadCount) : null
  try {
    const isResumable = !asksOfEachPost(options) && (await isFile(options.out))
    if (options.resume && !isResumable) {
      throw usageError(`expected --resume with a file, got ${options.out}, which is not a file. Name another with --out.`)
    }
    const plan = await planBulk(inputs, { ...options, labels: model.scheme.labels }, { folder, isScored: true, summary }, context)
    const { inputs: known, recordCount, ownTypes } = plan
    const ownColumns = shared.pseudonyms === null ? plan.ownColumns : []
    if (format === 'xlsx') checkPostCount(recordCount)
    const run = withRecords(shared, plan.deals)
    const onBadRecord = options['on-bad-record']
    const given: Omit<ScoringSettings, 'run'> = {
      inputs: known,
      onBadRecord,
      modelId: options.given === undefined ? options.model : model.id,
      deals: run.deals,
      pipeline: pipelineOptionsOf(options, recordCount),
      pseudonymKey: run.pseudonyms?.key ?? null,
      isCounting: needsPosts(run, recordCount),
    }
    const threads = async function* (): AsyncGenerator<Thread> {
      for await (const batch of readBatches(plan, { onBadRecord, summary: new IngestCounter() })) yield* batch.threads
    }
    const learnt = (await run.teach?.(run.pipeline, threads())) ?? undefined
    const record = await recordRun({ ...run, learnt })
    const settings = { ...given, run: record.run, ...(learnt && { pipeline: { ...given.pipeline, learnt } }) }
    const extras = { ownColumns, ownTypes, isLearnt: isLearntRun(options), runs: [record] }
    await writeRun(run, { recordCount, extras, identity: isResumable ? identityOf(plan, settings, run) : null }, async (rows) => {
      let doneCount = 0
      const keysOfDone = async (batch: BatchPlan): Promise<readonly DuplicateKey[] | null> => {
        const done = readBatch(batch, known, onBadRecord)
        const lines = await rows.takeWritten(done.threads.reduce((total, { posts }) => total + posts.length, 0))
        if (lines === null) {
          const replaced = rows.isReplacing ? `; ${options.out} is replaced at the end` : ''
          const from =
            doneCount === 0
              ? `nothing to resume: scoring from the beginning${replaced}`
              : `resuming after ${formatPart(doneCount, recordCount)} records`
          context.log.info(from)
          return null
        }
        summary.add(done.summary.toCounts())
        const posts = lines.map((line) => parseScoredPost(JSON.parse(line), 'a row of the stopped run', model.scheme))
        addUnits(posts, run)
        rows.addDone(batch.length, posts)
        doneCount += batch.length
        return done.threads.flatMap((thread) => thread.posts.map(duplicateKeyOf))
      }
      const scorer = workers?.open(settings) ?? openInlineScorer(settings, model)
      const resuming = options.resume ? { keysOfDone } : {}
      try {
        for await (const scored of scoreBatches(plan.batches(), scorer, { limits: BOUNDED_LIMITS, ...resuming })) {
          if (scored.counts) summary.add(scored.counts)
          const posts = unpackCounted(scored)
          addUnits(posts, run)
          await rows.write({ ...scored, posts })
        }
      } finally {
        // Frees the memory of the workers before a Parquet table is built.
        await scorer.close()
      }
    })
    context.log.info('rows stand thread by thread; --threads 1 keeps the order of inputs that --memory holds')
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
function identityOf({ sha256s }: InputPlan, settings: ScoringSettings, { format, model, options: { columns } }: SharedRun): RunIdentity {
  const { inputs, modelId, isCounting: _, pseudonymKey, ...scoring } = settings
  const { learnt, ...pipeline } = scoring.pipeline
  const options = {
    ...scoring,
    pipeline: { ...pipeline, ...(learnt && { learnt: learnt.record }) },
    inputs: inputs.map(({ form }) => form),
    pseudonymKey: pseudonymKey === null ? null : sha256Of(pseudonymKey),
    format,
    columns,
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
type TeachLabels = (pipeline: Pipeline<string>, threads: Iterable<Thread> | AsyncIterable<Thread>) => Promise<LearntModel>

/** Reads the labels of `--learn`. @returns null without the option */
export async function readLesson(
  { learn: path }: Pick<ClassifyOptions, 'learn'>,
  { scheme }: Pick<StanceClassifier, 'scheme'>,
  { log }: CommandContext,
): Promise<TeachLabels | null> {
  if (path === undefined) return null
  const audit = await readAudit(path)
  const own = audit.design.scheme
  checkSchemeTag(own ? schemeTag(own) : null, scheme, path)
  const given = givenLabelsOf(audit, audit.sha256)
  return async (pipeline, threads) => {
    const { learnt, deals } = await pipeline.learn(threads, given).catch((cause: unknown) => {
      if (!(cause instanceof PipelineError)) throw cause
      throw new PipelineError(cause.code, `${path}: ${cause.message}`, { context: cause.context, cause })
    })
    const taught = deals
      .filter(({ labelCount }) => labelCount > 0)
      .map(({ dealId, labelCount }) => `${dealId ?? 'no deal'} ${formatNumber(labelCount)}`)
    const unreadCount = deals.reduce((total, { labelCount }) => total + labelCount, -learnt.record.labelCount)
    const unread = unreadCount === 0 ? '' : `; ${formatCount(unreadCount, 'label')} of posts that the model does not read taught it nothing`
    log.info(`learnt ${formatCount(learnt.record.labelCount, 'label')} of ${path}: ${taught.join(', ')}${unread}`)
    const others = deals.filter(({ labelCount }) => labelCount === 0)
    if (others.length > 0) {
      const listed = others.map(({ dealId, judgementCount }) => `${dealId ?? 'no deal'} (${formatCount(judgementCount, 'post')})`)
      log.warn(`no label on ${listed.join(', ')}: the labels on other deals are used there`)
    }
    return learnt
  }
}

/** Restores the input order of posts that come thread by thread. Gives the posts that are due, and holds the others. */
function inputOrder(posts: readonly Post[]): (scored: readonly ScoredPost[]) => ScoredPost[] {
  const placeOf = new Map(posts.map((post, place) => [postKeyOf(post), place]))
  const waiting = new Map<number, ScoredPost>()
  let next = 0
  return (scored) => {
    for (const post of scored) waiting.set(placeOf.get(postKeyOf(post)) as number, post)
    const due: ScoredPost[] = []
    for (let post = waiting.get(next); post !== undefined; post = waiting.get(next)) {
      due.push(post)
      waiting.delete(next++)
    }
    return due
  }
}
