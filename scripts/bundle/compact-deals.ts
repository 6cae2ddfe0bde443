import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'esbuild'
import type { Deal } from '../../src/deals/deal.js'
import { namesOf, splitNames } from '../../src/deals/deal-names.js'
import { parseDeals } from '../../src/deals/parse-deals.js'

const DEALS = 'corpus/deals.json'

export const splitCatalogue = (deals: readonly Deal[]): Record<string, readonly string[]> =>
  Object.fromEntries(splitNames(deals.flatMap((deal) => [...namesOf(deal), deal.move])))

/** Writes the tokens of the catalogue next to a bundle for Node. @param folder output folder of the bundle */
export const compactDeals = (folder: string): Plugin => ({
  name: 'compact-deals',
  setup: ({ onLoad, onStart }) => {
    onStart(() => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'deal-names.json'), JSON.stringify(splitCatalogue(parseDeals(readFileSync(DEALS, 'utf8'), DEALS))))
    })
    onLoad({ filter: /src\/deals\/known-names\.ts$/ }, () => ({
      contents: `export { knownNames } from './load-known-names.js'`,
      loader: 'js',
      resolveDir: resolve('scripts/bundle'),
    }))
  },
})
