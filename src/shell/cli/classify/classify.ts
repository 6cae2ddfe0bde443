import { join } from 'node:path'
import { formatCount } from '../../../base/text/format-count.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import { withRecordedDeals } from '../../../base/thread/deal-record.js'
import { createPipeline } from '../../../pipeline/pipeline.js'
import { byteCountOf } from '../../node/file/read-source.js'
import { hashModel, loadModel } from '../../node/model/load-model.js'
import { addRecordedDeals, readCatalogue } from '../../node/read-deals.js'
import { sizeOption } from '../audit/audit-plan.js'
import { checkFilter, checkNoFilter, runFilter } from '../filter/filter.js'
import { openThreads } from '../input/open-threads.js'
import { checkPaths, checkRepeats, parseCaptured, parseColumns, readInputs } from '../input/read-inputs.js'
import { COMMON_OPTIONS, type CommandContext, defineCommand, givenWords, suggestNext } from '../kit/command.js'
import { chooseFormat } from '../kit/format.js'
import { probeOutput, withOutput } from '../kit/write-output.js'
import { BULK_OPTIONS, checkResume } from '../options/bulk-options.js'
import { COUNTING_OPTIONS, checkModelScheme } from '../options/counting-options.js'
import { openPseudonymiser, readKeyOption } from '../options/pseudonym-options.js'
import { pipelineOptionsOf, readDealOptions } from '../options/scoring-options.js'
import { candidatesOf, checkOneTie } from '../output/say-ties.js'
import { checkFolder, checkSink, isRowFormat, SCORED_ROW_FORMATS } from '../output/write-posts.js'
import { CLASSIFY_OPTIONS, type ClassifyOptions, checkOutputs } from './classify-options.js'
import { classifyHeld, classifyParts, type RunWith, readLesson, scoreHeld } from './classify-posts.js'
import { openModel } from './llm-session.js'
import { areScored, convertScored, openStdin } from './write-run.js'

/** Options that shape this output alone, and `--new-key`, whose key is there now. */
const SPENT: ReadonlySet<string> = new Set(['format', 'out', 'breakdown', 'show', 'verbose', 'new-key', ...Object.keys(COUNTING_OPTIONS)])

/** Options beside which scored posts are written as they are: no other says how posts are scored. */
const UNSCORING: ReadonlySet<string> = new Set(
  ['scheme', 'pseudonymise', ...Object.keys(BULK_OPTIONS), ...Object.keys(COMMON_OPTIONS)]
    .filter((name) => name !== 'resume')
    .map((name) => `--${name}`),
)

/** The options that a run with an output file must repeat to write the same posts. */
const again = (options: ClassifyOptions): string[] => givenWords(options, CLASSIFY_OPTIONS, SPENT)

/** The main command: scores every post and breaks the posts down by deal. */
export const classify = defineCommand({
  name: 'classify',
  summary: 'Labels every post of a thread and breaks the posts down by deal.',
  inputs: { word: 'INPUT…', help: 'files of any form (--source list), or -' },
  options: CLASSIFY_OPTIONS,
  examples: [
    'npm run classify -- corpus/samples/xai-compute.txt',
    'npm run classify -- thread.txt --mover Sonos --move "drops Google Cast"',
    'npm run --silent classify -- posts.csv --columns text=body > scored.jsonl',
  ],
  run: async (values, paths, caller) => {
    const options = values as ClassifyOptions
    if (options.filter) return await filterClassify(options, paths, caller)
    checkNoFilter(options)
    const format = chooseFormat({
      given: options.format,
      out: options.out,
      choices: ['table', 'json', ...SCORED_ROW_FORMATS, 'convokit'],
      standard: options.out === undefined && caller.io.stdout.isTTY === true ? 'table' : 'jsonl',
    })
    checkSink(format, options.out === undefined && caller.io.stdout.isTTY === true)
    checkOutputs(options)
    checkPaths(paths, [options.out, options.breakdown])
    const outFolder = format === 'convokit' && options.out !== undefined ? join(options.out, 'utterances.jsonl') : options.out
    checkResume(options, format)
    const pseudonymKey = await readKeyOption(options, [outFolder, options.breakdown], caller.log)
    const pseudonymiser = openPseudonymiser(pseudonymKey, caller)
    const folder = format === 'convokit' ? checkFolder(options.out) : null
    const given = await readDealOptions(options, await readCatalogue(), caller.io.stdin)
    const hasColumn = parseColumns(options.columns)?.deal !== undefined
    parseCaptured(options.captured)
    checkOneTie(options, { hasColumn })
    await checkRepeats(paths)
    if (options.breakdown !== undefined) await probeOutput(options.breakdown, caller.io)
    const context = await openStdin(paths, caller, options['max-window'] * 2 ** 20)
    const asksForScores = again(options).some((word) => word.startsWith('--') && !UNSCORING.has(word))
    const unitCounts = new Map<string | null, number>()
    const reportEnd = (postCount: number): void => {
      if (options.out !== undefined) context.log.info(`${formatCount(postCount, 'scored post')} written to ${options.out}`)
      if (options.breakdown !== undefined) context.log.info(`breakdown written to ${options.breakdown}`)
      if (format === 'jsonl' && options.out !== undefined) suggestNext(context, 'audit', options.out, ...sizeOption(unitCounts))
    }
    const parts = { options, format, folder, pseudonymKey, pseudonymiser, context }
    const wereScored = await areScored(paths, context)
    if (wereScored && format !== 'convokit' && !asksForScores)
      return reportEnd(await convertScored(paths, pseudonymiser, { ...parts, deals: given }))
    const isShort = (byteCountOf(paths) ?? LONG_BYTE_COUNT) < LONG_BYTE_COUNT
    const { model, takePlan, sampling } = await openModel(options, pseudonymiser?.text ?? ((text) => text), context, isShort)
    await checkModelScheme(model, options.scheme)
    const teach = await readLesson(options, model, context)
    const suggest = (): void => suggestNext(context, 'classify', ...paths, ...again(options), '--out', 'scored.jsonl')
    const shared = { ...parts, scheme: model.scheme, model, teach, sampling, unitCounts, suggest }
    const runWith: RunWith = (records) => {
      const deals = options.mover === undefined ? addRecordedDeals(given, records) : given
      const pipeline = createPipeline({ model, deals, ...pipelineOptionsOf(options, 0) })
      return { ...shared, deals, pipeline, tied: { paths, candidates: candidatesOf(options, deals), hasColumn } }
    }
    // Wrong options are told before a long input is read; the deals of scored posts are known when it was.
    if (!wereScored) runWith([])
    const opened = takePlan === null && sampling === null && isRowFormat(format) ? await openThreads(paths, options, context) : null
    if (opened?.parts) return reportEnd(await classifyParts(opened.parts, shared, runWith))
    const inputs = await (opened?.hold() ?? readInputs(paths, options, context))
    const records = [...withRecordedDeals(new Map<string, DealRecord>(), inputs.posts).values()]
    const run = runWith(records)
    if (takePlan === null) return reportEnd(await classifyHeld(inputs, run))
    await withOutput(options.out ?? null, context.io, async (output) => {
      for await (const _ of await scoreHeld(inputs, run)) await output.write(takePlan())
    })
  },
})

/** From this many bytes on, threads with models of their own may score. Choice: a thousand short posts. */
const LONG_BYTE_COUNT = 100_000

async function filterClassify(options: ClassifyOptions, inputs: readonly string[], context: CommandContext): Promise<void> {
  checkFilter(options, inputs, CLASSIFY_OPTIONS)
  const deals = await readDealOptions(options, await readCatalogue())
  // One thread, because the engine distributes the cores.
  const model = loadModel(options.model, { encoderThreadCount: 1, onSlowRuntime: (message) => context.log.warn(message) })
  await checkModelScheme(model, options.scheme)
  const parts = { model, modelSha256: hashModel(options.model), deals }
  await runFilter(parts, options, context)
}
