import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { isolate } from '../../../base/text/right-to-left.js'
import { titleOf } from '../../../base/thread/deal-record.js'
import { RunTally, renderRunRecords } from '../../../base/thread/run-record.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import { openCounter } from '../../../count/counter/counter.js'
import type { NameTest } from '../../../judge/deals/add-deals.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { sampleOwnColumns } from '../../../read/record/own-columns.js'
import { listed } from '../../../say/facts/wording.js'
import { shellWord, wrapLine } from '../../../say/format/display-width.js'
import { DateBook } from '../../../say/format/format-value.js'
import { renderJson, roundForPrint } from '../../../say/rows/render-jsonl.js'
import type { TableExtras } from '../../../say/rows/source-columns.js'
import { renderBreakdownCsv } from '../../../say/table/render-breakdown-csv.js'
import { renderBreakdownTable } from '../../../say/table/render-breakdown-table.js'
import { renderPostTable } from '../../../say/table/render-post-table.js'
import { proseWidth, renderCard, resultCard } from '../../../say/table/result-card.js'
import { ownTypesOf } from '../../node/batch/batch-plan.js'
import { nameOf, openSource } from '../../node/file/read-source.js'
import { keptFiguresOf } from '../../node/model/measure-models.js'
import type { Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { DealTies } from '../../node/score/deal-ties.js'
import { rowsOf, type ScoredRows } from '../../node/score/score-plan.js'
import { readRunRecords, runPathOf } from '../../node/scored/run-file.js'
import { holdsScoredLines } from '../../node/scored/scored-head.js'
import type { RunIdentity } from '../../node/write/resumable-output.js'
import { cleanUpOnStop } from '../../node/write/whole-file.js'
import { nameDealCommand, sayOutlook } from '../audit/audit-plan.js'
import { countingOf, readRun, readSchemeOption, sayApart } from '../input/read-audited.js'
import { type CliIo, type CommandContext, suggestNext, typedCommand } from '../kit/command.js'
import { startProgress } from '../kit/progress.js'
import { type Output, tableStyleOf, withOutput } from '../kit/write-output.js'
import { isFile, isRowFormat } from '../output/write-posts.js'
import { openScoredOutput, type ScoredOutput } from '../output/write-scored.js'
import { breakdownFormOf, type ClassifyOptions, SHOWN_COUNT } from './classify-options.js'
import { withoutInputNames } from './record-run.js'
import { sayTies } from './scoring-options.js'

/** A run of classify, as its outputs need it. */
export interface OutputRun {
  readonly options: ClassifyOptions
  readonly format: string
  readonly paths: readonly string[]
  readonly scheme: StanceScheme
  readonly deals: readonly Deal[]
  /** See `testOfGiven`. */
  readonly namesDeal: NameTest | null
  readonly openCounter: Pipeline['openCounter']
  /** False where posts keep their earlier scores. */
  readonly isFresh: boolean
  readonly context: CommandContext
  /** Words of the next command, for posts shown to a person. */
  readonly next: readonly string[]
}

/** Shape of the posts that a run writes. */
interface RunShape {
  readonly recordCount: number
  readonly extras: TableExtras
  /** Identity of a run that can be resumed; null for others. */
  readonly identity: RunIdentity | null
}

/** Takes scored posts to the outputs of a run. */
interface RunRows extends Pick<ScoredOutput, 'takeWritten' | 'isReplacing'> {
  write(rows: ScoredRows): Promise<void>
  /** Takes the posts that a stopped run has scored. */
  addDone(recordCount: number, posts: readonly ScoredPost[]): void
}

/** Larger runs end without closing lines: counting takes 40 µs a post, a quarter of `linear-en`'s time. Choice. */
const MAX_TOLD_COUNT = 20_000

type NamedOutputs = Pick<OutputRun, 'options' | 'format' | 'isFresh'>

/** True if a run ends with closing lines: fresh rows went to a file. */
const isTold = ({ options: { out }, format, isFresh }: NamedOutputs): boolean =>
  isRowFormat(format) && isFresh && out !== undefined && out !== '-'

/** True if posts are needed beside their rows: for counting, or without an output of rows. */
export const needsPosts = (run: NamedOutputs, recordCount: number): boolean =>
  run.options.breakdown !== undefined || !isRowFormat(run.format) || (isTold(run) && recordCount <= MAX_TOLD_COUNT)

/** Writes the scored posts that `fill` gives: rows at once, other formats and the breakdown when all posts are scored. */
export async function writeRun(run: OutputRun, shape: RunShape, fill: (rows: RunRows) => Promise<void>): Promise<void> {
  const { options, format, scheme, context } = run
  const { recordCount, extras, identity } = shape
  const { out, breakdown: breakdownPath, resume: isResuming } = options
  const output = await openScoredOutput({ out, format, scheme, extras, isResuming, isForExcel: options['for-excel'], context }, identity)
  const isRows = isRowFormat(format)
  const { runs = [] } = extras
  const keepsRecords = (isRows || format === 'json') && (await isFile(out))
  // The closing lines hold no intervals.
  const resampling = isRows && breakdownPath === undefined ? { resampleCount: 1 } : {}
  const counter = needsPosts(run, recordCount) ? run.openCounter({ ...countingOf(options), ...resampling }) : null
  const kept: ScoredPost[] = []
  const tally = new RunTally()
  const take = (posts: readonly ScoredPost[]): void => {
    counter?.add(posts)
    tally.add(posts)
  }
  const ties = new DealTies(null)
  const withRuns = (breakdown: Breakdown): Breakdown => ({ ...breakdown, runs: tally.runs(runs) })
  let doneCount = 0
  let progress = startProgress(recordCount, context)
  const cancelCleanUp = cleanUpOnStop(() => progress.end())
  let sha256: string | null = null
  try {
    await fill({
      isReplacing: output.isReplacing,
      takeWritten: output.takeWritten,
      addDone: (count, posts) => {
        take(posts)
        const done = new DealTies(run.namesDeal)
        done.add(posts)
        ties.addCounts(done.counts())
        doneCount += count
        progress = startProgress(recordCount, context, { startCount: doneCount })
      },
      write: async ({ bytes, posts, postCount, ties: tied }) => {
        if (isRows) await output.write(bytes)
        else for (const post of posts) kept.push(post)
        take(posts)
        if (tied) ties.addCounts(tied)
        progress.advance((doneCount += postCount))
      },
    })
    progress.end()
    if (run.isFresh) sayTies(ties.counts(), options, run.deals, run.paths, context)
    if (!isRows && counter !== null) {
      const breakdown = withRuns(counter.breakdown())
      if (format === 'json') await output.write(`${JSON.stringify({ posts: kept.map(roundForPrint), breakdown }, null, 2)}\n`)
      if (format === 'table') await writeTable(kept, breakdown, run, output)
      if (breakdownPath !== undefined) await writeBreakdown(breakdownPath, breakdown, scheme, context.io)
    }
    sha256 = await output.end()
  } catch (error) {
    progress.end()
    await output.discard(error)
    throw error
  } finally {
    cancelCleanUp()
  }
  if (keepsRecords && out !== undefined && runs.length > 0) {
    const records = runPathOf(out)
    await withOutput(records, context.io, (file) => file.write(renderRunRecords(runs)))
  }
  if (isTold(run)) {
    if (counter !== null) await sayFinding(counter.breakdown(), run)
    else context.log.info(`Shares, capture and labels needed: ${typedCommand(context, 'aggregate')} ${shellWord(out ?? '')}`)
  }
  if (isRows && counter !== null && breakdownPath !== undefined) {
    try {
      const name = out === undefined || out === '-' ? null : basename(out)
      const evidence = sha256 === null ? {} : { evidence: [{ role: 'scored', name, sha256 }] as const }
      await writeBreakdown(breakdownPath, { ...withRuns(counter.breakdown()), ...evidence }, scheme, context.io)
    } catch (error) {
      if (out !== undefined && sha256 !== null) context.log.info(`${out} is whole: aggregate ${out} gives the breakdown`)
      throw error
    }
  }
}

/** How to tie posts to a deal: by naming one, or one of those that were given. */
const dealPlace = ({ deals }: OutputRun['options'], context: CommandContext, paths: readonly string[], out = 'scored.jsonl') => ({
  nameDeal: nameDealCommand(context, paths, out, deals),
  hasDeals: deals !== undefined,
})

/** Logs the model's counts and the outlook of a citation, for posts that went to a file. */
async function sayFinding(breakdown: Breakdown, { scheme, paths, options, context }: OutputRun): Promise<void> {
  const { rows, count, worth } = resultCard({ breakdown, scheme, dates: null, figures: await keptFiguresOf(breakdown) })
  const shares = listed(rows.map(({ text, label }) => `${text} ${isolate(label)}`))
  if (rows.length > 0) context.log.info(`The model counts ${shares} of ${formatCount(count, 'post')}. These counts are not for print.`)
  if (worth !== null) context.log.info(worth)
  sayOutlook(breakdown, dealPlace(options, context, paths, options.out), context)
}

/**
 * Writes scored posts as a table. A terminal gets the requested posts, the result card and the next command: the screen ends with the
 * finding. A file or a pipe gets every post, then the breakdown in full.
 */
async function writeTable(
  posts: readonly ScoredPost[],
  breakdown: Breakdown,
  run: OutputRun,
  output: Pick<Output, 'write'>,
): Promise<void> {
  const { options, scheme, deals, context } = run
  const table = { scheme, dealNames: new Map(deals.map((deal) => [deal.id, titleOf(deal)])), ...tableStyleOf(options.out, context) }
  const dates = new DateBook().add(posts)
  const figures = await keptFiguresOf(breakdown)
  if (options.out !== undefined || context.io.stdout.isTTY !== true) {
    await output.write(`${renderPostTable(posts, table)}\n${renderBreakdownTable(breakdown, { ...table, dates, figures })}`)
    return suggestNext(context, ...run.next)
  }
  const { style } = table
  const card = resultCard({ breakdown, scheme, dates, figures })
  const cautions = card.cautions.flatMap((caution) => wrapLine(`! ${caution}`, proseWidth(table.width), 2).map(style.caution))
  const shown = options.show === 'all' ? posts : options.show === 'first' ? posts.slice(0, SHOWN_COUNT) : []
  if (shown.length > 0) await output.write(`${renderPostTable(shown, table)}\n`)
  await output.write(`${[...renderCard(card, table), ...cautions].join('\n')}\n\n`)
  sayOutlook(breakdown, dealPlace(options, context, run.isFresh ? run.paths : ['THREAD']), context)
  if (shown.length === 0)
    context.log.info(`To see posts: --show first prints ${Math.min(SHOWN_COUNT, posts.length)} of them, --show all prints every one.`)
  suggestNext(context, ...run.next)
}

async function writeBreakdown(path: string, breakdown: Breakdown, scheme: StanceScheme, io: CliIo): Promise<void> {
  const text = breakdownFormOf(path) === 'csv' ? renderBreakdownCsv(breakdown, scheme) : renderJson(breakdown)
  await withOutput(path, io, (file) => file.write(text))
}

/** Opens standard input if it is an input. This gives its form, and its hash after it was read. */
export async function openStdin(
  paths: readonly string[],
  context: CommandContext,
): Promise<{ readonly context: CommandContext; readonly stdinSha256: () => string | null }> {
  if (!paths.includes('-')) return { context, stdinSha256: () => null }
  const hash = createHash('sha256')
  const stdin = await openSource('-', { stdin: context.io.stdin, onBytes: (bytes) => hash.update(bytes) })
  return { context: { ...context, io: { ...context.io, stdin } }, stdinSha256: () => hash.copy().digest('hex') }
}

/** True if all inputs hold scored posts as JSON Lines. */
export async function areScored(paths: readonly string[], { io: { stdin } }: CommandContext): Promise<boolean> {
  for (const path of paths) {
    const source = await openSource(path, { stdin }).catch(() => null)
    const isScored = source !== null && holdsScoredLines(source.head)
    if (path !== '-') await source?.close()
    if (!isScored) return false
  }
  return paths.length > 0
}

/** Exports scored posts in another form: nothing is scored, deals and records stay. Gives the number of posts. */
export async function exportScored(
  run: Pick<OutputRun, 'options' | 'format' | 'paths' | 'deals' | 'context'>,
  pseudonymiser: Pseudonymiser | undefined,
): Promise<number> {
  const { paths, context } = run
  const scheme = await readSchemeOption(run.options.scheme)
  const { posts: read, files } = await readRun(paths, scheme, context, { run: undefined })
  sayApart(files, context.log)
  context.log.info(
    `${paths.map(nameOf).join(', ')}: ${formatCount(read.length, 'post')}, scored before: written as they are; --rescore scores them again`,
  )
  const posts = pseudonymiser === undefined ? read : read.map(pseudonymiser.scored)
  const ownColumns = sampleOwnColumns(posts)
  const isLearnt = posts.some(({ labelledBy }) => labelledBy !== undefined)
  const named = new Set(posts.map((post) => post.run))
  const records = (await readRunRecords(paths, (message) => context.log.warn(message))).filter((record) => named.has(record.run))
  const runs = pseudonymiser === undefined ? records : records.map(withoutInputNames)
  const extras = { ownColumns, ownTypes: ownTypesOf(posts, ownColumns), isLearnt, runs }
  const shape = { recordCount: posts.length, extras, identity: null }
  const deals = new Map(run.deals.map((deal) => [deal.id, deal]))
  const openOwnCounter: OutputRun['openCounter'] = (options = {}) => openCounter({ scheme, deals, options })
  const exported: OutputRun = {
    ...run,
    scheme,
    namesDeal: null,
    openCounter: openOwnCounter,
    isFresh: false,
    next: ['aggregate', ...paths],
  }
  const isCounting = needsPosts(exported, posts.length)
  await writeRun(exported, shape, async (rows) => {
    for (let at = 0; at < posts.length; at += ROWS_AT_ONCE) await rows.write(rowsOf(posts.slice(at, at + ROWS_AT_ONCE), isCounting))
  })
  return posts.length
}

const ROWS_AT_ONCE = 1000
