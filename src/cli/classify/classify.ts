import { basename, join } from 'node:path'
import {
  ANSI_STYLE,
  type Breakdown,
  createPipeline,
  type Pipeline,
  PLAIN_STYLE,
  redactQuotes,
  renderBreakdownTable,
  renderConvokit,
  renderJson,
  renderPostTable,
  roundForPrint,
  type ScoredPost,
  SHARE_NOTICE,
  type TableOptions,
} from '../../index.js'
import { createPseudonymiser, PACKAGE_ROOT, readDeals } from '../../node.js'
import { checkNoFilter } from '../filter/filter-options.js'
import { checkInputs, type Inputs, readInputs } from '../input/read-inputs.js'
import { type CommandContext, defineCommand } from '../kit/command.js'
import { EXIT } from '../kit/exit-code.js'
import { chooseFormat } from '../kit/format.js'
import { wantsColour, widthOf } from '../kit/io.js'
import { probeOutput, withOutput } from '../kit/write-output.js'
import { checkResume, mayBeBulk } from '../options/bulk-options.js'
import { countingOf } from '../options/counting-options.js'
import { editInputs, readKeyOption } from '../options/pseudonym-options.js'
import { checkModelScheme } from '../options/scheme-option.js'
import { pipelineOptionsOf } from '../options/scoring-options.js'
import { checkFolder, headersOf, writeConvokit } from '../output/write-convokit.js'
import { withHeldOutput } from '../output/write-held.js'
import { checkSink, ROW_FORMATS } from '../output/write-posts.js'
import { openForBulk } from '../read-bulk.js'
import { scoreInputs } from '../score-inputs.js'
import { withEndings } from '../with-endings.js'
import { classifyBulk } from './classify-bulk.js'
import { CLASSIFY_OPTIONS, type ClassifyOptions, checkOutputs } from './classify-options.js'
import { explainPost } from './explain-post.js'
import { filterClassify } from './filter-classify.js'
import { openModel, printPlan } from './llm-session.js'
import { checkWatch, watchClassify } from './watch-classify.js'

/** Scores every post and breaks the posts down by deal: the main job. */
export const classify = defineCommand({
  name: 'classify',
  summary: 'Labels every post of a thread and breaks the posts down by deal.',
  inputs: { word: 'INPUT…', help: 'files of any form (--source list), or -' },
  options: CLASSIFY_OPTIONS,
  examples: [
    'npm run classify -- corpus/samples/xai-compute.txt',
    'npm run --silent classify -- posts.csv --columns text=body > scored.jsonl',
    'npm run classify -- corpus/samples/xai-compute.txt --explain p4',
  ],
  run: withEndings(async (values, paths, context, atEnd) => {
    const options = values as ClassifyOptions
    if (options.filter) return await filterClassify(options, paths, context)
    checkNoFilter(options)
    const format = chooseFormat({
      given: options.format,
      out: options.out,
      choices: ['table', 'json', ...ROW_FORMATS, 'convokit'],
      standard: options.out === undefined && context.io.stdout.isTTY === true ? 'table' : 'jsonl',
    })
    checkSink(format, { excel: options.excel, isTerminal: options.out === undefined && context.io.stdout.isTTY === true })
    checkOutputs(options, format)
    const outFolder = format === 'convokit' && options.out !== undefined ? join(options.out, 'utterances.jsonl') : options.out
    checkResume(options, format)
    const pseudonymKey = await readKeyOption(options, [outFolder, options.breakdown], context.log)
    const pseudonymiser = pseudonymKey === null ? null : createPseudonymiser(pseudonymKey)
    const folder = format === 'convokit' ? checkFolder(options.out) : null
    const deals = await readDeals(options.deals ?? join(PACKAGE_ROOT, 'corpus', 'deals.json'), { stdin: context.io.stdin })
    checkInputs(paths, options, [options.out, options.breakdown])
    if (options.breakdown !== undefined) await probeOutput(options.breakdown, context.io)
    const watched = options.watch
      ? checkWatch(paths, format, { out: options.out, breakdown: options.breakdown, explain: options.explain })
      : null
    const { model, takePlan } = await openModel(options, pseudonymiser?.text ?? ((text) => text), context, atEnd)
    await checkModelScheme(model, options.scheme)
    const pipelineFor = (postCount: number): Pipeline => createPipeline({ model, deals, ...pipelineOptionsOf(options, postCount) })
    const breakDown = (by: Pipeline, posts: readonly ScoredPost[]): Breakdown => by.aggregate(posts, countingOf(options))
    const tableOf = (): TableOptions => {
      const isTerminal = options.out === undefined
      return {
        scheme: model.scheme,
        width: isTerminal ? widthOf(context.io.stdout) : widthOf({ write: () => {} }),
        style: isTerminal && wantsColour(context.io.stdout, context.io.env, context.isColourRefused) ? ANSI_STYLE : PLAIN_STYLE,
      }
    }
    const tellEnd = (postCount: number): number => {
      if (format === 'share') for (const notice of SHARE_NOTICE) context.log.info(notice)
      if (options.out !== undefined) context.log.info(`${postCount} scored posts written to ${options.out}`)
      if (options.breakdown !== undefined) context.log.info(`breakdown written to ${options.breakdown}`)
      return EXIT.DONE
    }
    if (watched !== null) {
      const read = (quieter: CommandContext): Promise<Inputs> => readInputs(paths, options, quieter)
      const edit = (posts: readonly ScoredPost[]): readonly ScoredPost[] =>
        redactQuotes(pseudonymiser === null ? posts : posts.map(pseudonymiser.scored), options['redact-quotes']).posts
      await watchClassify({ paths, format: watched, tableOf, context, readInputs: read, pipelineFor, edit, breakDown })
      return EXIT.DONE
    }
    const opened = takePlan === null && mayBeBulk(options, format) ? await openForBulk(paths, options, context) : null
    if (opened?.inputs && mayBeBulk(options, format)) {
      const bulk = { inputs: opened.inputs, options, format, pipeline: pipelineFor(0), model, deals, pseudonymKey, context }
      return tellEnd(await classifyBulk(bulk))
    }
    const inputs = await readInputs(paths, options, context, opened?.sources)
    const pipeline = pipelineFor(inputs.posts.length)
    if (takePlan !== null) return await printPlan(pipeline, inputs.threads, takePlan, options.out ?? null, context)
    const explained = options.explain === undefined ? null : await explainPost(options.explain, inputs.threads, pipeline, tableOf())
    await withHeldOutput(folder === null ? (options.out ?? null) : null, context.io, async (output) => {
      if (explained !== null) return output.write(explained)
      const isKept = format === 'table' || format === 'json' || folder !== null || options.breakdown !== undefined
      const { scored: all, sha256 } = await scoreInputs(pipeline, inputs, { options, format, output, isKept, pseudonymiser, context })
      if (!isKept) return
      const { posts: scored, withheldCount } = redactQuotes(all, options['redact-quotes'])
      if (withheldCount > 0) {
        context.log.info(
          `${withheldCount} texts withheld: their accounts are seen fewer than ${options['redact-quotes']} times, or unknown`,
        )
      }
      if (folder !== null)
        await writeConvokit(folder, renderConvokit(scored, headersOf(editInputs(inputs, pseudonymiser).threads)), context.io)
      const counted = breakDown(pipeline, scored)
      const name = options.out === undefined || options.out === '-' ? null : basename(options.out)
      const breakdown: Breakdown = sha256 === null ? counted : { ...counted, evidence: [{ role: 'scored', name, sha256 }] }
      if (format === 'json') await output.write(`${JSON.stringify({ posts: scored.map(roundForPrint), breakdown }, null, 2)}\n`)
      if (format === 'table') {
        const table = tableOf()
        await output.write(`${renderPostTable(scored, table)}\n${renderBreakdownTable(breakdown, table)}`)
      }
      if (options.breakdown !== undefined) await withOutput(options.breakdown, context.io, (file) => file.write(renderJson(breakdown)))
    })
    return explained === null ? tellEnd(inputs.posts.length) : EXIT.DONE
  }),
})
