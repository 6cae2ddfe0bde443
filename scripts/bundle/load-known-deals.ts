import type { DealWords } from '../../src/deals/known-deals.js'
import { readBundleFile } from './read-bundle-file.js'

/** Replaces `src/deals/known-deals.ts`. See `compactDeals`. */
export const knownDeals = (): Record<string, DealWords> => JSON.parse(readBundleFile('deal-words.json').toString())
