import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'esbuild'
import { type Deal, parseDeals } from '../../src/deals/deal.js'
import { namesOf, splitNames } from '../../src/deals/deal-names.js'

const DEALS = 'corpus/deals.json'

/** Every name and move of the catalogue, split into the normals of its tokens. */
export function splitCatalogue(deals: readonly Deal[]): Record<string, readonly string[]> {
  return Object.fromEntries(splitNames(deals.flatMap((deal) => [...namesOf(deal), deal.move])))
}

/** Lays the words of the catalogue out beside a bundle for Node. @param folder where the bundle is written to */
export const compactDeals = (folder: string): Plugin => ({
  name: 'compact-deals',
  setup: ({ onLoad, onStart }) => {
    onStart(() => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'deal-names.json'), JSON.stringify(splitCatalogue(parseDeals(readFileSync(DEALS, 'utf8'), DEALS))))
    })
    onLoad({ filter: /src\/deals\/known-names\.ts$/ }, () => ({
      contents: `export { readKnownNames } from './load-known-names.js'`,
      loader: 'js',
      resolveDir: resolve('scripts/bundle'),
    }))
  },
})
