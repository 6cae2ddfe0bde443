import { basename } from 'node:path'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { titleOf } from '../../../base/thread/deal-record.js'
import { type Counter, openCounter } from '../../../count/counter/counter.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { DealTies } from '../../../pipeline/deal-ties.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { sampleOwnColumns } from '../../../read/record/own-columns.js'
import { roundForPrint } from '../../../say/rows/render-jsonl.js'
import type { TableExtras } from '../../../say/rows/scored-columns.js'
import { nameOf, openSource } from '../../node/file/read-source.js'
import type { Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { rowsOf, type ScoredRows } from '../../node/score/score-plan.js'
import { isScoredFile, isTableHead } from '../../node/scored/scored-tables.js'
import type { RunIdentity } from '../../node/write/resumable-output.js'
import { cleanUpOnStop } from '../../node/write/whole-file.js'
import { checkFacts, readShown } from '../input/read-audited.js'
import { type CommandContext, suggestNext } from '../kit/command.js'
import { tableStyleOf } from '../kit/format.js'
import { startProgress } from '../kit/progress.js'
import type { Output } from '../kit/write-output.js'
import { countingOf, readSchemeOption } from '../options/counting-options.js'
import { sayTies, type TiedRun } from '../output/say-ties.js'
import { isRowFormat, writeConvokit } from '../output/write-posts.js'
import { openScoredOutput, type ScoredOutput } from '../output/write-scored.js'
import { writeBreakdown, writeTable } from '../output/write-table.js'
import type { ClassifyOptions } from './classify-options.js'

/** What the outputs of a run need beside its posts. */
export interface OutputRun {
  readonly options: ClassifyOptions
  readonly format: string
  /** Folder of a ConvoKit corpus; null for other formats. */
  readonly folder: string | null
  readonly scheme: StanceScheme
  readonly deals: readonly Deal[]
  /** Counts the posts. */
  readonly pipeline: Pick<Pipeline, 'openCounter'>
  /** Null where posts are written as they were scored before. */
  readonly tied: TiedRun | null
  readonly context: CommandContext
  /** Names the next command, where the posts go to a person. */
  suggest(): void
}

/** Scored posts on their way to the outputs. */
export interface RowSource {
  /** @param addDone takes what a stopped run has scored, its posts where they are counted */
  rows(output: ScoredOutput, addDone: (recordCount: number, readPosts: () => readonly ScoredPost[]) => void): AsyncIterable<ScoredRows>
  readonly recordCount: number
  readonly extras: TableExtras
  /** Of a run that can be resumed; null for others. */
  readonly identity: RunIdentity | null
}

/** Whether posts are needed beside their rows: to be counted, or because no output is one of rows. */
export const needsPosts = ({ options, format }: Pick<OutputRun, 'options' | 'format'>): boolean =>
  options.breakdown !== undefined || !isRowFormat(format)

/** Writes scored posts: rows at once, other formats and the breakdown when all posts are scored. */
export async function writeRun({ rows, recordCount, extras, identity }: RowSource, run: OutputRun): Promise<void> {
  const { options, format, folder, scheme, context } = run
  const { out: path, breakdown: breakdownPath, resume: isResuming } = options
  const out = folder === null ? path : undefined
  const output = await openScoredOutput({ out, format, scheme, extras, isResuming, context }, identity)
  const isRows = isRowFormat(format)
  const counter = needsPosts(run) ? run.pipeline.openCounter(countingOf(options)) : null
  const kept: ScoredPost[] = []
  const ties = new DealTies()
  let doneCount = 0
  let progress = startProgress(recordCount, context)
  const cancelCleanUp = cleanUpOnStop(() => {
    progress.end()
    output.logKept()
  })
  let sha256: string | null = null
  try {
    const addDone = (count: number, readPosts: () => readonly ScoredPost[]): void => {
      counter?.add(readPosts())
      doneCount += count
      progress = startProgress(recordCount, context, { startCount: doneCount })
    }
    for await (const { bytes, posts, postCount, ties: tied } of rows(output, addDone)) {
      await output.put(bytes)
      counter?.add(posts)
      if (!isRows) for (const post of posts) kept.push(post)
      if (tied) ties.addCounts(tied)
      progress.advance((doneCount += postCount))
    }
    progress.end()
    if (run.tied !== null) sayTies(ties.counts(), run.tied, context)
    sha256 = await output.commit(isRows || counter === null ? undefined : (target) => writeKept(kept, counter, run, target))
  } catch (error) {
    progress.end()
    await output.discard(error)
    throw error
  } finally {
    cancelCleanUp()
    await output.release()
  }
  if (isRows && counter !== null && breakdownPath !== undefined) {
    try {
      const name = out === undefined || out === '-' ? null : basename(out)
      const evidence = sha256 === null ? {} : { evidence: [{ role: 'scored', name, sha256 }] as const }
      await writeBreakdown(breakdownPath, { ...counter.breakdown(), ...evidence }, scheme, context.io)
    } catch (error) {
      if (out !== undefined && sha256 !== null) context.log.info(`${out} is whole: aggregate ${out} gives the breakdown`)
      throw error
    }
  }
}

/** Writes what needs all posts together: a table, JSON, a ConvoKit corpus, the breakdown. */
async function writeKept(posts: readonly ScoredPost[], counter: Counter, run: OutputRun, output: Pick<Output, 'write'>): Promise<void> {
  const { options, format, folder, scheme, deals, context } = run
  const { out, show, breakdown: breakdownPath } = options
  if (folder !== null) await writeConvokit(folder, posts, context.io)
  const breakdown = counter.breakdown()
  if (format === 'json') await output.write(`${JSON.stringify({ posts: posts.map(roundForPrint), breakdown }, null, 2)}\n`)
  if (format === 'table') {
    const table = { scheme, dealNames: new Map(deals.map((deal) => [deal.id, titleOf(deal)])), ...tableStyleOf(out, context) }
    await writeTable(posts, breakdown, { table, out, show, suggest: run.suggest }, context, output)
  }
  if (breakdownPath !== undefined) await writeBreakdown(breakdownPath, breakdown, scheme, context.io)
}

/** Opens standard input where it is an input: so far that what it holds is known, and as a whole where only that tells. */
export async function openStdin(paths: readonly string[], context: CommandContext, maxWindowByteCount: number): Promise<CommandContext> {
  if (!paths.includes('-')) return context
  const opened = await openSource('-', { stdin: context.io.stdin, maxWindowByteCount })
  const stdin = isTableHead(opened.head) ? await openSource('-', { stdin: opened, headByteCount: Number.POSITIVE_INFINITY }) : opened
  return { ...context, io: { ...context.io, stdin } }
}

/** Whether all inputs hold scored posts. */
export async function areScored(paths: readonly string[], { io: { stdin } }: CommandContext): Promise<boolean> {
  for (const path of paths) {
    const source = await openSource(path, { stdin }).catch(() => null)
    const isScored = source !== null && (await isScoredFile(path, source))
    if (path !== '-') await source?.close()
    if (!isScored) return false
  }
  return paths.length > 0
}

/** Writes scored posts in another form, as they are: nothing is scored, deals and records stay. Gives the number of posts. */
export async function convertScored(
  paths: readonly string[],
  pseudonymiser: Pseudonymiser | null,
  run: Omit<OutputRun, 'scheme' | 'tied' | 'suggest' | 'pipeline'>,
): Promise<number> {
  const { log } = run.context
  const scheme = await readSchemeOption(run.options.scheme)
  const { posts: read, files } = await readShown(paths, scheme, run.context)
  checkFacts(paths, files, 'classify', log)
  log.info(
    `${paths.map(nameOf).join(', ')}: ${formatCount(read.length, 'post')}, scored before: written as they are; --rescore scores them again`,
  )
  pseudonymiser?.meet(read)
  const posts = pseudonymiser === null ? read : read.map(pseudonymiser.scored)
  const rows = async function* (): AsyncGenerator<ScoredRows> {
    for (let start = 0; start < posts.length; start += ROWS_AT_ONCE) yield rowsOf(posts.slice(start, start + ROWS_AT_ONCE), needsPosts(run))
  }
  const extras = { ownColumns: sampleOwnColumns(posts), isLearnt: posts.some(({ labelledBy }) => labelledBy !== undefined) }
  const deals = new Map(run.deals.map((deal) => [deal.id, deal]))
  const pipeline: OutputRun['pipeline'] = { openCounter: (options = {}) => openCounter({ scheme, deals, options }) }
  const suggest = (): void => suggestNext(run.context, 'aggregate', ...paths)
  await writeRun({ rows, recordCount: posts.length, extras, identity: null }, { ...run, scheme, pipeline, tied: null, suggest })
  return posts.length
}

const ROWS_AT_ONCE = 1000
