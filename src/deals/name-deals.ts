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
 * Support from which a further mover's deal is believed, and from which one name is enough. Choice, on the roots of the corpus without its
 * test: an ordinary verb of deals ("invest", "sells") weighs 2-3, a telling word ("supercharger") 5.
 */
const MIN_SECOND_MOVER_SUPPORT = 4
const MIN_MOVE_SUPPORT = 6

/**
 * The deals that a root post or a header piece is about.
 *
 * A deal is named by its alias, or by its mover and a counterparty together. Where no deal is, one name of a deal and telling words of its
 * move are enough for the deal with the most of them ("Apple sits out the spending on AI"). Several deals between the same companies
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

/** Best first: a contender is taken when it explains a name that none before it does, or is as good as the last one taken. */
function pickExplaining(catalogue: DealCatalogue, contenders: readonly Contender[]): readonly Contender[] {
  const ranked = [...contenders].sort((a, b) => rankOf(b) - rankOf(a) || a.index - b.index)
  const taken: Contender[] = []
  const explained = new Set<string>()
  for (const contender of ranked) {
    const last = taken.at(-1)
    const isTie = last !== undefined && rankOf(last) === rankOf(contender) && sameNames(last, contender)
    const explainsMore = [...contender.names].some((name) => !explained.has(name))
    const isBelieved =
      contender.by === 'alias' ||
      taken.length === 0 ||
      contender.support >= MIN_SECOND_MOVER_SUPPORT ||
      taken.some(({ index }) => catalogue.deals[index]?.mover === catalogue.deals[contender.index]?.mover)
    if (!isTie && !(explainsMore && isBelieved) && contender.by !== 'alias') continue
    taken.push(contender)
    for (const name of contender.names) explained.add(name)
  }
  return taken
}

/** Each name counts like an ordinary word of the move. */
function rankOf(contender: Contender): number {
  return contender.support + 2 * contender.names.size + (contender.by === 'alias' ? 100 : 0)
}

function sameNames(left: Contender, right: Contender): boolean {
  return left.names.size === right.names.size && [...left.names].every((name) => right.names.has(name))
}

function pickByMove(contenders: readonly Contender[]): readonly Contender[] {
  const told = contenders.filter(({ support }) => support >= MIN_MOVE_SUPPORT)
  const most = Math.max(...told.map(rankOf))
  const best = told.filter((contender) => rankOf(contender) === most)
  return best.length === 1 ? best : []
}
