import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { titleOf } from '../../../base/thread/deal-record.js'
import {
  type AskedModel,
  type RunRecord,
  RunTally,
  renderRunRecords,
} from '../../../base/thread/run-record.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import { parseScoredPost } from '../../../count/breakdown/parse-scored-post.js'
import type { PostCounter } from '../../../count/counter/counter.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { shellWord, wrapLine } from '../../../say/format/display-width.js'
import { recordOf } from '../../../say/rows/render-jsonl.js'
import { scoredColumns, scoredRows, type TableExtras } from '../../../say/rows/source-columns.js'
import { renderBreakdownTable } from '../../../say/table/render-breakdown-table.js'
import { renderPostTable } from '../../../say/table/render-post-table.js'
import { proseWidth, renderCard, resultCard } from '../../../say/table/result-card.js'
import { keptFiguresOf } from '../../node/model/kept-figures.js'
import { DealTies } from '../../node/score/deal-ties.js'
import type { ScoredRows } from '../../node/score/thread-scorer.js'
import { runPathOf } from '../../node/scored/run-file.js'
import { cleanUpOnStop } from '../../node/write/whole-file.js'
import { logOutlook, nameDealCommand } from '../audit/audit-plan.js'
import type { RecordCounts } from '../input/count-records.js'
import { type CommandContext, suggestNext, typedCommand } from '../kit/command.js'
import { type Progress, startProgress } from '../kit/progress.js'
import { type Output, tableStyleOf, withOutput } from '../kit/write-output.js'
import { isFile, isRowFormat, isTableFile, openTable } from '../output/write-posts.js'
import type { ClassifyOptions } from './classify-options.js'
import { logTies, warnUnnamed } from './scoring-options.js'

/** A run of classify, as its outputs need it. */
export interface OutputRun {
  readonly options: ClassifyOptions
  readonly format: string
  readonly paths: readonly string[]
  readonly scheme: StanceScheme
  readonly deals: readonly Deal[]
  readonly openCounter: Pipeline['openCounter']
  /** False where posts keep their earlier scores. */
  readonly isFresh: boolean
  readonly postCount: number
  /** Records that were read; absent where posts keep their earlier scores. */
  readonly records?: RecordCounts
  readonly extras: TableExtras
  /** Records of the runs that made the labels. */
  readonly runs: readonly RunRecord[]
  /** Models that answered so far, if a language model is asked. */
  readonly asked?: () => AskedModel
  readonly context: CommandContext
  /** Words of the next command, for posts shown to a person. */
  readonly next: readonly string[]
}

/**
 * Larger runs end without closing lines: counting takes 50 µs a post, a quarter of `linear-en`'s
 * time. Choice.
 */
const MAX_TOLD_COUNT = 20_000

/** The file of fresh rows, whose finding is logged; null for other outputs. */
const freshFile = ({ options: { out }, format, isFresh }: OutputRun): string | null =>
  isRowFormat(format) && isFresh && out !== undefined && out !== '-' ? out : null

/** Sums of a run's posts, taken while they pass. */
interface RunSums {
  /** Null where nothing shows the counts. */
  readonly counter: PostCounter | null
  readonly ties: DealTies
  postCount: number
  /** It was said how to name the move. */
  isAdvised: boolean
}

function openSums(run: OutputRun): RunSums {
  const isCounting =
    !isRowFormat(run.format) || (freshFile(run) !== null && run.postCount <= MAX_TOLD_COUNT)
  return {
    counter: isCounting ? run.openCounter() : null,
    ties: new DealTies(),
    postCount: 0,
    isAdvised: false,
  }
}

type Rows = AsyncIterable<ScoredRows> | Iterable<ScoredRows>

/**
 * Writes scored posts: rows as they come, other formats when all have come. Then logs the finding.
 * Ended by an error or a signal, it leaves the earlier output or none.
 */
export async function writeRun(run: OutputRun, rows: Rows): Promise<void> {
  const { options, format, context } = run
  const keepsRecords = (isRowFormat(format) || format === 'json') && (await isFile(options.out))
  const sums = openSums(run)
  const progress = startProgress(run.postCount, context)
  const cancelCleanUp = cleanUpOnStop(() => progress.end())
  const write = (output: Output) => writeBatches(run, rows, output, sums, progress)
  await withOutput(options.out ?? null, context.io, write).finally(() => {
    progress.end()
    cancelCleanUp()
  })
  const runs = recordsOf(run)
  if (keepsRecords && options.out !== undefined && runs.length > 0)
    await withOutput(runPathOf(options.out), context.io, (file) =>
      file.write(renderRunRecords(runs)),
    )
  const path = freshFile(run)
  if (path !== null && sums.counter !== null) await logFinding(sums.counter.breakdown(), run, sums)
  else if (path !== null)
    context.log.info(
      `Shares, capture and labels needed: ${typedCommand(context, `aggregate ${shellWord(path)}`)}`,
    )
  logWritten(run, sums.postCount)
}

async function writeBatches(
  run: OutputRun,
  rows: Rows,
  output: Output,
  sums: RunSums,
  progress: Progress,
): Promise<void> {
  const { options, format, context } = run
  const { counter, ties } = sums
  const columns = scoredColumns(run.scheme, run.extras)
  const table = isTableFile(format) ? await openTable(format, output, columns, context.log) : null
  const kept: ScoredPost[] = []
  for await (const { bytes, postCount, ties: tied } of rows) {
    const posts = counter !== null || table !== null ? postsIn(bytes, run.scheme) : []
    if (format === 'jsonl') await output.write(bytes)
    if (!isRowFormat(format)) for (const post of posts) kept.push(post)
    await table?.write(scoredRows(posts))
    counter?.add(posts)
    if (tied) ties.addCounts(tied)
    progress.advance((sums.postCount += postCount))
  }
  progress.end()
  if (run.records)
    sums.isAdvised = logTies(ties.counts(), options, run.deals, run.paths, context, run.records)
  if (counter === null) warnUnnamed(ties.counts(), options, run.deals, context)
  if (!isRowFormat(format) && counter !== null)
    await writePosts(kept, counter.breakdown(), run, sums, output)
  await table?.end()
}

/** Names the files, and the next command. */
function logWritten({ options, format, isFresh, context }: OutputRun, postCount: number): void {
  const { out } = options
  if (out === undefined) return
  context.log.info(`${formatCount(postCount, 'scored post')} written to ${out}`)
  if (isTableFile(format) && isFresh)
    context.log.info(`${out} is an export; give --out posts.jsonl to count, cite or audit`)
  if (format === 'jsonl') suggestNext(context, 'audit', out)
}

/** The records of runs, with who answered where a language model was asked. */
const recordsOf = ({ runs, asked }: OutputRun): readonly RunRecord[] =>
  asked === undefined ? runs : runs.map((record) => ({ ...record, asked: asked() }))

const postsIn = (bytes: Uint8Array, scheme: StanceScheme): ScoredPost[] =>
  new TextDecoder()
    .decode(bytes)
    .split('\n')
    .flatMap((line) =>
      line === '' ? [] : parseScoredPost<string>(JSON.parse(line), 'a line of this run', scheme),
    )

async function writePosts(
  posts: readonly ScoredPost[],
  breakdown: Breakdown,
  run: OutputRun,
  sums: RunSums,
  output: Pick<Output, 'write'>,
): Promise<void> {
  if (run.format === 'table') return await writeTable(posts, breakdown, run, sums, output)
  const tally = new RunTally()
  tally.add(posts)
  const runs = tally.runs(recordsOf(run))
  const result = { posts: posts.map(recordOf), breakdown: { ...breakdown, runs } }
  await output.write(`${JSON.stringify(result, null, 2)}\n`)
}

/** Advice on tying posts to a deal: name one, or one of those that were given. */
const dealPlace = (
  { options, context, paths, isFresh }: OutputRun,
  { isAdvised }: Pick<RunSums, 'isAdvised'>,
) => ({
  nameDeal: nameDealCommand(
    context,
    isFresh ? paths : ['THREAD'],
    options.out ?? 'scored.jsonl',
    options.deals,
  ),
  isAdvised,
  hasDeals: options.deals !== undefined,
  isFound: options.deals === undefined && options.mover === undefined && options.deal.length === 0,
})

/** Logs the model's counts and the outlook of a citation, for posts that went to a file. */
async function logFinding(breakdown: Breakdown, run: OutputRun, sums: RunSums): Promise<void> {
  const { log } = run.context
  const { subject, headline, rows, worth, others } = resultCard(
    breakdown,
    await keptFiguresOf(breakdown),
  )
  const prefix = subject === null || others.length === 0 ? '' : `${subject}: `
  if (rows.length > 0) log.info(`${prefix}${headline}. These counts are not for print.`)
  for (const { name, line } of others) log.info(`${name}: ${line}.`)
  if (worth !== null) log.info(worth)
  logOutlook(breakdown, dealPlace(run, sums), run.context)
}

/**
 * Writes scored posts as a table. A terminal gets the result card and the next command: the screen
 * ends with the finding. A file or a pipe gets every post, then the breakdown in full.
 */
async function writeTable(
  posts: readonly ScoredPost[],
  breakdown: Breakdown,
  run: OutputRun,
  sums: RunSums,
  output: Pick<Output, 'write'>,
): Promise<void> {
  const { options, scheme, deals, context } = run
  const table = {
    scheme,
    dealNames: new Map(deals.map((deal) => [deal.id, titleOf(deal)])),
    ...tableStyleOf(options.out, context),
  }
  const figures = await keptFiguresOf(breakdown)
  if (options.out !== undefined || context.io.stdout.isTTY !== true) {
    await output.write(
      `${renderPostTable(posts, table)}\n${renderBreakdownTable(breakdown, { ...table, figures })}`,
    )
    return suggestNext(context, ...run.next)
  }
  const { style } = table
  const card = resultCard(breakdown, figures)
  const cautions = card.cautions.flatMap((caution) =>
    wrapLine(`! ${caution}`, proseWidth(table.width), 2).map(style.caution),
  )
  await output.write(`${[...renderCard(card, table), ...cautions].join('\n')}\n\n`)
  logOutlook(breakdown, dealPlace(run, sums), context)
  context.log.info('To see every post: --out posts.txt')
  suggestNext(context, ...run.next)
}
