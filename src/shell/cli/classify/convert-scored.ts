import { formatCount } from '../../../base/text/format-count.js'
import { type AggregateInput, aggregate } from '../../../count/aggregate.js'
import { openCounter } from '../../../count/counter/counter.js'
import { sampleOwnColumns } from '../../../read/record/own-columns.js'
import { openSource } from '../../node/file/read-source.js'
import type { Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { rowsOf, type ScoredRows } from '../../node/score/score-plan.js'
import { readAuditPosts } from '../../node/scored/read-audit-posts.js'
import { holdsScoredLines, isScoredTable } from '../../node/scored/scored-tables.js'
import { checkFacts } from '../input/read-audited.js'
import { nameOf } from '../input/read-inputs.js'
import { suggestNext } from '../kit/next-command.js'
import { readSchemeOption } from '../options/scheme-option.js'
import { needsPosts, type OutputRun, writeRun } from './write-run.js'

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
  pseudonymiser: Pseudonymiser | null,
  run: Omit<OutputRun, 'scheme' | 'tied' | 'suggest' | 'pipeline'>,
): Promise<number> {
  const { io, log } = run.context
  const scheme = await readSchemeOption(run.options.scheme)
  const { posts: read, files } = await readAuditPosts(paths, { stdin: io.stdin, scheme })
  checkFacts(paths, files, 'classify', log)
  log.info(
    `${paths.map(nameOf).join(', ')}: ${formatCount(read.length, 'post')}, scored before: written as they are; --rescore scores them again`,
  )
  const posts = pseudonymiser === null ? read : read.map(pseudonymiser.scored)
  const rows = async function* (): AsyncGenerator<ScoredRows> {
    for (let start = 0; start < posts.length; start += ROWS_AT_ONCE) yield rowsOf(posts.slice(start, start + ROWS_AT_ONCE), needsPosts(run))
  }
  const extras = { ownColumns: sampleOwnColumns(posts), isLearnt: posts.some(({ labelledBy }) => labelledBy !== undefined) }
  const counted = (options = {}): AggregateInput => ({ scheme, deals: new Map(run.deals.map((deal) => [deal.id, deal])), options })
  const pipeline: OutputRun['pipeline'] = {
    aggregate: (all, options) => aggregate(all, counted(options)),
    openCounter: (options) => openCounter(counted(options)),
  }
  const suggest = (): void => suggestNext(run.context, 'aggregate', ...paths)
  await writeRun({ rows, recordCount: posts.length, extras, identity: null }, { ...run, scheme, pipeline, tied: null, suggest })
  return posts.length
}

const ROWS_AT_ONCE = 1000
