import type { Token } from '../features/token.js'
import type { NameHit } from './alias-table.js'
import type { DealCatalogue } from './deal-catalogue.js'

/** A deal that a text may be about, and what speaks for it. */
interface Contender {
  readonly index: number
  /** By its alias, by its mover and a counterparty together, or by what its move says beside a name. */
  readonly by: 'alias' | 'pair' | 'move'
  /** Keys of its names that stand in the text. */
  readonly names: ReadonlySet<string>
  /** See `MoveWords.support`, in nats. */
  readonly support: number
}

/**
 * Support, in nats, from which a second mover's deal is believed, and from which one name is enough. Choice: a verb that many moves use
 * ("invests", "sells") weighs 2-3, a telling word ("supercharger") 5; 6 is two words.
 */
const MIN_SECOND_MOVER_SUPPORT = 6
const MIN_MOVE_SUPPORT = 6

/**
 * What a name and an alias weigh beside the words of the move, in nats. Choice: of 2 to 8 for a name, 8 linked most posts of the corpus
 * (test split left out) to their deal; an alias outweighs everything else.
 */
const NAME_WEIGHT = 8
const ALIAS_WEIGHT = 100

/**
 * The deals that a root post or a header piece is about.
 *
 * A deal is named by its alias, or by its mover and a counterparty together. Where none is, two names of one deal ("Claude" and "Grok"), or
 * one and telling words of its move, are enough for the deal with the most of them, when one has most. Several deals between the same companies
 * ("Apple", "Google") are told apart by the words of their moves; where those decide nothing, all are kept. A pair that other deals explain
 * already is left out: "xAI's deals with Google and Anthropic" speaks of no deal between Google and Anthropic.
 *
 * @returns indices in `catalogue.deals`, ascending
 */
export function nameDeals(catalogue: DealCatalogue, tokens: readonly Token[], hits: readonly NameHit[]): readonly number[] {
  if (hits.length === 0) return []
  const contenders = contendersOf(catalogue, tokens, hits)
  const named = contenders.filter(({ by }) => by !== 'move')
  const best = named.length > 0 ? pickExplaining(catalogue, named) : pickByMove(contenders)
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
  const stems = catalogue.moveWords.stemsOf(tokens)
  return [...hitsByDeal].map(([index, own]) => ({
    index,
    by: own.some(({ name, isWeak }) => name.aliasOf === index && !isWeak) ? 'alias' : isPair(own, index) ? 'pair' : 'move',
    names: new Set(own.map(({ name }) => name.key)),
    support: catalogue.moveWords.support(stems, index),
  }))
}

/** Whether the mover and a counterparty are both named, not both by everyday words in small letters. */
export function isPair(hits: readonly NameHit[], index: number): boolean {
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
  for (const [place, group] of groupByMover(catalogue, contenders).entries()) {
    let last: Contender | null = null
    for (const contender of group) {
      const isTie = last !== null && rankOf(last) === rankOf(contender) && sameNames(last, contender)
      const explainsMore = [...contender.names].some((name) => !explained.has(name))
      const isBelieved = place === 0 || contender.support >= MIN_SECOND_MOVER_SUPPORT
      if (contender.by !== 'alias' && !isTie && !(explainsMore && isBelieved)) continue
      taken.push(contender)
      last = contender
      for (const name of contender.names) explained.add(name)
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
    const names = new Set(group.flatMap((contender) => [...contender.names]))
    return { group, rank: Math.max(...group.map(rankOf)) - NAME_WEIGHT * (group[0]?.names.size ?? 0) + NAME_WEIGHT * names.size }
  })
  return ranked.sort((a, b) => b.rank - a.rank).map(({ group }) => group)
}

function rankOf(contender: Contender): number {
  return contender.support + NAME_WEIGHT * contender.names.size + (contender.by === 'alias' ? ALIAS_WEIGHT : 0)
}

function sameNames(left: Contender, right: Contender): boolean {
  return left.names.size === right.names.size && [...left.names].every((name) => right.names.has(name))
}

function pickByMove(contenders: readonly Contender[]): readonly Contender[] {
  const told = contenders.filter(({ support, names }) => names.size >= 2 || support >= MIN_MOVE_SUPPORT)
  const most = Math.max(...told.map(rankOf))
  const best = told.filter((contender) => rankOf(contender) === most)
  return best.length === 1 ? best : []
}
