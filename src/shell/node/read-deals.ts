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

/**
 * Reads what files of scored posts say of their deals. Whoever reads the posts says what is broken.
 *
 * @returns the deals with the user's own whose records the posts carry, and the deal that was given for every post, if one was: to ask for it
 *   throws `USAGE_OPTION_INVALID` where several were
 */
export async function readCarriedDeals(deals: readonly Deal[], paths: readonly string[]) {
  let all = deals
  const [given, byRow] = [new Set<string>(), new Set<string>()]
  for (const path of paths) {
    for await (const records of readScoredRecords(path, {})) {
      for (const { meta, stances } of records.flatMap(readQuietly)) {
        for (const record of recordedDeals(Object(meta)))
          if (!all.some(({ id }) => id === record.id)) all = addDeals(all, [completeDeal({ ...record, isOwn: true }, path)], path)
        for (const { by, dealId } of [stances ?? []].flat()) if (by === 'given') (meta?.rowDeals ? byRow : given).add(dealId)
      }
    }
  }
  const givenToAll = (): readonly string[] => {
    if (given.size <= 1 && (given.size === 0 || byRow.size === 0)) return [...given]
    const message = `expected files that were scored on one deal, or on those of a column, got posts on ${nameSome([...given, ...byRow])}. Score them again one by one, or name the deal of all: --deal ID.`
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  return { deals: all, givenToAll }
}

function readQuietly({ read }: ScoredRecord): Partial<ScoredPost>[] {
  try {
    return [Object(read(''))]
  } catch {
    return []
  }
}

const shippedDeals = /* @__PURE__ */ openOnce(() => readDeals(SHIPPED_DEALS))

/** Reads the catalogue that ships, once a process, and adds a user's own deals to it. */
export const readCatalogue = async (path?: string, options: ReadInputOptions = {}): Promise<readonly Deal[]> =>
  readOwnDeals(path, await shippedDeals(), options)
