import { addTo } from '../../base/statistics/group-by.js'
import type { Word } from '../features/token.js'
import type { NameHit } from './alias-table.js'
import type { DealCatalogue } from './deal-catalogue.js'
import type { DealName } from './deal-names.js'

/** A deal that a text may be about, with the evidence for it. */
interface Contender {
  readonly index: number
  /** How the text names it: by its alias, by its mover with a counterparty, or by a name with words of its move. */
  readonly by: 'alias' | 'pair' | 'move'
  /** Keys of its names in the text, with their weights in nats. */
  readonly names: ReadonlyMap<string, number>
  /** See `MoveWords.supportBy`, in nats. */
  readonly support: number
  /** See {@link isSupportedBy}. */
  readonly isSupported: boolean
}

/** Minimum support, in nats, of a second mover's deal, and of a deal by its mover alone. Choice: "invests" weighs 2-3, "supercharger" 5; 6 is two words. */
const MIN_MOVE_SUPPORT = 6
/** Minimum support when the mover is not named: four distinctive words. */
const MIN_UNNAMED_MOVER_SUPPORT = 16

/**
 * Weights of a name, a party that the move does not mention ("Siri" for a deal on capital spending) and an alias, in nats. Choice: of 2 to 8
 * for a name, 8 linked most posts of the corpus (test split left out) to their deal; for such a party, 2 did.
 */
const NAME_WEIGHT = 8
const MINOR_PARTY_WEIGHT = 2
const ALIAS_WEIGHT = 100

/** Tolerance for sums of the same weights in another order. */
const ROUNDING = 1e-9

/**
 * Finds the deals that a root post or a header piece is about.
 *
 * A deal is named by its alias, or by its mover together with a counterparty. If no deal is named, the mover together with another name of
 * the move ("Apple" and "Gemini"), or with distinctive words of the move, is enough for the best-supported deal, if it is unique. Such a
 * deal also wins if it outranks the named ones by more than a name ("Apple spends little while Amazon, Microsoft, Google and Meta spend 600
 * billion").
 *
 * The words of the moves separate several deals between the same companies ("Apple", "Google"). If they do not decide, all are kept,
 * including both sides of one transaction ("VW invests in Rivian", "Rivian takes VW's money"), since a post may judge either mover. A pair
 * whose names other deals already explain is left out: "xAI's deals with Google and Anthropic" does not name a deal between Google and
 * Anthropic.
 *
 * @returns indexes in `catalogue.deals`, ascending
 */
export function findRootDeals(catalogue: DealCatalogue, words: readonly Word[], hits: readonly NameHit[]): readonly number[] {
  if (hits.length === 0) return []
  const contenders = contendersOf(catalogue, words, hits)
  const named = contenders.filter(({ by }) => by !== 'move')
  const supported = contenders.filter(({ isSupported }) => isSupported)
  const isOutdone = highestRank(supported) > highestRank(named) + NAME_WEIGHT
  const best = named.length > 0 && !isOutdone ? selectExplaining(catalogue, named) : selectByMove(catalogue, supported)
  return best.map(({ index }) => index).sort((a, b) => a - b)
}

function contendersOf(catalogue: DealCatalogue, words: readonly Word[], hits: readonly NameHit[]): readonly Contender[] {
  const supportOf = catalogue.moveWords().supportBy(words)
  const contenders: Contender[] = []
  // Some posts contain names of hundreds of deals, few of which can be meant.
  const consider = (own: readonly NameHit[], index: number): void => {
    const by = own.some(({ name, isWeak }) => name.aliasOf === index && !isWeak) ? 'alias' : isPair(own, index) ? 'pair' : 'move'
    const support = supportOf(index)
    const isSupported = isSupportedBy(catalogue, own, index, support)
    if (by === 'move' && !isSupported) return
    const names = new Map(own.map(({ name }) => [name.key, weightOf(catalogue, name, index)]))
    contenders.push({ index, by, names, support, isSupported })
  }
  const hitsByDeal = new Map<number, NameHit[]>()
  for (const hit of hits) for (const index of hit.name.roles.keys()) addTo(hitsByDeal, index, hit)
  hitsByDeal.forEach(consider)
  return contenders
}

const weightOf = (catalogue: DealCatalogue, name: DealName, index: number): number =>
  name.roles.get(index) === 'party' && !catalogue.moveWords().mentions(name.key, index) ? MINOR_PARTY_WEIGHT : NAME_WEIGHT

/** Whether the mover is named with another name that the move mentions or with distinctive words of the move, or there are very many such words. */
function isSupportedBy(catalogue: DealCatalogue, hits: readonly NameHit[], index: number, support: number): boolean {
  if (!hits.some(({ name }) => name.roles.get(index) === 'mover')) return support >= MIN_UNNAMED_MOVER_SUPPORT
  if (support >= MIN_MOVE_SUPPORT) return true
  return hits.length >= 2 && hits.filter(({ name }) => weightOf(catalogue, name, index) === NAME_WEIGHT).length >= 2
}

/** Whether the mover and a counterparty are both named, at least one of them by more than an everyday word in lower case. */
export function isPair(hits: readonly NameHit[], index: number): boolean {
  if (hits.length < 2) return false
  const movers = hits.filter(({ name }) => name.roles.get(index) === 'mover')
  const counterparties = hits.filter(({ name }) => name.roles.get(index) === 'counterparty')
  return movers.length > 0 && counterparties.length > 0 && [...movers, ...counterparties].some(({ isWeak }) => !isWeak)
}

/**
 * Selects deals from the best mover's down, and from each mover's best deal down. A deal is selected if it explains a name that no earlier
 * one does, or ties with the last selected one. A second mover's deal needs support beyond its names.
 */
function selectExplaining(catalogue: DealCatalogue, contenders: readonly Contender[]): readonly Contender[] {
  const taken: Contender[] = []
  const explained = new Set<string>()
  const isMirrored = (contender: Contender) =>
    taken.some((other) => sameNames(other, contender) && isSameRank(other, contender) && areMirrored(catalogue, other, contender))
  for (const [place, group] of groupByMover(catalogue, contenders).entries()) {
    let last: Contender | null = null
    for (const contender of group) {
      const isTie = last !== null && isSameRank(last, contender) && sameNames(last, contender)
      const explainsMore = [...contender.names.keys()].some((name) => !explained.has(name))
      const isBelieved = place === 0 || contender.support >= MIN_MOVE_SUPPORT
      if (contender.by !== 'alias' && !isTie && !(explainsMore && isBelieved) && !isMirrored(contender)) continue
      taken.push(contender)
      last = contender
      for (const name of contender.names.keys()) explained.add(name)
    }
  }
  return taken
}

/** Groups contenders by mover: groups and the deals of each group from best to worst. */
function groupByMover(catalogue: DealCatalogue, contenders: readonly Contender[]): readonly (readonly Contender[])[] {
  const groups = new Map<string, Contender[]>()
  for (const contender of [...contenders].sort((a, b) => rankOf(b) - rankOf(a) || a.index - b.index)) {
    addTo(groups, catalogue.deals[contender.index]?.mover ?? '', contender)
  }
  const ranked = [...groups.values()].map((group) => {
    const [best] = group as [Contender, ...Contender[]]
    const names = new Map(group.flatMap((contender) => [...contender.names]).sort(([, a], [, b]) => a - b))
    return { group, rank: rankOf(best) - sum(best.names) + sum(names) }
  })
  return ranked.sort((a, b) => b.rank - a.rank).map(({ group }) => group)
}

const rankOf = (contender: Contender): number => contender.support + sum(contender.names) + (contender.by === 'alias' ? ALIAS_WEIGHT : 0)

function sum(weights: ReadonlyMap<string, number>): number {
  let total = 0
  for (const weight of weights.values()) total += weight
  return total
}

const isSameRank = (left: Contender, right: Contender): boolean => Math.abs(rankOf(left) - rankOf(right)) <= ROUNDING

/** Whether two deals are the two sides of one transaction: each one's mover is a counterparty of the other. */
function areMirrored(catalogue: DealCatalogue, left: Contender, right: Contender): boolean {
  const [one, other] = [catalogue.deals[left.index], catalogue.deals[right.index]]
  return one !== undefined && other !== undefined && one.counterparties.includes(other.mover) && other.counterparties.includes(one.mover)
}

const sameNames = (left: Contender, right: Contender): boolean =>
  left.names.size === right.names.size && [...left.names.keys()].every((name) => right.names.has(name))

/** The deal of highest rank, or the two sides of one transaction; none for any other tie. */
function selectByMove(catalogue: DealCatalogue, supported: readonly Contender[]): readonly Contender[] {
  const highest = highestRank(supported)
  const best = supported.filter((contender) => highest - rankOf(contender) <= ROUNDING)
  const [first, second, ...others] = best
  if (first === undefined || second === undefined) return best
  return others.length === 0 && areMirrored(catalogue, first, second) ? best : []
}

/** Minus infinity for an empty list. */
const highestRank = (contenders: readonly Contender[]): number =>
  contenders.reduce((highest, contender) => Math.max(highest, rankOf(contender)), Number.NEGATIVE_INFINITY)
