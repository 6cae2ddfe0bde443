import type { DealWords } from '../../src/judge/deals/known-deals.js'
import { readBundleFile } from './read-bundle-file.js'

/** Replaces `src/judge/deals/known-deals.ts`. See `compactDeals`. */
export const knownDeals = (): Record<string, DealWords> => JSON.parse(readBundleFile('deal-words.json').toString())
