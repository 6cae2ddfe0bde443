import type { NameHit } from './alias-table.js'
import type { Deal } from './deal.js'
import type { DealCatalogue } from './deal-catalogue.js'
import { isPair } from './find-named-deals.js'

/** A post that names more companies lists examples ("Meta, Apple, Google, all of them") and is about none of their deals. Choice. */
const MAX_COMPANY_COUNT = 3

const NONE: readonly number[] = Object.freeze([])

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
  if (hits.length === 0) return NONE
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
  return named.size < 2 ? [...named] : [...named].sort((a, b) => a - b)
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

function pairsOutside(candidates: ReadonlySet<number>, hits: readonly NameHit[]): readonly number[] {
  if (hits.length < 2) return NONE
  const companies = hits.filter(({ name }) => name.moverOf.length > 0 || name.counterpartyOf.length > 0)
  if (companies.length < 2 || companies.length > MAX_COMPANY_COUNT) return NONE
  const found: number[] = []
  for (const [place, first] of companies.entries()) {
    for (const second of companies.slice(place + 1)) {
      if (isOfCandidate(first, candidates) && isOfCandidate(second, candidates)) continue
      const between = [...dealsBetween(first, second), ...dealsBetween(second, first)].filter((index) => !candidates.has(index))
      const [only] = between
      if (only !== undefined && between.length === 1 && isPair([first, second], only)) found.push(only)
    }
  }
  return found
}

function dealsBetween(mover: NameHit, counterparty: NameHit): readonly number[] {
  return mover.name.moverOf.filter((index) => counterparty.name.counterpartyOf.includes(index))
}

function isOfCandidate(hit: NameHit, candidates: ReadonlySet<number>): boolean {
  return hit.name.bearers.some((index) => candidates.has(index))
}

function sharesMover(catalogue: DealCatalogue, candidates: ReadonlySet<number>, index: number): boolean {
  const { mover } = catalogue.deals[index] as Deal
  for (const candidate of candidates) if (catalogue.deals[candidate]?.mover === mover) return true
  return false
}
