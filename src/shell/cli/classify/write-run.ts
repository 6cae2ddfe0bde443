import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { titleOf } from '../../../base/thread/deal-record.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { DealTies } from '../../../pipeline/deal-ties.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { redactQuotes } from '../../../say/format/redact-quotes.js'
import { renderConvokit } from '../../../say/rows/render-convokit.js'
import { roundForPrint } from '../../../say/rows/render-jsonl.js'
import type { TableExtras } from '../../../say/rows/scored-columns.js'
import { cleanUpOnStop } from '../../node/file/clean-up.js'
import type { ScoredRows } from '../../node/score/score-plan.js'
import type { RunIdentity } from '../../node/write/resumable-output.js'
import type { CommandContext } from '../kit/command.js'
import { tableStyleOf } from '../kit/format.js'
import { startProgress } from '../kit/progress.js'
import type { Output } from '../kit/write-output.js'
import { countingOf } from '../options/counting-options.js'
import { sayTies, type TiedRun } from '../output/say-ties.js'
import { evidenceOf, writeBreakdown } from '../output/write-breakdown.js'
import { writeConvokit } from '../output/write-convokit.js'
import { isRowFormat } from '../output/write-posts.js'
import { openScoredOutput, type ScoredOutput } from '../output/write-scored.js'
import { writeTable } from '../output/write-table.js'
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
  readonly pipeline: Pick<Pipeline, 'aggregate' | 'openCounter'>
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
  const { out: path, breakdown: breakdownPath, quiet, resume: isResuming } = options
  const out = folder === null ? path : undefined
  const output = await openScoredOutput({ out, format, scheme, extras, isResuming, context }, identity)
  const isRows = isRowFormat(format)
  const counter = isRows && breakdownPath !== undefined ? run.pipeline.openCounter(countingOf(options)) : null
  const kept: ScoredPost[] = []
  const ties = new DealTies()
  let doneCount = 0
  let progress = startProgress(recordCount, context, { isQuiet: quiet })
  const cancelCleanUp = cleanUpOnStop(() => {
    progress.end()
    output.logKept()
  })
  let sha256: string | null = null
  try {
    const addDone = (count: number, readPosts: () => readonly ScoredPost[]): void => {
      counter?.add(readPosts())
      doneCount += count
      progress = startProgress(recordCount, context, { isQuiet: quiet, startCount: doneCount })
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
    sha256 = await output.commit(isRows ? undefined : (target) => writeKept(kept, run, target))
  } catch (error) {
    progress.end()
    await output.discard(error)
    throw error
  } finally {
    cancelCleanUp()
    await output.release()
  }
  if (counter !== null && breakdownPath !== undefined) {
    try {
      await writeBreakdown(breakdownPath, { ...counter.breakdown(), ...evidenceOf(out, sha256) }, scheme, context.io)
    } catch (error) {
      if (out !== undefined && sha256 !== null) context.log.info(`${out} is whole: aggregate ${out} gives the breakdown`)
      throw error
    }
  }
}

/** Writes what needs all posts together: a table, JSON, a ConvoKit corpus, the breakdown. */
async function writeKept(all: readonly ScoredPost[], run: OutputRun, output: Pick<Output, 'write'>): Promise<void> {
  const { options, format, folder, scheme, deals, context } = run
  const { out, show, breakdown: breakdownPath, 'redact-quotes': minimumCount } = options
  const { posts, withheldCount } = redactQuotes(all, minimumCount)
  if (withheldCount > 0) {
    context.log.info(`${withheldCount} texts withheld: their accounts are seen fewer than ${minimumCount} times, or unknown`)
  }
  if (folder !== null) await writeConvokit(folder, renderConvokit(posts), context.io)
  const breakdown = run.pipeline.aggregate(posts, countingOf(options))
  if (format === 'json') await output.write(`${JSON.stringify({ posts: posts.map(roundForPrint), breakdown }, null, 2)}\n`)
  if (format === 'table') {
    const table = { scheme, dealNames: new Map(deals.map((deal) => [deal.id, titleOf(deal)])), ...tableStyleOf(out, context) }
    await writeTable(posts, breakdown, { table, out, show, suggest: run.suggest }, context, output)
  }
  if (breakdownPath !== undefined) await writeBreakdown(breakdownPath, breakdown, scheme, context.io)
}
