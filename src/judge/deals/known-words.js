import { knownDeals } from './known-deals.js';
/** All of a deal that its words come from. */
export const wordKeyOf = ({ mover, counterparties, parties, aliases, move }) => JSON.stringify([mover, counterparties, parties, aliases, move]);
let all = null;
const byDeal = new WeakMap();
/** The words of a deal that were compiled with the package; null for others. */
export function knownWords(deal) {
    all ??= new Map(Object.entries(knownDeals()));
    let words = byDeal.get(deal);
    if (words === undefined)
        byDeal.set(deal, (words = all.get(wordKeyOf(deal)) ?? null));
    return words;
}
