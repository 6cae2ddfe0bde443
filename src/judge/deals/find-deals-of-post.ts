import type { NameHit } from './alias-table.js'
import type { Deal } from './deal.js'
import type { DealCatalogue } from './deal-catalogue.js'
import { isPair } from './find-root-deals.js'

/** A post that names more companies lists examples ("Meta, Apple, Google, all of them") and is not about their deals. Choice. */
const MAX_COMPANY_COUNT = 3

const NONE: readonly number[] = Object.freeze([])

/**
 * Finds the deals that a post's own words name, given the candidates of its thread.
 *
 * - A candidate: by its alias, or by a counterparty or party of no other candidate ("Google" next to the deal with Anthropic); by its mover
 *   if no other candidate has it and the post names no deal outside the candidates.
 * - Another deal: by its alias, or by its mover together with a counterparty, if one of the two is not a name of a candidate, no other deal
 *   is between the two, and the post is not a list of companies. For these, an everyday word in lower case is not an alias, unless the deal
 *   has a candidate's mover.
 *
 * @param hits one per name
 * @returns indexes in `catalogue.deals`, ascending
 */
export function findDealsOfPost(catalogue: DealCatalogue, candidates: ReadonlySet<number>, hits: readonly NameHit[]): readonly number[] {
  if (hits.length === 0) return NONE
  const named = new Set<number>()
  const moved = new Set<number>()
  for (const { name, isWeak } of hits) {
    if (name.aliasOf !== null && (candidates.has(name.aliasOf) || !isWeak || sharesMover(catalogue, candidates, name.aliasOf))) {
      named.add(name.aliasOf)
    }
    const candidate = onlyCandidate(name.dealIndexes, candidates)
    if (candidate === null) continue
    if (name.moverOf.includes(candidate)) moved.add(candidate)
    else named.add(candidate)
  }
  for (const index of pairsOutsideCandidates(candidates, hits)) named.add(index)
  const hasOutside = [...named].some((index) => !candidates.has(index))
  if (!hasOutside) for (const index of moved) named.add(index)
  return named.size < 2 ? [...named] : [...named].sort((a, b) => a - b)
}

/** The only candidate among the deals of a name; null for none or several. */
function onlyCandidate(dealIndexes: readonly number[], candidates: ReadonlySet<number>): number | null {
  let only: number | null = null
  for (const index of dealIndexes) {
    if (!candidates.has(index)) continue
    if (only !== null) return null
    only = index
  }
  return only
}

function pairsOutsideCandidates(candidates: ReadonlySet<number>, hits: readonly NameHit[]): readonly number[] {
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

const dealsBetween = (mover: NameHit, counterparty: NameHit): readonly number[] =>
  mover.name.moverOf.filter((index) => counterparty.name.counterpartyOf.includes(index))

const isOfCandidate = (hit: NameHit, candidates: ReadonlySet<number>): boolean =>
  hit.name.dealIndexes.some((index) => candidates.has(index))

function sharesMover(catalogue: DealCatalogue, candidates: ReadonlySet<number>, index: number): boolean {
  const { mover } = catalogue.deals[index] as Deal
  for (const candidate of candidates) if (catalogue.deals[candidate]?.mover === mover) return true
  return false
}
