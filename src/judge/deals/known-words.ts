import { lazily } from '../../base/text/lazily.js'
import type { Deal } from './deal.js'
import { type DealWords, knownDeals } from './known-deals.js'

export const wordKeyOf = ({ mover, counterparties, parties, aliases, move }: Deal): string =>
  JSON.stringify([mover, counterparties, parties, aliases, move])

const all = lazily(() => new Map(Object.entries(knownDeals())))

/** The words of a deal that were compiled with the package; null for others. */
export const knownWords = (deal: Deal): DealWords | null => all().get(wordKeyOf(deal)) ?? null
