import { createHash } from 'node:crypto'
import { countUnits } from '../../../count/audit/population.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { DealTies } from '../../../pipeline/deal-ties.js'
import type { Pipeline } from '../../../pipeline/pipeline.js'
import { feedSinks, type Sink } from '../../../pipeline/score-batches.js'
import { redactQuotes } from '../../../say/format/redact-quotes.js'
import { renderConvokit } from '../../../say/rows/render-convokit.js'
import { roundForPrint } from '../../../say/rows/render-jsonl.js'
import type { TableOptions } from '../../../say/table/render-post-table.js'
import type { Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import type { Inputs } from '../input/read-inputs.js'
import type { CommandContext } from '../kit/command.js'
import { startProgress } from '../kit/progress.js'
import type { Output } from '../kit/write-output.js'
import { sayTies, type TiedRun } from '../output/say-ties.js'
import { evidenceOf, writeBreakdown } from '../output/write-breakdown.js'
import { writeConvokit } from '../output/write-convokit.js'
import { isRowFormat, openScoredSink } from '../output/write-posts.js'
import { writeTable } from '../output/write-table.js'
import { type ClassifyOptions, isLearntRun } from './classify-options.js'

/** A run of classify that holds all posts in memory. */
export interface HeldRun {
  readonly tied: TiedRun
  readonly options: ClassifyOptions
  readonly format: string
  /** Folder of a ConvoKit corpus; null for other formats. */
  readonly folder: string | null
  readonly pseudonymiser: Pseudonymiser | null
  readonly context: CommandContext
  /** Takes the judgements by deal, for the size of a sample. */
  readonly unitCounts: Map<string | null, number>
  breakDown(pipeline: Pipeline, posts: readonly ScoredPost[]): Breakdown
  tableOptions(): TableOptions
  /** Names the next command, where the posts go to a person. */
  suggest(): void
}

type Target = Pick<Output, 'write'>

/** Scores the posts of all inputs as one batch. Rows are written at once, other formats when all posts are scored. */
export async function classifyHeld(inputs: Inputs, pipeline: Pipeline, run: HeldRun, output: Target): Promise<void> {
  const { options, format, folder, context } = run
  const hash = format === 'jsonl' ? createHash('sha256') : null
  const hashed: Target = {
    write: (data) => {
      hash?.update(data)
      return output.write(data)
    },
  }
  const sinks: Sink<readonly ScoredPost[]>[] = []
  if (isRowFormat(format)) {
    const rows = await openScoredSink(format, hashed, {
      scheme: pipeline.scheme,
      extras: { ownColumns: inputs.ownColumns, isLearnt: isLearntRun(options) },
      out: options.out,
      context,
    })
    sinks.push({ put: (posts) => rows.add(posts), end: () => rows.end() })
  }
  // Only the next command needs them, which is named on a terminal alone.
  if (context.io.stderr.isTTY === true) {
    sinks.push({
      put: (posts) => {
        for (const [dealId, count] of countUnits(posts)) run.unitCounts.set(dealId, (run.unitCounts.get(dealId) ?? 0) + count)
      },
    })
  }
  const progress = startProgress(inputs.posts.length, context, { isQuiet: options.quiet })
  let doneCount = 0
  sinks.push({ put: (posts) => progress.advance((doneCount += posts.length)), end: () => progress.end() })
  const ties = new DealTies()
  sinks.push({ put: (posts) => ties.add(posts), end: () => sayTies(ties.counts(), run.tied, context) })
  if (format === 'table' || format === 'json' || folder !== null || options.breakdown !== undefined) {
    const kept: ScoredPost[] = []
    sinks.push({ put: (posts) => void kept.push(...posts), end: () => report(kept, hash?.digest('hex') ?? null) })
  }
  try {
    await feedSinks(scored(), sinks)
  } finally {
    progress.end()
  }

  async function* scored(): AsyncGenerator<readonly ScoredPost[]> {
    for await (const posts of pipeline.stream(inputs.threads))
      yield run.pseudonymiser === null ? posts : posts.map(run.pseudonymiser.scored)
  }

  /** Writes what needs all posts together: a table, JSON, a ConvoKit corpus, the breakdown. */
  async function report(all: readonly ScoredPost[], sha256: string | null): Promise<void> {
    const { out, breakdown: breakdownPath, 'redact-quotes': minimumCount } = options
    const { posts, withheldCount } = redactQuotes(all, minimumCount)
    if (withheldCount > 0) {
      context.log.info(`${withheldCount} texts withheld: their accounts are seen fewer than ${minimumCount} times, or unknown`)
    }
    if (folder !== null) {
      await writeConvokit(folder, renderConvokit(posts), context.io)
    }
    const breakdown = { ...run.breakDown(pipeline, posts), ...evidenceOf(out, sha256) }
    if (format === 'json') await output.write(`${JSON.stringify({ posts: posts.map(roundForPrint), breakdown }, null, 2)}\n`)
    if (format === 'table') {
      await writeTable(posts, breakdown, { table: run.tableOptions(), out, show: options.show, suggest: run.suggest }, context, output)
    }
    if (breakdownPath !== undefined) await writeBreakdown(breakdownPath, breakdown, pipeline.scheme, context.io)
  }
}
