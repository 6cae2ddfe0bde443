import type { Deal } from '../../judge/deals/deal.js'
import { SHIPPED_DEALS } from './file/package-root.js'
import type { ReadInputOptions } from './file/read-input.js'
import { readDeals, readOwnDeals } from './read-deals.js'

/** Reads the catalogue that ships, and adds a user's own deals to it. */
export const readCatalogue = async (path?: string, options: ReadInputOptions = {}): Promise<readonly Deal[]> =>
  readOwnDeals(path, await readDeals(SHIPPED_DEALS), options)
