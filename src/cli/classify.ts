import { createHash } from 'node:crypto'
import { basename, join } from 'node:path'
import {
  ANSI_STYLE,
  AUTO_EVIDENCE_POST_COUNT,
  type Breakdown,
  createPipeline,
  type Pipeline,
  PipelineError,
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
} from '../index.js'
import { DEFAULT_MODEL, loadModel, PACKAGE_ROOT, type Pseudonymiser, readDeals } from '../node.js'
import { type COMMON_OPTIONS, type CommandContext, defineCommand, type OptionTable, type OptionValues } from './command.js'
import { EXIT } from './exit-code.js'
import { explainPost } from './explain-post.js'
import { chooseFormat } from './format.js'
import { wantsColour, widthOf } from './io.js'
import { startProgress } from './progress.js'
import { editInputs, openPseudonymiser, PSEUDONYM_OPTIONS } from './pseudonym-options.js'
import { checkInputs, INGEST_OPTIONS, type Inputs, readInputs } from './read-inputs.js'
import { checkWatch, watchClassify } from './watch-classify.js'
import { checkFolder, headersOf, writeConvokit } from './write-convokit.js'
import { type Output, withOutput } from './write-output.js'
import { checkSink, EXCEL_OPTION, isRowFormat, openScoredSink, ROW_FORMATS } from './write-posts.js'

const OPTIONS = {
  model: { type: 'text', value: 'ID', default: DEFAULT_MODEL, help: 'linear-en is 40 times faster' },
  deals: { type: 'text', value: 'FILE', help: 'catalogue of deals instead of the one that ships' },
  deal: { type: 'list', value: 'ID', help: 'deal that the inputs are about (repeatable)' },
  format: {
    type: 'choice',
    choices: ['table', 'jsonl', 'csv', 'json', 'parquet', 'share', 'convokit'],
    help: 'table on a terminal, else jsonl',
  },
  out: { type: 'text', value: 'FILE', help: 'write there; its ending gives the format' },
  ...EXCEL_OPTION,
  ...PSEUDONYM_OPTIONS,
  'redact-quotes': {
    type: 'number',
    value: 'N',
    default: 1,
    low: 1,
    high: 1e6,
    isInteger: true,
    help: 'table: hide texts of rarer accounts',
  },
  breakdown: { type: 'text', value: 'FILE', help: 'write the breakdown per deal there, as JSON' },
  evidence: { type: 'choice', choices: ['auto', 'on', 'off'], default: 'auto', help: 'deciding words; on: all, slower' },
  explain: { type: 'text', value: 'ID', help: 'print why this post got its label' },
  context: { type: 'choice', choices: ['on', 'off'], default: 'on', help: 'let replies see what they answer' },
  'any-language': { type: 'flag', help: 'score posts that are not in English too' },
  'two-way': { type: 'flag', help: 'give the lean as the label: all take a side' },
  'min-probability': { type: 'number', value: 'P', default: 0, low: 0, high: 1, help: 'below it a post is unsure' },
  count: { type: 'choice', choices: ['posts', 'replies'], default: 'posts', help: 'replies: without answered roots' },
  'count-duplicates': { type: 'choice', choices: ['all', 'once'], default: 'all', help: 'once: the same words count as one' },
  seed: { type: 'number', value: 'N', default: 1, low: 0, high: Number.MAX_SAFE_INTEGER, isInteger: true, help: 'of the intervals' },
  watch: { type: 'flag', help: 'score again when a file grows, until Ctrl-C' },
  ...INGEST_OPTIONS,
} as const satisfies OptionTable

type Options = OptionValues<typeof OPTIONS & typeof COMMON_OPTIONS>

/** Scores every post and breaks the posts down by deal: the main job. */
export const classify = defineCommand({
  name: 'classify',
  summary: 'Labels every post of a thread and breaks the posts down by deal.',
  inputs: { word: 'INPUT…', help: 'files of any form (--source list), or -' },
  options: OPTIONS,
  examples: [
    'npm run classify -- corpus/samples/xai-compute.txt',
    'npm run --silent classify -- posts.csv --columns text=body > scored.jsonl',
    'npm run classify -- corpus/samples/xai-compute.txt --explain p4',
  ],
  run: async (values, paths, context) => {
    const options = values as Options
    const format = chooseFormat({
      given: options.format,
      out: options.out,
      choices: ['table', 'json', ...ROW_FORMATS, 'convokit'],
      standard: options.out === undefined && context.io.stdout.isTTY === true ? 'table' : 'jsonl',
    })
    checkSink(format, { excel: options.excel, isTerminal: options.out === undefined && context.io.stdout.isTTY === true })
    checkOutputs(options, format)
    const outFolder = format === 'convokit' && options.out !== undefined ? join(options.out, 'utterances.jsonl') : options.out
    const pseudonymiser = await openPseudonymiser(options, [outFolder, options.breakdown], context.log)
    const folder = format === 'convokit' ? checkFolder(options.out) : null
    const deals = await readDeals(options.deals ?? join(PACKAGE_ROOT, 'corpus', 'deals.json'), { stdin: context.io.stdin })
    checkInputs(paths, options, [options.out, options.breakdown])
    const watched = options.watch
      ? checkWatch(paths, format, { out: options.out, breakdown: options.breakdown, explain: options.explain })
      : null
    const model = loadModel(options.model)
    const pipelineFor = (postCount: number): Pipeline =>
      createPipeline({
        model,
        deals,
        dealIds: options.deal,
        evidence: options.evidence === 'on' ? 'full' : options.evidence === 'auto' && postCount <= AUTO_EVIDENCE_POST_COUNT,
        minProbability: options['min-probability'],
        twoWay: options['two-way'],
        context: options.context === 'on',
        anyLanguage: options['any-language'],
      })
    const breakDown = (by: Pipeline, posts: readonly ScoredPost[]): Breakdown =>
      by.aggregate(posts, { count: options.count, countDuplicates: options['count-duplicates'], seed: options.seed })
    const tableOf = (): TableOptions => {
      const isTerminal = options.out === undefined
      return {
        scheme: model.scheme,
        width: isTerminal ? widthOf(context.io.stdout) : widthOf({ write: () => {} }),
        style: isTerminal && wantsColour(context.io.stdout, context.io.env, context.isColourRefused) ? ANSI_STYLE : PLAIN_STYLE,
      }
    }
    if (watched !== null) {
      const read = (quieter: CommandContext): Promise<Inputs> => readInputs(paths, options, quieter)
      const edit = (posts: readonly ScoredPost[]): readonly ScoredPost[] =>
        redactQuotes(pseudonymiser === null ? posts : posts.map(pseudonymiser.scored), options['redact-quotes']).posts
      await watchClassify({ paths, format: watched, tableOf, context, readInputs: read, pipelineFor, edit, breakDown })
      return EXIT.DONE
    }
    const inputs = await readInputs(paths, options, context)
    const pipeline = pipelineFor(inputs.posts.length)
    const explained = options.explain === undefined ? null : await explainPost(options.explain, inputs.threads, pipeline, tableOf())
    await withOutput(folder === null ? (options.out ?? null) : null, context.io, async (output) => {
      if (explained !== null) return output.write(explained)
      const isKept = format === 'table' || format === 'json' || folder !== null || options.breakdown !== undefined
      const { scored: all, sha256 } = await scoreAll(pipeline, inputs, { options, format, output, isKept, pseudonymiser, context })
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
    if (explained !== null) return EXIT.DONE
    if (format === 'share') for (const notice of SHARE_NOTICE) context.log.info(notice)
    if (options.out !== undefined) context.log.info(`${inputs.posts.length} scored posts written to ${options.out}`)
    if (options.breakdown !== undefined) context.log.info(`breakdown written to ${options.breakdown}`)
    return EXIT.DONE
  },
})

function checkOutputs(
  { out, breakdown, explain, pseudonymise, 'redact-quotes': minimumCount, format: given }: Options,
  format: string,
): void {
  if (minimumCount > 1 && (format !== 'table' || explain !== undefined)) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `expected --redact-quotes with --format table, got ${explain === undefined ? format : '--explain'}. Forms that programs read keep every text.`,
    )
  }
  if (pseudonymise !== undefined && explain !== undefined) {
    throw new PipelineError('USAGE_OPTION_INVALID', 'expected --pseudonymise or --explain, got both. --explain prints a post as it stands.')
  }
  const beside =
    breakdown !== undefined ? `--breakdown ${breakdown}` : given !== undefined && given !== 'table' ? `--format ${given}` : null
  if (explain !== undefined && beside !== null) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      `expected --explain alone, got ${beside} beside it. It prints sentences on one post; run classify again for the others.`,
    )
  }
  if (breakdown === '-') {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      'expected --breakdown with the name of a file, got "-". stdout carries the posts; --format json prints both.',
    )
  }
  if (breakdown !== undefined && breakdown === out) {
    throw new PipelineError('USAGE_OPTION_INVALID', `expected --out and --breakdown to be two files, got "${out}" for both.`)
  }
}

interface ScoringRun {
  readonly options: Options
  readonly format: string
  readonly output: Output
  /** Whether the posts are wanted after they were written. */
  readonly isKept: boolean
  readonly pseudonymiser: Pseudonymiser | null
  readonly context: CommandContext
}

interface Scored {
  /** Empty unless they are kept. */
  readonly scored: readonly ScoredPost[]
  /** Of the lines written; null where they are not those of a scored file. */
  readonly sha256: string | null
}

/** Scores batch by batch; lines are written as they come. */
async function scoreAll(
  pipeline: Pipeline,
  { threads, posts }: Inputs,
  { options, format, output, isKept, pseudonymiser, context }: ScoringRun,
): Promise<Scored> {
  const kept: ScoredPost[] = []
  const progress = startProgress(posts.length, context, options.quiet)
  const hash = format === 'jsonl' ? createHash('sha256') : null
  const hashed: Output = {
    ...output,
    write: (data) => {
      hash?.update(data)
      return output.write(data)
    },
  }
  const sink = isRowFormat(format) ? await openScoredSink(format, hashed, { scheme: pipeline.scheme, isForExcel: options.excel }) : null
  let doneCount = 0
  try {
    for await (const found of pipeline.stream(threads)) {
      const batch = pseudonymiser === null ? found : found.map(pseudonymiser.scored)
      await sink?.add(batch)
      if (isKept) for (const post of batch) kept.push(post)
      progress.advance((doneCount += batch.length))
    }
    await sink?.end()
  } finally {
    progress.end()
  }
  return { scored: kept, sha256: hash?.digest('hex') ?? null }
}
