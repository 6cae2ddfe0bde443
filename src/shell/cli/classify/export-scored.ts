import { createHash } from 'node:crypto'
import { formatCount } from '../../../base/text/format-count.js'
import { PostCounter } from '../../../count/counter/counter.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { sampleOwnColumns } from '../../../read/record/own-columns.js'
import { ownTypesOf } from '../../../say/rows/source-columns.js'
import { nameOf, openSource } from '../../node/file/read-source.js'
import type { Pseudonymiser } from '../../node/privacy/pseudonymise-post.js'
import { rowsOf, type ScoredRows } from '../../node/score/thread-scorer.js'
import { readRunRecords } from '../../node/scored/run-file.js'
import { holdsScoredLines } from '../../node/scored/scored-head.js'
import { logApart, readRun, readSchemeOption } from '../input/read-audited.js'
import type { CommandContext } from '../kit/command.js'
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
  logApart(files, context.log)
  context.log.info(
    `${paths.map(nameOf).join(', ')}: ${formatCount(read.length, 'post')}, scored before: written as they are; to score them again, ingest them first`,
  )
  const posts = pseudonymiser === undefined ? read : read.map(pseudonymiser.scored)
  const ownColumns = sampleOwnColumns(posts)
  const named = new Set(posts.map((post) => post.run))
  const records = (await readRunRecords(paths, (message) => context.log.warn(message))).filter((record) => named.has(record.run))
  const extras = {
    ...{ ownColumns, ownTypes: ownTypesOf(posts, ownColumns) },
    isLearnt: posts.some(({ labelledBy }) => labelledBy !== undefined),
    runs: pseudonymiser === undefined ? records : records.map(withoutInputNames),
  }
  const deals = new Map(run.deals.map((deal) => [deal.id, deal]))
  const exported: OutputRun = {
    ...{ ...run, scheme, extras, isFresh: false, postCount: posts.length, next: ['aggregate', ...paths] },
    openCounter: () => new PostCounter({ scheme, deals }),
  }
  await writeRun(exported, slicesOf(posts))
}

const ROWS_AT_ONCE = 1000

function* slicesOf(posts: readonly ScoredPost[]): Generator<ScoredRows> {
  for (let at = 0; at < posts.length; at += ROWS_AT_ONCE) yield rowsOf(posts.slice(at, at + ROWS_AT_ONCE))
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
