import { formatCount, formatNumber, nameSome } from '../../../base/text/format-count.js'
import { titleOf } from '../../../base/thread/deal-record.js'
import type { Deal } from '../../../judge/deals/deal.js'
import type { TieCounts } from '../../../pipeline/deal-ties.js'
import { shellWord } from '../../../say/format/display-width.js'
import { type CommandContext, typedCommand, usageError } from '../kit/command.js'
import type { ScoringOptions } from '../options/scoring-options.js'

/** The inputs, and what the user said of their deals. */
export interface TiedRun {
  readonly paths: readonly string[]
  /** Deals of the user's that posts may be about; empty where the user gave one for all, or none. */
  readonly candidates: readonly Deal[]
  /** Whether a column of the table names the deals. */
  readonly hasColumn: boolean
}

/** The deals that posts may be about: several of `--deal`, or those of `--deals FILE` and of the scored posts. */
export function candidatesOf({ deal: dealIds, mover }: Pick<ScoringOptions, 'deal' | 'mover'>, deals: readonly Deal[]): readonly Deal[] {
  if (mover !== undefined || dealIds.length === 1) return []
  if (dealIds.length > 1) return deals.filter(({ id }) => dealIds.includes(id))
  return deals.filter(({ isOwn }) => isOwn)
}

/** Refuses two answers to what each row is about. @throws {PipelineError} `USAGE_OPTION_INVALID` */
export function checkOneTie(
  { deal: dealIds, mover }: Pick<ScoringOptions, 'deal' | 'mover'>,
  { hasColumn }: Pick<TiedRun, 'hasColumn'>,
): void {
  if (!hasColumn || (mover === undefined && dealIds.length !== 1)) return
  const got = mover === undefined ? '--deal, which ties every post' : '--mover, which ties every post'
  throw usageError(
    `expected the deal of each row by --columns deal=NAME alone, got ${got} as well. Leave one out; --deals FILE adds deals.`,
  )
}

/** Names listed in one line before the rest is only counted. */
const LISTED_COUNT = 12

/** Says how many posts got no label for their language, how many are on which deal, which names in the rows call none, and what to do. */
export function sayTies(ties: TieCounts, { paths, candidates, hasColumn }: TiedRun, context: CommandContext): void {
  const { log } = context
  const { postCount, untiedCount, defaultCount, emptyRowCount, foreignCount, byDeal, byUnknownName } = ties
  if (foreignCount > 0)
    log.info(
      `${formatCount(foreignCount, 'post')} ${foreignCount === 1 ? 'is' : 'are'} in a language that the model does not read: no label. A label by hand counts in any language; --any-language lets the model label them too, with more errors`,
    )
  const unknown = Object.entries(byUnknownName).sort(([, one], [, other]) => other - one)
  if (unknown.length > 0) {
    const listed = list(unknown.map(([name, count]) => `${JSON.stringify(name)} (${formatCount(count, 'row')})`))
    log.warn(`no deal, or more than one, is called ${listed}. Deals are called by id, mover or alias; --deals FILE adds yours`)
  }
  if (postCount > 0 && emptyRowCount === postCount)
    log.warn('no row names a deal in the column: check the name that --columns deal=NAME gives it')
  else if (emptyRowCount > 0)
    log.info(`${formatCount(emptyRowCount, 'row')} ${emptyRowCount === 1 ? 'names' : 'name'} no deal in the column`)
  const isGiven = candidates.length > 0 || hasColumn
  if (isGiven || Object.keys(byDeal).length > 1) {
    const counted = candidates.map((deal) => [titleOf(deal), byDeal[deal.id] ?? 0] as const)
    const others = Object.keys(byDeal).filter((id) => !candidates.some((deal) => deal.id === id))
    const shown = [...counted, ...others.map((id) => [id, byDeal[id] ?? 0] as const)]
    shown.sort(([, one], [, other]) => Number(one > 0) - Number(other > 0) || other - one)
    const rest = defaultCount > 0 ? `; tied by default, to the deal of their thread's heading: ${formatNumber(defaultCount)}` : ''
    const groups = shown.map(([name, count]) => `${name}: ${formatCount(count, 'post')}`)
    log.info(`${list(groups)}; on no named deal: ${formatNumber(untiedCount)}${rest}`)
  }
  if (!isGiven) adviseNaming(ties, paths, context)
  else if (untiedCount > 0 && !hasColumn) {
    const advice = 'Posts that name none of them can be tied by a column, --columns deal=NAME, or all to one deal, --deal ID.'
    log.info(`${formatNumber(untiedCount)} of ${formatCount(postCount, 'post')} name no deal and answer none that does. ${advice}`)
  }
}

const list = (words: readonly string[]): string => nameSome(words, LISTED_COUNT)

/** Says how to name the move of the threads that name no known deal; silent where there is none. */
function adviseNaming({ threadCount, untiedThreadCount: count }: TieCounts, paths: readonly string[], context: CommandContext): void {
  if (count === 0) return
  const [path = 'thread.txt', ...others] = paths
  const inputs = others.length === 0 ? shellWord(path) : 'INPUT…'
  const subject =
    threadCount === 1 ? 'The thread names' : count === threadCount ? 'The threads name' : `${count} of the ${threadCount} threads name`
  context.log.info(
    `${subject} no deal of the catalogue: each label says what a post thinks of the deal talked about. To name that deal: ${typedCommand(context, 'classify')} ${inputs} --mover COMPANY --move "what it does"`,
  )
}
