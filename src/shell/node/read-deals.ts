import type { DealRecord } from '../../base/thread/capture-ledger.js'
import { addDeals } from '../../judge/deals/choose-deals.js'
import { completeDeal, type Deal } from '../../judge/deals/deal.js'
import { KNOWN_DEALS } from '../../judge/deals/known-deals.js'
import { parseDeals } from '../../judge/deals/parse-deals.js'
import { nameOf, type ReadInputOptions, readInput } from './file/read-source.js'

/** The deals that are known by name, and those of a user's file. */
export async function readOwnDeals(
  path?: string,
  options: ReadInputOptions = {},
): Promise<readonly Deal[]> {
  if (path === undefined) return KNOWN_DEALS
  const name = nameOf(path)
  return addDeals(
    KNOWN_DEALS,
    parseDeals(await readInput(path, { ...options, what: 'deals' }), name),
    name,
  )
}

/** Adds the user's own deals whose records scored posts carry. */
export function addRecordedDeals(
  deals: readonly Deal[],
  records: Iterable<DealRecord>,
): readonly Deal[] {
  const unknown = [...records].filter(({ id }) => !deals.some((deal) => deal.id === id))
  const newDeals = unknown.map(({ instead: _, other: __, ...record }) =>
    completeDeal(record, CARRIED),
  )
  return newDeals.length === 0 ? deals : addDeals(deals, newDeals, CARRIED)
}

const CARRIED = 'the scored posts'
