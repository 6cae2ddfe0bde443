import { formatCount } from '../../../base/text/format-count.js'
import type { DealRecord } from '../../../base/thread/capture-ledger.js'
import { withRecordedDeals } from '../../../base/thread/deal-record.js'
import type { StanceClassifier } from '../../../judge/stance/stance-classifier.js'
import { byteCountOf } from '../../node/file/read-source.js'
import { describeModel } from '../../node/model/shipped-models.js'
import { sizeOption } from '../audit/audit-plan.js'
import { openThreads } from '../input/open-threads.js'
import { checkModelScheme } from '../input/read-audited.js'
import { checkPaths, checkRepeats, parseCaptured, readInputs } from '../input/read-inputs.js'
import { defineCommand, suggestNext } from '../kit/command.js'
import { chooseFormat, probeOutput } from '../kit/write-output.js'
import { checkPostOutput, isRowFormat, isTableFile, outputsOf, ROW_FORMATS } from '../output/write-posts.js'
import { asksForScores, CLASSIFY_OPTIONS, type ClassifyOptions, checkOptions, readPseudonyms, wordsAgain } from './classify-options.js'
import { classifyHeld, classifyParts, readLesson, withRecords } from './classify-posts.js'
import { asksOfEachPost, openModel } from './language-model.js'
import { checkOneTie, readDealOptions } from './scoring-options.js'
import { areScored, exportScored, openStdin } from './write-run.js'

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
    const format = chooseFormat({
      given: options.format,
      out: options.out,
      choices: ['table', 'json', ...ROW_FORMATS],
      standard: options.out === undefined && caller.io.stdout.isTTY === true ? 'table' : 'jsonl',
    })
    checkOptions(options, format)
    checkPostOutput(options, format, caller.io)
    const outputs = [...outputsOf(options.out), options.breakdown]
    const { deals, layout, learn, scheme } = options
    checkPaths(paths, { read: [deals, layout, learn, scheme], outputs })
    const pseudonyms = await readPseudonyms(options, outputs, caller)
    const given = await readDealOptions(options, caller.io.stdin)
    parseCaptured(options.captured)
    checkOneTie(options)
    await checkRepeats(paths)
    if (options.breakdown !== undefined) await probeOutput(options.breakdown, caller.io)
    const { context, stdinSha256 } = await openStdin(paths, caller)
    const unitCounts = new Map<string | null, number>()
    const wereScored = await areScored(paths, context)
    const nameModel = ({ id }: StanceClassifier): void => {
      const isNamed = asksOfEachPost(options) || options.given !== undefined
      context.log.info(`model: ${id}${isNamed ? '' : `, ${describeModel(options.model)}`}`)
    }
    const reportEnd = (postCount: number): void => {
      if (options.out !== undefined) context.log.info(`${formatCount(postCount, 'scored post')} written to ${options.out}`)
      if (options.breakdown !== undefined) context.log.info(`breakdown written to ${options.breakdown}`)
      if (isTableFile(format) && options.out !== undefined && !wereScored)
        context.log.info(`${options.out} is an export; give --out posts.jsonl to count, cite or audit`)
      if (format === 'jsonl' && options.out !== undefined) suggestNext(context, 'audit', options.out, ...sizeOption(unitCounts))
    }
    const parts = { options, format, paths, deals: given, context }
    if (wereScored && !asksForScores(options)) return reportEnd(await exportScored(parts, pseudonyms?.pseudonymiser))
    const isShort = (byteCountOf(paths) ?? LONG_BYTE_COUNT) < LONG_BYTE_COUNT
    const model = await openModel(options, pseudonyms?.pseudonymiser.text ?? ((text) => text), context, isShort)
    await checkModelScheme(model, options.scheme)
    const teach = await readLesson(options, model, context)
    const next = ['classify', ...paths, ...wordsAgain(options), '--out', 'scored.jsonl']
    const shared = { ...parts, scheme: model.scheme, model, teach, pseudonyms, stdinSha256, unitCounts, next }
    const reading = { ...options, labels: model.scheme.labels }
    // Reports wrong options before a long input is read. The deals of scored posts are known only afterwards.
    if (!wereScored) withRecords(shared, [])
    const opened = isRowFormat(format) ? await openThreads(paths, reading, context) : null
    if (opened?.parts) {
      const postCount = await classifyParts(opened.parts, shared)
      nameModel(model)
      return reportEnd(postCount)
    }
    const inputs = await (opened?.hold() ?? readInputs(paths, reading, context))
    // The model is named after all input is read, so that bad input gets a single line.
    nameModel(model)
    const run = withRecords(shared, withRecordedDeals(new Map<string, DealRecord>(), inputs.posts).values())
    reportEnd(await classifyHeld(inputs, run))
  },
})

/** From this many bytes on, several threads score, each with its own model. Choice: a thousand short posts. */
const LONG_BYTE_COUNT = 100_000
