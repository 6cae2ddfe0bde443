import type { Deal } from './deal.js'
import { type DealWords, knownDeals } from './known-deals.js'

export const wordKeyOf = ({ mover, counterparties, parties, aliases, move }: Deal): string =>
  JSON.stringify([mover, counterparties, parties, aliases, move])

let all: ReadonlyMap<string, DealWords> | null = null
const byDeal = new WeakMap<Deal, DealWords | null>()

/** The words of a deal that were compiled with the package; null for others. */
export function knownWords(deal: Deal): DealWords | null {
  all ??= new Map(Object.entries(knownDeals()))
  let words = byDeal.get(deal)
  if (words === undefined) byDeal.set(deal, (words = all.get(wordKeyOf(deal)) ?? null))
  return words
}
