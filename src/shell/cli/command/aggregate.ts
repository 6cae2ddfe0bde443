import { formatCount, formatNumber } from '../../../base/text/format-count.js'
import { RunTally } from '../../../base/thread/run-record.js'
import type { Audit } from '../../../count/audit/audit.js'
import { settleLabels } from '../../../count/audit/settle-labels.js'
import type { Breakdown } from '../../../count/breakdown/breakdown.js'
import { PostCounter } from '../../../count/counter/counter.js'
import { KNOWN_DEALS_BY_ID } from '../../../judge/deals/known-deals.js'
import { RunCheck } from '../../../judge/stance/refuse-mixed-runs.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { renderJson } from '../../../say/format/format-value.js'
import { renderLabelsCsv } from '../../../say/rows/render-labels.js'
import { renderBreakdownCsv } from '../../../say/table/render-breakdown-csv.js'
import { renderBreakdownTable } from '../../../say/table/render-breakdown-table.js'
import { nameOf } from '../../node/file/read-source.js'
import { keptFiguresOf } from '../../node/model/kept-figures.js'
import { streamScoredPosts } from '../../node/scored/read-scored-posts.js'
import {
  COUNT_OPTIONS,
  countTaken,
  findRuns,
  GROUPS_ALONE,
  logRenamedThreads,
  mainDealOption,
  sameCount,
  takeAudit,
} from '../input/read-audited.js'
import { checkPaths } from '../input/read-paths.js'
import { namedFiles, suggestNext, usageError } from '../kit/command.js'
import { startReading } from '../kit/progress.js'
import { commandOf } from '../kit/run-command.js'
import { chooseFormat, tableStyleOf, writeText } from '../kit/write-output.js'

const OPTIONS = {
  format: {
    type: 'choice',
    choices: ['table', 'json', 'csv', 'labels'],
    help: 'table on a terminal, else json; labels: CSV of the labels by hand, for R or pandas',
  },
  out: { type: 'file', decides: 'output', help: 'output file; its ending gives the format' },
  ...COUNT_OPTIONS,
} as const

export const aggregate = commandOf(
  {
    name: 'aggregate',
    summary: 'Breaks scored posts down by deal: shares of each label with their intervals.',
    inputs: { word: 'SCORED…', help: 'output of classify --format jsonl, or -' },
    options: OPTIONS,
    exclusions: [
      {
        beside: 'format labels',
        idle: ['by', 'assisted'],
        why: 'The labels by hand are written as they are.',
      },
      GROUPS_ALONE,
    ],
    examples: [
      'scored.jsonl',
      'scored.jsonl --by month',
      '- --out counts.csv < scored.jsonl',
      'scored/*.jsonl --out breakdown.json',
      'scored.jsonl --format labels --out labels.csv',
    ],
    notes:
      'Several files are counted together, exactly. A post that comes twice is refused. Ten million posts take some 1.6 GB of memory. More than five million authors are refused.',
  },
  async (options, inputs, context) => {
    const { io } = context
    const { out } = options
    const format = chooseFormat({
      wantedFormat: options.format,
      out,
      choices: OPTIONS.format.choices,
      standard: out === undefined && io.stdout.isTTY === true ? 'table' : 'json',
    })
    checkPaths(inputs, namedFiles(options, OPTIONS))
    const taken = await takeAudit(options, inputs, context)
    const { paths, audit, scheme } = taken
    if (format === 'labels' && audit === null)
      throw usageError(
        'expected --format labels with an audit beside the posts, got none. Label a sample with audit, or name it by --audit.',
      )
    const print = async (
      breakdown: Breakdown,
      posts: readonly ScoredPost[],
      postCount: number,
    ): Promise<void> => {
      const figures = await keptFiguresOf(breakdown)
      const text = {
        json: () => renderJson(breakdown),
        csv: () => renderBreakdownCsv(breakdown),
        table: () =>
          renderBreakdownTable(breakdown, { scheme, figures, ...tableStyleOf(out, context) }),
        labels: () => (audit === null ? '' : renderLabelsCsv(posts, audit.file, scheme)),
      }[format]()
      const what =
        format === 'labels' && audit !== null
          ? `${formatCount(countLabelled(audit.file), 'labelled post')} (of ${formatNumber(postCount)})`
          : `breakdown of ${formatCount(postCount, 'post')}`
      await writeText(out, text, what, context)
    }
    if (audit !== null || options.by !== undefined || options.assisted) {
      const { posts, breakdown, auditPath } = await countTaken(taken, options, context, true)
      await print(breakdown, posts, posts.length)
      if (auditPath !== null)
        suggestNext(
          context,
          'cite',
          ...sameCount(paths, auditPath, options),
          ...mainDealOption(posts),
        )
      return
    }
    const counter = new PostCounter({ scheme, deals: KNOWN_DEALS_BY_ID })
    const tally = new RunTally()
    const { onBytes } = startReading(paths, context)
    const { files } = await streamScoredPosts(
      paths,
      { scheme, stdin: io.stdin, run: new RunCheck(), onBytes },
      (posts) => {
        counter.add(posts)
        tally.add(posts)
      },
    )
    logRenamedThreads(files, context.log)
    for (const { path, postCount } of files)
      context.log.info(`${nameOf(path)}: ${formatCount(postCount, 'scored post')}`)
    const evidence = files.map(({ role, name, sha256 }) => ({ role, name, sha256 }))
    const runs = await findRuns(tally, paths, context)
    await print({ ...counter.breakdown(), evidence, runs }, [], counter.postCount)
    suggestNext(context, 'audit', ...paths)
  },
)

const countLabelled = (audit: Audit): number =>
  settleLabels(audit).filter(({ label }) => label !== null).length
