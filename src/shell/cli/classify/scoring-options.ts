import { formatCount, formatPart, nameSome } from '../../../base/text/format-count.js'
import { withShortNames } from '../../../base/thread/deal-record.js'
import { type NamedDeal, nameDeal } from '../../../judge/deals/choose-deals.js'
import type { Deal } from '../../../judge/deals/deal.js'
import { isKnownDeal } from '../../../judge/deals/known-deals.js'
import { AUTO_EVIDENCE_POST_COUNT, type PipelineOptions } from '../../../pipeline/pipeline.js'
import { nameOf } from '../../node/file/read-source.js'
import { readOwnDeals } from '../../node/read-deals.js'
import type { TieCounts } from '../../node/score/deal-ties.js'
import { nameDealCommand } from '../audit/audit-plan.js'
import type { RecordCounts } from '../input/count-records.js'
import { parseColumns } from '../input/read-inputs.js'
import { type CommandContext, type OptionValues, usageError } from '../kit/command.js'
import type { CLASSIFY_OPTIONS } from './classify-options.js'
import { accountLine } from './summary-line.js'

type Options = OptionValues<typeof CLASSIFY_OPTIONS>

type Naming = Pick<Options, 'mover' | 'move'>

/** The given options that name a deal. */
const namingOf = ({ mover, move }: Naming): Partial<NamedDeal> => ({
  ...(mover !== undefined && { mover }),
  ...(move !== undefined && { move }),
})

/** Reads the deals that posts may be about, and checks the one that the command names. */
export async function readDealOptions(
  options: Naming & Pick<Options, 'deals'>,
  stdin?: AsyncIterable<Uint8Array | string>,
): Promise<readonly Deal[]> {
  const deals = await readOwnDeals(options.deals, stdin && { stdin })
  nameDeal(namingOf(options), deals, '--')
  return deals
}

/**
 * Maps options of the command line to {@link PipelineOptions}.
 *
 * @param postCount number of posts to score; with the format it decides `--evidence auto`
 */
export function pipelineOptionsOf(
  options: Options,
  postCount: number,
  format: string,
): Omit<PipelineOptions, 'model' | 'deals'> {
  return {
    ...namingOf(options),
    dealIds: options.deal,
    evidence:
      options.evidence === 'on'
        ? 'full'
        : options.evidence === 'auto' &&
          format === 'table' &&
          postCount <= AUTO_EVIDENCE_POST_COUNT,
    minProbability: options['min-probability'],
    twoWay: options['two-way'],
    // The source of given labels knows the language.
    anyLanguage: options['any-language'] || options.given !== undefined,
  }
}

type DealOptions = Pick<Options, 'deal' | 'mover' | 'columns'>

/** The column of the table that names the deals. */
const dealColumnOf = ({ columns }: DealOptions): string | undefined => parseColumns(columns)?.deal

/** True if one deal is given for all posts. */
const isGivenOne = ({ deal, mover }: DealOptions): boolean =>
  mover !== undefined || deal.length === 1

/**
 * Refuses a column of deals beside one deal for all rows.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID`
 */
export function checkOneTie(options: DealOptions): void {
  if (dealColumnOf(options) === undefined || !isGivenOne(options)) return
  const got =
    options.mover === undefined ? '--deal, which ties every post' : '--mover, which ties every post'
  throw usageError(
    `expected the deal of each row by --columns deal=NAME alone, got ${got} as well. Leave one out; --deals FILE adds deals.`,
  )
}

const FOREIGN_ADVICE =
  '--any-language labels posts in other languages too, less well; a label by hand counts in any language'

/** Warns that no post names the company. */
export function warnUnnamed(
  { namedCount, unnamedCount }: TieCounts,
  options: DealOptions,
  deals: readonly Deal[],
  { log }: CommandContext,
): void {
  if (namedCount > 0 || unnamedCount === 0 || !isGivenOne(options)) return
  const name = options.mover ?? deals.find(({ id }) => id === options.deal[0])?.mover
  log.warn(
    `no post names ${name}, and every post is tied to its move: check that the posts are about it`,
  )
}

/** Names listed in one line before the rest is only counted. */
const LISTED_COUNT = 12

/** Warns of names in rows that no deal has, or several: where they stand, and which there are. */
function warnUnknownNames(
  { byUnknownName }: TieCounts,
  options: DealOptions,
  deals: readonly Deal[],
  paths: readonly string[],
  { log }: CommandContext,
): void {
  const unknown = Object.entries(byUnknownName).sort(([, one], [, other]) => other - one)
  if (unknown.length === 0) return
  const rows = unknown.map(
    ([name, count]) => `${JSON.stringify(name)} (${formatCount(count, 'row')})`,
  )
  const column = dealColumnOf(options)
  const place = `${nameSome(paths.map(nameOf))}${column === undefined ? '' : `, column ${column}`}`
  const ids = options.deal.length > 0 ? options.deal : deals.map(({ id }) => id)
  log.warn(
    `${place}: no deal, or more than one, is called ${nameSome(rows, LISTED_COUNT)}. Deals are called by id (${nameSome(ids, LISTED_COUNT)}), mover or alias; --deals FILE adds yours`,
  )
}

/**
 * Logs one line that adds up: the records, those without a label and why, the labelled ones of each
 * deal. Then the names that fit no deal, and advice.
 *
 * @returns whether it says how to name the move
 */
export function logTies(
  ties: TieCounts,
  options: Options,
  deals: readonly Deal[],
  paths: readonly string[],
  context: CommandContext,
  records: RecordCounts,
): boolean {
  const { log } = context
  const { postCount, emptyRowCount, foreignCount, byDeal } = ties
  warnUnknownNames(ties, options, deals, paths, context)
  if (postCount > 0 && emptyRowCount === postCount)
    log.warn('no row names a deal in the column: check the name that --columns deal=NAME gives it')
  const isAlike = ties.labelledCount === records.recordCount
  const isOne = isGivenOne(options)
  const hasColumn = dealColumnOf(options) !== undefined
  // Candidates: several of `--deal`, or the deals of `--deals FILE` and of scored posts.
  const candidates = deals.filter((deal) =>
    options.deal.length > 1 ? options.deal.includes(deal.id) : !isKnownDeal(deal),
  )
  const dealIds = isOne ? [] : [...candidates.map(({ id }) => id), ...Object.keys(byDeal)]
  const named = withShortNames([...new Set(dealIds)], new Map(deals.map((deal) => [deal.id, deal])))
  if (hasColumn || named.length > 0 || !isAlike) log.info(accountLine(ties, records, named))
  if (foreignCount > 0) log.info(FOREIGN_ADVICE)
  const isGiven = isOne || hasColumn || candidates.length > 0
  return !isGiven && adviseNaming(ties, paths, options, context)
}

function untiedThreads({ threadCount, untiedThreadCount: count }: TieCounts): string {
  if (threadCount === 1) return ''
  return count === threadCount ? ' in any thread' : ` in ${formatPart(count, threadCount)} threads`
}

/**
 * Logs how to name the move of threads without a known one.
 *
 * @returns whether there are such threads
 */
function adviseNaming(
  ties: TieCounts,
  paths: readonly string[],
  { out = 'scored.jsonl' }: Options,
  context: CommandContext,
): boolean {
  const isNeeded = ties.untiedThreadCount > 0
  if (isNeeded)
    context.log.warn(
      `No move named${untiedThreads(ties)}: a label says only what a post thinks of the deal talked about. Name it: ${nameDealCommand(context, paths, out)}`,
    )
  return isNeeded
}
