import { openOnce } from '../../base/text/lazily.js'
import type { DealRecord } from '../../base/thread/capture-ledger.js'
import { addDeals } from '../../judge/deals/add-deals.js'
import { completeDeal, type Deal } from '../../judge/deals/deal.js'
import { parseDeals } from '../../judge/deals/parse-deals.js'
import { SHIPPED_DEALS } from './file/package-root.js'
import { nameOf, type ReadInputOptions, readInput } from './file/read-source.js'

/**
 * Reads a file of deals.
 *
 * @param path JSON or CSV, or `-` for standard input
 * @throws {PipelineError} as `readInput` (`INPUT_MISSING`, …) and `parseDeals`
 */
export async function readDeals(path: string, options: ReadInputOptions = {}): Promise<Deal[]> {
  return parseDeals(await readInput(path, options), nameOf(path))
}

/** Adds a user's own deals to a catalogue. */
export async function readOwnDeals(
  path: string | undefined,
  catalogue: readonly Deal[],
  options: ReadInputOptions = {},
): Promise<readonly Deal[]> {
  return path === undefined ? catalogue : addDeals(catalogue, await readDeals(path, options), nameOf(path))
}

/** Adds the user's own deals whose records scored posts carry. */
export function addRecordedDeals(deals: readonly Deal[], records: Iterable<DealRecord>): readonly Deal[] {
  const unknown = [...records].filter(({ id }) => !deals.some((deal) => deal.id === id))
  const own = unknown.map((record) => completeDeal({ ...record, isOwn: true }, CARRIED))
  return own.length === 0 ? deals : addDeals(deals, own, CARRIED)
}

const CARRIED = 'the scored posts'

const shippedDeals = /* @__PURE__ */ openOnce(() => readDeals(SHIPPED_DEALS))

/** Reads the catalogue that ships, once a process, and adds a user's own deals to it. */
export const readCatalogue = async (path?: string, options: ReadInputOptions = {}): Promise<readonly Deal[]> =>
  readOwnDeals(path, await shippedDeals(), options)
