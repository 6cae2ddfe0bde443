import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Plugin } from 'esbuild'
import type { Deal } from '../../src/judge/deals/deal.js'
import { wordsOfMove } from '../../src/judge/deals/deal-catalogue.js'
import { namesOf, namesWithRoles, splitNames, wordKeyOf } from '../../src/judge/deals/deal-names.js'
import type { DealWords } from '../../src/judge/deals/known-deals.js'
import { parseDeals } from '../../src/judge/deals/parse-deals.js'

const DEALS = 'corpus/deals.json'

export function compileCatalogue(deals: readonly Deal[]): Record<string, DealWords> {
  const normals = splitNames(deals.flatMap((deal) => [...namesOf(deal), deal.move]))
  return Object.fromEntries(deals.map((deal) => [wordKeyOf(deal), { names: namesWithRoles(deal, normals), ...wordsOfMove(deal, normals) }]))
}

/** Writes the words of the catalogue next to a bundle for Node. @param folder output folder of the bundle */
export const compactDeals = (folder: string): Plugin => ({
  name: 'compact-deals',
  setup: ({ onLoad, onStart }) => {
    onStart(() => {
      mkdirSync(folder, { recursive: true })
      writeFileSync(join(folder, 'deal-words.json'), JSON.stringify(compileCatalogue(parseDeals(readFileSync(DEALS, 'utf8'), DEALS))))
    })
    onLoad({ filter: /src\/judge\/deals\/known-deals\.ts$/ }, () => ({
      contents: `export { knownDeals } from './load-known-deals.js'`,
      loader: 'js',
      resolveDir: resolve('scripts/bundle'),
    }))
  },
})
