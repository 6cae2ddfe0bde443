import { readBundleFile } from './read-bundle-file.js'

/** Replaces `src/deals/known-names.ts`. See `compactDeals`. */
export const knownNames = (): Record<string, readonly string[]> => JSON.parse(readBundleFile('deal-names.json').toString())
