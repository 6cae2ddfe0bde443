import { readBeside } from './read-beside.js'

/** Stands in for `src/deals/known-names.ts`. See `compactDeals`. */
export const readKnownNames = (): Record<string, readonly string[]> => JSON.parse(readBeside('deal-names.json').toString())
