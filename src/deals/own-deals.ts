import type { NameHit } from './alias-table.js'
import type { Deal } from './deal.js'
import type { DealCatalogue } from './deal-catalogue.js'
import { isPair } from './name-deals.js'

/**
 * The deals that a post's own words name, given the candidates of its thread.
 *
 * - A candidate: by its alias, or by a counterparty or party that no other candidate has ("Google" beside the deal with Anthropic); by its
 *   mover where no other candidate has it and the post names no deal outside.
 * - A deal outside the candidates: by its alias, or by its mover and a counterparty together, where one of the two is no name of a candidate,
 *   no other deal is between the two, and the post is no list of companies. An everyday word in small letters is no alias there, unless the deal has a candidate's mover.
 *
 * @param hits one a name
 * @returns indices in `catalogue.deals`, ascending
 */
export function readOwnDeals(catalogue: DealCatalogue, candidates: ReadonlySet<number>, hits: readonly NameHit[]): readonly number[] {
  if (hits.length === 0) return []
  const named = new Set<number>()
  const moved = new Set<number>()
  for (const { name, isWeak } of hits) {
    if (name.aliasOf !== null && (candidates.has(name.aliasOf) || !isWeak || sharesMover(catalogue, candidates, name.aliasOf))) {
      named.add(name.aliasOf)
    }
    const bearer = onlyBearer(name.bearers, candidates)
    if (bearer === null) continue
    if (name.moverOf.includes(bearer)) moved.add(bearer)
    else named.add(bearer)
  }
  for (const index of pairsOutside(candidates, hits)) named.add(index)
  const hasOutside = [...named].some((index) => !candidates.has(index))
  if (!hasOutside) for (const index of moved) named.add(index)
  return [...named].sort((a, b) => a - b)
}

/** The one candidate among the bearers of a name, or null for none or several. */
function onlyBearer(bearers: readonly number[], candidates: ReadonlySet<number>): number | null {
  let only: number | null = null
  for (const index of bearers) {
    if (!candidates.has(index)) continue
    if (only !== null) return null
    only = index
  }
  return only
}

/** A post that names more companies lists examples ("Meta, Apple, Google, all of them") and is about none of their deals. Choice. */
const MAX_COMPANY_COUNT = 3

function companyCount(hits: readonly NameHit[]): number {
  return hits.filter(({ name }) => name.moverOf.length > 0 || name.counterpartyOf.length > 0).length
}

function pairsOutside(candidates: ReadonlySet<number>, hits: readonly NameHit[]): readonly number[] {
  if (hits.length < 2 || companyCount(hits) > MAX_COMPANY_COUNT) return []
  const dealsByPair = new Map<string, Set<number>>()
  const counterpartyHits = new Map<number, NameHit[]>()
  for (const hit of hits) {
    for (const index of hit.name.counterpartyOf) {
      const list = counterpartyHits.get(index)
      if (list === undefined) counterpartyHits.set(index, [hit])
      else list.push(hit)
    }
  }
  const isOfCandidate = (hit: NameHit) => hit.name.bearers.some((index) => candidates.has(index))
  for (const mover of hits) {
    for (const index of mover.name.moverOf) {
      if (candidates.has(index)) continue
      for (const counterparty of counterpartyHits.get(index) ?? []) {
        if (!isPair([mover, counterparty], index) || (isOfCandidate(mover) && isOfCandidate(counterparty))) continue
        const pair = [mover.name.key, counterparty.name.key].sort().join('\n')
        dealsByPair.set(pair, (dealsByPair.get(pair) ?? new Set<number>()).add(index))
      }
    }
  }
  return [...dealsByPair.values()].flatMap((deals) => (deals.size === 1 ? [...deals] : []))
}

function sharesMover(catalogue: DealCatalogue, candidates: ReadonlySet<number>, index: number): boolean {
  const { mover } = catalogue.deals[index] as Deal
  for (const candidate of candidates) if (catalogue.deals[candidate]?.mover === mover) return true
  return false
}
