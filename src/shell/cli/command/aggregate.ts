import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { formatCount } from '../../../base/text/format-count.js'
import { RunTally } from '../../../base/thread/run-record.js'
import type { AggregateInput } from '../../../count/aggregate.js'
import type { Breakdown, EvidenceFile } from '../../../count/breakdown/breakdown.js'
import { PostCounter } from '../../../count/counter/counter.js'
import { RunCheck } from '../../../judge/stance/run-check.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { renderJson } from '../../../say/format/format-value.js'
import { renderLabelsCsv } from '../../../say/rows/render-labels.js'
import { renderBreakdownCsv } from '../../../say/table/render-breakdown-csv.js'
import { renderBreakdownTable } from '../../../say/table/render-breakdown-table.js'
import { nameOf } from '../../node/file/read-source.js'
import { keptFiguresOf } from '../../node/model/kept-figures.js'
import { findApartThreads, inNameOrder, readScoredPosts } from '../../node/scored/read-scored-posts.js'
import { COUNT_OPTIONS, countTaken, findRuns, KNOWN_NAMES, logApart, mainDealOption, sameCount, takeAudit } from '../input/read-audited.js'
import { checkPaths } from '../input/read-paths.js'
import { type CliIo, type CommandContext, type CommandForm, namedFiles, type OptionsOf, suggestNext, usageError } from '../kit/command.js'
import { startReading } from '../kit/progress.js'
import { runCommand } from '../kit/run-command.js'
import { chooseFormat, tableStyleOf, writeText } from '../kit/write-output.js'

const OPTIONS = {
  format: {
    type: 'choice',
    choices: ['table', 'json', 'csv', 'labels'],
    help: 'table on a terminal, else json; labels: CSV of the labels by hand, for R or pandas',
  },
  out: { type: 'file', decides: 'output', help: 'write there; its ending gives the format' },
  ...COUNT_OPTIONS,
} as const

const AGGREGATE = {
  name: 'aggregate',
  summary: 'Breaks scored posts down by deal: shares of each label with their intervals.',
  inputs: { word: 'SCORED…', help: 'output of classify --format jsonl, or -' },
  options: OPTIONS,
  examples: [
    'npm run aggregate -- scored.jsonl',
    'npm run aggregate -- scored.jsonl --by month',
    'npm run --silent aggregate -- - --format csv < scored.jsonl',
    'npm run aggregate -- scored/*.jsonl --out breakdown.json',
    'npm run aggregate -- scored.jsonl --format labels --out labels.csv',
  ],
  notes:
    'Several files are counted together, exactly. A post that comes twice is refused. Ten million posts take some 1.6 GB of memory. More than five million authors are refused.',
} as const satisfies CommandForm

/** Breaks scored posts down by deal. */
export function aggregate(argv: readonly string[], io: CliIo): Promise<number> {
  return runCommand(AGGREGATE, argv, io, breakDown)
}

async function breakDown(options: OptionsOf<typeof AGGREGATE>, inputs: readonly string[], context: CommandContext) {
  const { io } = context
  const { out } = options
  const format = chooseFormat({
    given: options.format,
    out,
    choices: ['table', 'json', 'csv', 'labels'],
    standard: out === undefined && io.stdout.isTTY === true ? 'table' : 'json',
  })
  checkPaths(inputs, namedFiles(options, OPTIONS))
  const taken = await takeAudit(options, inputs, context)
  const { paths, audit, scheme } = taken
  if (format === 'labels' && audit === null)
    throw usageError('expected --format labels with an audit beside the posts, got none. Label a sample with audit, or name it by --audit.')
  const print = async (breakdown: Breakdown, posts: readonly ScoredPost[], postCount: number): Promise<void> => {
    const figures = await keptFiguresOf(breakdown)
    const text = {
      json: () => renderJson(breakdown),
      csv: () => renderBreakdownCsv(breakdown, scheme),
      table: () => renderBreakdownTable(breakdown, { scheme, figures, ...tableStyleOf(out, context) }),
      labels: () => (audit === null ? '' : renderLabelsCsv(posts, audit.file, scheme)),
    }[format]()
    await writeText(out, text, `${format === 'labels' ? 'labels' : 'breakdown'} of ${formatCount(postCount, 'post')}`, context)
  }
  if (audit !== null || options.by !== undefined) {
    const { posts, breakdown, auditPath } = await countTaken(taken, options, context)
    await print(breakdown, posts, posts.length)
    if (auditPath !== null) suggestNext(context, 'cite', ...sameCount(paths, auditPath, options), ...mainDealOption(posts))
    return
  }
  const input: AggregateInput = { scheme, deals: KNOWN_NAMES }
  const counter = new PostCounter(input)
  const { evidence, tally } = await streamScored(counter, paths, scheme, context)
  const runs = await findRuns(tally, paths, context)
  await print({ ...counter.breakdown(), evidence, runs }, [], counter.postCount)
  suggestNext(context, 'audit', ...paths)
}

/** Streams the scored posts of files into a breakdown. @returns totals of each file, and the runs of the posts */
async function streamScored(counter: PostCounter, paths: readonly string[], scheme: StanceScheme, context: CommandContext) {
  const { io, log } = context
  const { onBytes } = startReading(paths, context)
  const evidence: EvidenceFile[] = []
  const tally = new RunTally()
  // Some of many files may hold no posts, such as those of empty parts.
  const mayBeEmpty = paths.length > 1
  const run = new RunCheck()
  const ordered = inNameOrder(paths)
  // Files are read twice, since threads of several files may share a name: their bytes take less memory than their posts.
  const openStdin = paths.length > 1 && paths.includes('-') ? await holdStdin(io.stdin) : () => io.stdin
  const apart = paths.length > 1 ? await findApartThreads(ordered, scheme, openStdin) : []
  for (const [index, path] of ordered.entries()) {
    const batches = readScoredPosts(path, { scheme, stdin: openStdin(), mayBeEmpty, names: apart[index], run, onBytes })
    let read = await batches.next()
    for (; read.done !== true; read = await batches.next()) {
      counter.add(read.value)
      tally.add(read.value)
    }
    const { role, name, sha256, postCount } = read.value
    evidence.push({ role, name, sha256 })
    logApart([{ ...read.value, path }], log)
    log.info(`${nameOf(path)}: ${formatCount(postCount, 'scored post')}`)
  }
  return { evidence, tally }
}

/** Reads standard input into memory, to read it more than once. */
async function holdStdin(stdin: AsyncIterable<Uint8Array | string>): Promise<() => AsyncIterable<Uint8Array | string>> {
  const pieces: (Uint8Array | string)[] = []
  for await (const piece of stdin) pieces.push(piece)
  return async function* () {
    yield* pieces
  }
}
