import type { Token } from '../features/token.js'
import type { NameHit } from './alias-table.js'
import type { DealCatalogue } from './deal-catalogue.js'
import type { DealName } from './deal-names.js'

/** A deal that a text may be about, and what speaks for it. */
interface Contender {
  readonly index: number
  /** By its alias, by its mover and a counterparty together, or by what its move says beside a name. */
  readonly by: 'alias' | 'pair' | 'move'
  /** Keys of its names that stand in the text, and what each weighs, in nats. */
  readonly names: ReadonlyMap<string, number>
  /** See `MoveWords.supportBy`, in nats. */
  readonly support: number
  /** See {@link isToldBy}. */
  readonly isTold: boolean
}

/**
 * Support, in nats, from which a second mover's deal is believed, and from which one name is enough. Choice: a verb that many moves use
 * ("invests", "sells") weighs 2-3, a telling word ("supercharger") 5; 6 is two words.
 */
const MIN_SECOND_MOVER_SUPPORT = 6
const MIN_MOVE_SUPPORT = 6
/** The same where the mover is not named: four telling words. */
const MIN_SILENT_MOVER_SUPPORT = 16

/**
 * What a name and an alias weigh beside the words of the move, in nats. A party that the sentence of the move doesn't name ("Siri" for a
 * deal on capital spending) only stands near the deal, and weighs less. Choice: of 2 to 8 for a name, 8 linked most posts of the corpus
 * (test split left out) to their deal, and of 2 to 8 for a party that stands near, 2; an alias outweighs everything else.
 */
const NAME_WEIGHT = 8
const NEAR_PARTY_WEIGHT = 2
const ALIAS_WEIGHT = 100

/** Sums of the same weights in another order differ by less. */
const ROUNDING = 1e-9

/**
 * The deals that a root post or a header piece is about.
 *
 * A deal is named by its alias, or by its mover and a counterparty together. Where none is, the mover beside another
 * name of the move ("Apple" and "Gemini"), or beside telling words of it, is enough for the deal with the most of them, when one has most; also where such a deal outdoes the
 * named ones by more than a name ("Apple spends little while Amazon, Microsoft, Google and Meta spend 600 billion").
 *
 * Several deals between the same companies ("Apple", "Google") are told apart by the words of their moves; where those decide nothing, all
 * are kept: also both sides of one affair ("VW invests in Rivian", "Rivian takes VW's money"), since a post may judge either mover. A pair
 * that other deals explain already is left out: "xAI's deals with Google and Anthropic" speaks of no deal between Google and Anthropic.
 *
 * @returns indices in `catalogue.deals`, ascending
 */
export function nameDeals(catalogue: DealCatalogue, tokens: readonly Token[], hits: readonly NameHit[]): readonly number[] {
  if (hits.length === 0) return []
  const contenders = contendersOf(catalogue, tokens, hits)
  const named = contenders.filter(({ by }) => by !== 'move')
  const told = contenders.filter(({ isTold }) => isTold)
  const isOutdone = highestRank(told) > highestRank(named) + NAME_WEIGHT
  const best = named.length > 0 && !isOutdone ? pickExplaining(catalogue, named) : pickByMove(catalogue, told)
  return best.map(({ index }) => index).sort((a, b) => a - b)
}

function contendersOf(catalogue: DealCatalogue, tokens: readonly Token[], hits: readonly NameHit[]): readonly Contender[] {
  const hitsByDeal = new Map<number, NameHit[]>()
  for (const hit of hits) {
    for (const index of hit.name.bearers) {
      const list = hitsByDeal.get(index)
      if (list === undefined) hitsByDeal.set(index, [hit])
      else list.push(hit)
    }
  }
  const supportOf = catalogue.moveWords.supportBy(tokens)
  const contenders: Contender[] = []
  // Hundreds of deals bear a name of some posts, of which few can be meant.
  for (const [index, own] of hitsByDeal) {
    const by = own.some(({ name, isWeak }) => name.aliasOf === index && !isWeak) ? 'alias' : isPair(own, index) ? 'pair' : 'move'
    const support = supportOf(index)
    const isTold = isToldBy(catalogue, own, index, support)
    if (by === 'move' && !isTold) continue
    const names = new Map(own.map(({ name }) => [name.key, weightOf(catalogue, name, index)]))
    contenders.push({ index, by, names, support, isTold })
  }
  return contenders
}

function weightOf(catalogue: DealCatalogue, name: DealName, index: number): number {
  return name.partyOf.includes(index) && !catalogue.moveWords.mentions(name.key, index) ? NEAR_PARTY_WEIGHT : NAME_WEIGHT
}

/** The mover, and beside it another name that the sentence of the move has, or telling words of the move; or many such words. */
function isToldBy(catalogue: DealCatalogue, hits: readonly NameHit[], index: number, support: number): boolean {
  if (!hits.some(({ name }) => name.moverOf.includes(index))) return support >= MIN_SILENT_MOVER_SUPPORT
  if (support >= MIN_MOVE_SUPPORT) return true
  return hits.length >= 2 && hits.filter(({ name }) => weightOf(catalogue, name, index) === NAME_WEIGHT).length >= 2
}

/** Whether the mover and a counterparty are both named, not both by everyday words in small letters. */
export function isPair(hits: readonly NameHit[], index: number): boolean {
  if (hits.length < 2) return false
  const movers = hits.filter(({ name }) => name.moverOf.includes(index))
  const counterparties = hits.filter(({ name }) => name.counterpartyOf.includes(index))
  return movers.length > 0 && counterparties.length > 0 && [...movers, ...counterparties].some(({ isWeak }) => !isWeak)
}

/**
 * Best mover first, and of each mover the best deal first: a deal is taken when it explains a name that none before it does, or is as good
 * as the last one taken. A second mover's deal must say more than the names.
 */
function pickExplaining(catalogue: DealCatalogue, contenders: readonly Contender[]): readonly Contender[] {
  const taken: Contender[] = []
  const explained = new Set<string>()
  const isMirrored = (contender: Contender) =>
    taken.some((other) => sameNames(other, contender) && isSameRank(other, contender) && areMirrored(catalogue, other, contender))
  for (const [place, group] of groupByMover(catalogue, contenders).entries()) {
    let last: Contender | null = null
    for (const contender of group) {
      const isTie = last !== null && isSameRank(last, contender) && sameNames(last, contender)
      const explainsMore = [...contender.names.keys()].some((name) => !explained.has(name))
      const isBelieved = place === 0 || contender.support >= MIN_SECOND_MOVER_SUPPORT
      if (contender.by !== 'alias' && !isTie && !(explainsMore && isBelieved) && !isMirrored(contender)) continue
      taken.push(contender)
      last = contender
      for (const name of contender.names.keys()) explained.add(name)
    }
  }
  return taken
}

/** Movers whose deals explain most, then the deals of each, both best first. */
function groupByMover(catalogue: DealCatalogue, contenders: readonly Contender[]): readonly (readonly Contender[])[] {
  const groups = new Map<string, Contender[]>()
  for (const contender of [...contenders].sort((a, b) => rankOf(b) - rankOf(a) || a.index - b.index)) {
    const mover = catalogue.deals[contender.index]?.mover ?? ''
    const group = groups.get(mover)
    if (group === undefined) groups.set(mover, [contender])
    else group.push(contender)
  }
  const ranked = [...groups.values()].map((group) => {
    const [best] = group as [Contender, ...Contender[]]
    const names = new Map(group.flatMap((contender) => [...contender.names]).sort(([, a], [, b]) => a - b))
    return { group, rank: rankOf(best) - sum(best.names) + sum(names) }
  })
  return ranked.sort((a, b) => b.rank - a.rank).map(({ group }) => group)
}

function rankOf(contender: Contender): number {
  return contender.support + sum(contender.names) + (contender.by === 'alias' ? ALIAS_WEIGHT : 0)
}

function sum(weights: ReadonlyMap<string, number>): number {
  let total = 0
  for (const weight of weights.values()) total += weight
  return total
}

function isSameRank(left: Contender, right: Contender): boolean {
  return Math.abs(rankOf(left) - rankOf(right)) <= ROUNDING
}

/** Whether two deals are one affair seen from both sides: each one's mover is a counterparty of the other. */
function areMirrored(catalogue: DealCatalogue, left: Contender, right: Contender): boolean {
  const [one, other] = [catalogue.deals[left.index], catalogue.deals[right.index]]
  return one !== undefined && other !== undefined && one.counterparties.includes(other.mover) && other.counterparties.includes(one.mover)
}

function sameNames(left: Contender, right: Contender): boolean {
  return left.names.size === right.names.size && [...left.names.keys()].every((name) => right.names.has(name))
}

/** The deal of highest rank, or the two sides of one affair; none where others tie. */
function pickByMove(catalogue: DealCatalogue, told: readonly Contender[]): readonly Contender[] {
  const highest = highestRank(told)
  const best = told.filter((contender) => highest - rankOf(contender) <= ROUNDING)
  const [first, second, ...others] = best
  if (first === undefined || second === undefined) return best
  return others.length === 0 && areMirrored(catalogue, first, second) ? best : []
}

/** Minus infinity for none. */
function highestRank(contenders: readonly Contender[]): number {
  return contenders.reduce((highest, contender) => Math.max(highest, rankOf(contender)), Number.NEGATIVE_INFINITY)
}
