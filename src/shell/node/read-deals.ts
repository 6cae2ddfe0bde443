import { openOnce } from '../../base/text/lazily.js'
import type { DealRecord } from '../../base/thread/capture-ledger.js'
import { recordedDeals } from '../../base/thread/deal-record.js'
import { addDeals } from '../../judge/deals/add-deals.js'
import { completeDeal, type Deal } from '../../judge/deals/deal.js'
import { parseDeals } from '../../judge/deals/parse-deals.js'
import { SHIPPED_DEALS } from './file/package-root.js'
import { nameOf, type ReadInputOptions, readInput } from './file/read-source.js'
import { readScoredRecords, type ScoredRecord } from './scored/read-scored-posts.js'

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

/** Adds the user's own deals whose records the posts of scored files carry. A deal that is there already stays as it is. */
export async function withCarriedDeals(deals: readonly Deal[], paths: readonly string[]): Promise<readonly Deal[]> {
  let all = deals
  for (const path of paths) {
    for await (const records of readScoredRecords(path, {})) {
      for (const record of records.flatMap(carriedBy)) {
        if (!all.some(({ id }) => id === record.id))
          all = addDeals(all, [completeDeal({ ...record, isOwn: true }, nameOf(path))], nameOf(path))
      }
    }
  }
  return all
}

/** What a broken record carries, whoever reads the posts says. */
function carriedBy({ line, read }: ScoredRecord): readonly DealRecord[] {
  if (line?.includes('"capture"') === false) return []
  try {
    return recordedDeals(Object(Object(read('')).meta))
  } catch {
    return []
  }
}

const shippedDeals = /* @__PURE__ */ openOnce(() => readDeals(SHIPPED_DEALS))

/** Reads the catalogue that ships, once a process, and adds a user's own deals to it. */
export const readCatalogue = async (path?: string, options: ReadInputOptions = {}): Promise<readonly Deal[]> =>
  readOwnDeals(path, await shippedDeals(), options)
