import { availableParallelism } from 'node:os'
import { createPipeline } from '../../../pipeline/pipeline.js'
import { formatSourceList } from '../../../read/format-ingest-summary.js'
import { checkPostCount } from '../../../say/rows/render-workbook.js'
import { readCommit } from '../../node/file/package-root.js'
import { byteCountOf } from '../../node/file/read-source.js'
import { FAST_MODEL } from '../../node/model/shipped-models.js'
import { addRecordedDeals } from '../../node/read-deals.js'
import { inInputOrder } from '../../node/score/input-order.js'
import { scoreThreads } from '../../node/score/score-threads.js'
import {
  type ScoringSettings,
  startScoreWorkers,
  ThreadScorer,
} from '../../node/score/thread-scorer.js'
import { runPathOf } from '../../node/scored/run-file.js'
import { openThreads } from '../input/open-threads.js'
import { areScored, checkModelScheme, openStdin } from '../input/read-audited.js'
import { readingOf } from '../input/read-inputs.js'
import { checkPaths, checkRepeats } from '../input/read-paths.js'
import { namedFiles } from '../kit/command.js'
import { commandOf, print } from '../kit/run-command.js'
import { chooseFormat } from '../kit/write-output.js'
import { checkPostOutput } from '../output/write-posts.js'
import {
  asksForScores,
  CLASSIFY_EXCLUSIONS,
  CLASSIFY_OPTIONS,
  type ClassifyOptions,
  checkEvidence,
  checkGiven,
  isLearntRun,
  readPseudonyms,
  rerunArguments,
} from './classify-options.js'
import { exportScored } from './export-scored.js'
import { openModel } from './language-model.js'
import { readTraining } from './read-labels-to-learn.js'
import { recordRun } from './record-run.js'
import { checkOneTie, pipelineOptionsOf, readDealOptions } from './scoring-options.js'
import { writeRun } from './write-run.js'

/**
 * Reads whole threads, ties them to deals, scores them and writes their posts in the order of the
 * input.
 */
export const classify = commandOf(
  {
    name: 'classify',
    summary: 'Labels every post of a thread and breaks the posts down by deal.',
    inputs: { word: 'INPUT…', help: 'files of any form (--source list), or -' },
    options: CLASSIFY_OPTIONS,
    exclusions: CLASSIFY_EXCLUSIONS,
    examples: [
      'corpus/samples/xai-compute.txt',
      'thread.txt --mover Sonos --move "drops Cast"',
      'posts.csv --columns text=body --out scored.jsonl',
    ],
  },
  async (options, paths, caller) => {
    if (options.source === 'list') return void (await print(formatSourceList(), caller.io))
    const { out } = options
    const format = chooseFormat({
      wantedFormat: options.format,
      out,
      choices: CLASSIFY_OPTIONS.format.choices,
      standard: out === undefined && caller.io.stdout.isTTY === true ? 'table' : 'jsonl',
    })
    const reading = readingOf(options)
    checkGiven(options)
    checkPostOutput(options, format, caller.io)
    const { read, outputs } = namedFiles(options, CLASSIFY_OPTIONS)
    checkPaths(paths, {
      read,
      outputs: out === undefined || out === '-' ? outputs : [...outputs, runPathOf(out)],
    })
    const pseudonyms = await readPseudonyms(options, outputs, caller)
    const dealOptions = await readDealOptions(options, caller.io.stdin)
    checkOneTie(options)
    await checkRepeats(paths)
    const context = await openStdin(paths, caller)
    const job = { options, format, paths, context }
    const wereScored = await areScored(paths, context)
    if (wereScored && !asksForScores(options))
      return await exportScored({ ...job, deals: dealOptions }, pseudonyms?.pseudonymiser)

    // Git answers while the model loads and the posts are read.
    void readCommit()
    const isShort = (byteCountOf(paths) ?? LONG_BYTE_COUNT) < LONG_BYTE_COUNT
    const { model, asked } = await openModel(
      options,
      pseudonyms?.pseudonymiser.text ?? ((text) => text),
      context,
      isShort,
    )
    await checkModelScheme(model, options.scheme)
    checkEvidence(options, model)
    const train = await readTraining(options, model, context)
    // Reports wrong options before a long input is read. The deals of scored posts are known only
    // afterwards.
    if (!wereScored)
      createPipeline({ model, deals: dealOptions, ...pipelineOptionsOf(options, 0, format) })

    const posts = await openThreads(paths, { ...reading, labels: model.scheme.labels }, context)
    // The model is named after all input is read, so that bad input gets a single line.
    const purpose = model.id === FAST_MODEL ? ', for speed, not for shares' : ''
    context.log.info(`model: ${model.id}${purpose}`)
    if (format === 'xlsx') checkPostCount(posts.postCount)

    const deals =
      options.mover === undefined ? addRecordedDeals(dealOptions, posts.deals) : dealOptions
    const judging = pipelineOptionsOf(options, posts.postCount, format)
    const pipeline = createPipeline({ model, deals, ...judging })
    const learnt = await train?.(pipeline, posts.threads())
    const record = await recordRun({ ...job, model, learnt, pseudonyms, sha256s: posts.sha256s })

    const settings: ScoringSettings = {
      modelId: options.model,
      deals,
      pipeline: { ...judging, ...(learnt && { learnt }) },
      run: record.run,
      pseudonymKey: pseudonyms?.key ?? null,
    }
    const threadCount = threadCountOf(options, posts.postCount)
    const workers = threadCount === 1 ? null : startScoreWorkers(settings, threadCount)
    context.onExit(() => workers?.close())
    const scorer = workers ?? new ThreadScorer(settings, model)
    const rows = scoreThreads(posts.threads(), scorer)

    const { types, postCount, held } = posts
    const ownColumns = pseudonyms === null ? posts.ownColumns : []
    const extras = {
      ownColumns,
      types,
      isLearnt: isLearntRun(options),
      hasEvidence: options.evidence === 'on',
    }
    const next = ['classify', ...paths, ...rerunArguments(options), '--out', 'scored.jsonl']
    const run = {
      ...job,
      scheme: model.scheme,
      deals,
      openCounter: pipeline.openCounter,
      isFresh: true,
      postCount,
      records: posts.records,
      extras,
      runs: [record],
      ...(asked && { asked }),
      next,
    }
    await writeRun(run, inInputOrder(rows, held))
    if (postCount > ALL_COMPARED_COUNT)
      context.log.info(
        'repeated posts were looked for among the 50,000 to 100,000 posts before each',
      )
  },
)

/**
 * From this many bytes on, the model's weights are loaded while the input is read. Choice: a
 * thousand short posts.
 */
const LONG_BYTE_COUNT = 100_000

/** Fewest posts for several threads: fewer are scored before a second thread has started. */
const MIN_SHARED_COUNT = 1000

/** Up to this many posts, each is compared with all before it. */
const ALL_COMPARED_COUNT = 100_000

/**
 * A language model is asked from one thread, and given labels need no other. Other models load
 * their weights in every thread.
 */
const threadCountOf = (
  { threads, llm, given: labelSource }: ClassifyOptions,
  postCount: number,
): number =>
  llm !== undefined || labelSource !== undefined || postCount <= MIN_SHARED_COUNT
    ? 1
    : threads || availableParallelism()
