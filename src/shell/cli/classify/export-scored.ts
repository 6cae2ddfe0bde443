import { formatCount } from '../../../base/text/format-count.js'
import { PostCounter } from '../../../count/counter/counter.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { sampleOwnColumns } from '../../../read/record/own-columns.js'
import { columnTypesOf } from '../../../say/rows/source-columns.js'
import { nameOf } from '../../node/file/read-source.js'
import type { Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { rowsOf, type ScoredRows } from '../../node/score/thread-scorer.js'
import { readRunRecords } from '../../node/scored/run-file.js'
import { logRenamedThreads, readRun, readSchemeOption } from '../input/read-audited.js'
import { withoutInputNames } from './record-run.js'
import { type OutputRun, writeRun } from './write-run.js'

/** Exports scored posts in another form: nothing is scored, deals and records stay. */
export async function exportScored(
  run: Pick<OutputRun, 'options' | 'format' | 'paths' | 'deals' | 'context'>,
  pseudonymiser: Pseudonymiser | undefined,
): Promise<void> {
  const { paths, context } = run
  const scheme = await readSchemeOption(run.options.scheme)
  const { posts: read, files } = await readRun(paths, scheme, context, { run: undefined })
  logRenamedThreads(files, context.log)
  context.log.info(
    `${paths.map(nameOf).join(', ')}: ${formatCount(read.length, 'post')}, already scored; copied unchanged. To score them again, ingest them first`,
  )
  const posts = pseudonymiser === undefined ? read : read.map(pseudonymiser.scored)
  const ownColumns = sampleOwnColumns(posts)
  const named = new Set(posts.map((post) => post.run))
  const records = (await readRunRecords(paths, (message) => context.log.warn(message))).filter(
    (record) => named.has(record.run),
  )
  const extras = {
    ownColumns,
    types: columnTypesOf(posts, ownColumns),
    isLearnt: posts.some(({ labelledBy }) => labelledBy !== undefined),
    hasEvidence: posts.some(({ evidence }) => evidence !== null),
  }
  const deals = new Map(run.deals.map((deal) => [deal.id, deal]))
  const exported: OutputRun = {
    ...run,
    scheme,
    extras,
    runs: pseudonymiser === undefined ? records : records.map(withoutInputNames),
    isFresh: false,
    postCount: posts.length,
    next: ['aggregate', ...paths],
    openCounter: () => new PostCounter({ scheme, deals }),
  }
  await writeRun(exported, slicesOf(posts))
}

const ROWS_AT_ONCE = 1000

function* slicesOf(posts: readonly ScoredPost[]): Generator<ScoredRows> {
  for (let at = 0; at < posts.length; at += ROWS_AT_ONCE)
    yield rowsOf(posts.slice(at, at + ROWS_AT_ONCE))
}
