import { PipelineError } from '../../base/errors.js'
import { nameSome } from '../../base/text/format-count.js'
import { openOnce } from '../../base/text/lazily.js'
import { recordedDeals } from '../../base/thread/deal-record.js'
import { addDeals } from '../../judge/deals/add-deals.js'
import { completeDeal, type Deal } from '../../judge/deals/deal.js'
import { parseDeals } from '../../judge/deals/parse-deals.js'
import type { ScoredPost } from '../../judge/stance/stance-prediction.js'
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

/** What the user said of the deals of posts that were scored. */
export interface CarriedDeals {
  /** With the user's own deals whose records the posts carry; a deal that was there already stays as it is. */
  readonly deals: readonly Deal[]
  /**
   * The deal that was given for every post, if one was.
   *
   * @throws {PipelineError} `USAGE_OPTION_INVALID` for several
   */
  givenToAll(): readonly string[]
}

/** Reads what files of scored posts say of their deals. Whoever reads the posts says what is broken. */
export async function readCarriedDeals(deals: readonly Deal[], paths: readonly string[]): Promise<CarriedDeals> {
  let all = deals
  const [given, byRow] = [new Set<string>(), new Set<string>()]
  for (const path of paths) {
    for await (const records of readScoredRecords(path, {})) {
      for (const { read } of records) {
        const { meta, stances } = readQuietly(read)
        for (const record of recordedDeals(meta))
          if (!all.some(({ id }) => id === record.id)) all = addDeals(all, [completeDeal({ ...record, isOwn: true }, path)], path)
        for (const { by, dealId } of stances) if (by === 'given') (meta.rowDeals ? byRow : given).add(dealId)
      }
    }
  }
  return {
    deals: all,
    givenToAll: () => {
      if (given.size <= 1 && (given.size === 0 || byRow.size === 0)) return [...given]
      const message = `expected files that were scored on one deal, or on those of a column, got posts on ${nameSome([...given, ...byRow])}. Score them again one by one, or name the deal of all: --deal ID.`
      throw new PipelineError('USAGE_OPTION_INVALID', message)
    },
  }
}

function readQuietly(read: ScoredRecord['read']): Pick<ScoredPost, 'meta' | 'stances'> {
  try {
    const { meta, stances } = Object(read('')) as Partial<ScoredPost>
    return { meta: Object(meta), stances: Array.isArray(stances) ? stances : [] }
  } catch {
    return { meta: { role: 'root' }, stances: [] }
  }
}

const shippedDeals = /* @__PURE__ */ openOnce(() => readDeals(SHIPPED_DEALS))

/** Reads the catalogue that ships, once a process, and adds a user's own deals to it. */
export const readCatalogue = async (path?: string, options: ReadInputOptions = {}): Promise<readonly Deal[]> =>
  readOwnDeals(path, await shippedDeals(), options)
