import { formatCount } from '../../../base/text/format-count.js'
import { titleOf } from '../../../base/thread/deal-record.js'
import { aggregate } from '../../../count/aggregate.js'
import type { Deal } from '../../../judge/deals/deal.js'
import { sampleOwnColumns } from '../../../read/record/own-columns.js'
import { redactQuotes } from '../../../say/format/redact-quotes.js'
import { roundForPrint } from '../../../say/rows/render-jsonl.js'
import { openSource } from '../../node/file/read-source.js'
import type { Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { readAuditPosts } from '../../node/scored/read-audit-posts.js'
import { holdsScoredLines, isScoredTable } from '../../node/scored/scored-tables.js'
import { checkFacts } from '../input/read-audited.js'
import { nameOf } from '../input/read-inputs.js'
import type { CommandContext } from '../kit/command.js'
import { tableStyleOf } from '../kit/format.js'
import { suggestNext } from '../kit/next-command.js'
import { withOutput } from '../kit/write-output.js'
import { countingOf } from '../options/counting-options.js'
import { readSchemeOption } from '../options/scheme-option.js'
import { evidenceOf, writeBreakdown } from '../output/write-breakdown.js'
import { isRowFormat, openScoredSink } from '../output/write-posts.js'
import { writeTable } from '../output/write-table.js'
import type { ClassifyOptions } from './classify-options.js'

interface Conversion {
  readonly options: ClassifyOptions
  readonly format: string
  readonly deals: readonly Deal[]
  readonly pseudonymiser: Pseudonymiser | null
}

/** Whether all inputs are files of scored posts. */
export async function areScored(paths: readonly string[]): Promise<boolean> {
  for (const path of paths) {
    if (path === '-') return false
    const source = await openSource(path).catch(() => null)
    const isScored = source !== null && (holdsScoredLines(source.head) || (source.isWhole && (await isScoredTable(source.head))))
    await source?.close()
    if (!isScored) return false
  }
  return paths.length > 0
}

/** Writes scored posts in another form, as they are: nothing is scored, deals and records stay. Gives the number of posts. */
export async function convertScored(
  paths: readonly string[],
  { options, format, deals, pseudonymiser }: Conversion,
  context: CommandContext,
): Promise<number> {
  const { io, log } = context
  const scheme = await readSchemeOption(options.scheme)
  const { posts: read, files } = await readAuditPosts(paths, { stdin: io.stdin, scheme })
  checkFacts(paths, files, 'classify', log)
  log.info(
    `${paths.map(nameOf).join(', ')}: ${formatCount(read.length, 'post')}, scored before: written as they are; --rescore scores them again`,
  )
  const posts = pseudonymiser === null ? read : read.map(pseudonymiser.scored)
  const counted = () => aggregate(posts, { scheme, deals: new Map(deals.map((deal) => [deal.id, deal])), options: countingOf(options) })
  await withOutput(options.out ?? null, io, async (output) => {
    if (isRowFormat(format)) {
      const extras = { ownColumns: sampleOwnColumns(posts), isLearnt: posts.some(({ labelledBy }) => labelledBy !== undefined) }
      const sink = await openScoredSink(format, output, { scheme, extras, out: options.out, context })
      await sink.add(posts)
      await sink.end()
    } else if (format === 'json') {
      await output.write(`${JSON.stringify({ posts: posts.map(roundForPrint), breakdown: counted() }, null, 2)}\n`)
    } else {
      const dealNames = new Map(deals.map((deal) => [deal.id, titleOf(deal)]))
      const table = { scheme, dealNames, ...tableStyleOf(options.out, context) }
      const shown = redactQuotes(posts, options['redact-quotes']).posts
      const suggest = (): void => suggestNext(context, 'aggregate', ...paths)
      await writeTable(shown, counted(), { table, out: options.out, show: options.show, suggest }, context, output)
    }
  })
  if (options.breakdown !== undefined)
    await writeBreakdown(options.breakdown, { ...counted(), ...evidenceOf(options.out, null) }, scheme, io)
  return posts.length
}
