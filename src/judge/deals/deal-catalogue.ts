import { PipelineError } from '../../base/errors.js'
import { groupBy } from '../../base/statistics/group-by.js'
import { foldText } from '../../base/text/fold-text.js'
import { nameSome } from '../../base/text/format-count.js'
import type { Word } from '../features/token.js'
import { spellingsOf } from './company-name.js'
import type { Deal } from './deal.js'
import { companiesOf, normalsOf } from './deal-names.js'
import { compileNames, type FindNames } from './find-names.js'
import { isKnownDeal } from './known-deals.js'

/** Deals compiled for any number of threads. An index stands for a deal of `deals`. */
export interface DealCatalogue {
  readonly deals: readonly Deal[]
  readonly indexById: ReadonlyMap<string, number>
  /** Deals of the user's own: any thread may be about them. */
  readonly ownIndexes: ReadonlySet<number>
  /** The user's own deals, and the known deals of other movers, which a thread must name. */
  readonly openIndexes: ReadonlySet<number>
  /**
   * The index of the deal with this id, or of the only one with this title, mover or other name.
   * Own deals come first. Else null.
   */
  readonly called: (name: string) => number | null
  readonly findNames: FindNames
  /**
   * True for a text with half of the words of a deal's move, and at least two. One must be in no
   * other move of this mover.
   */
  readonly tellsMove: (index: number, words: readonly Word[]) => boolean
}

/** Compiles deals, so that their names are found in texts. */
export function compileDeals(deals: readonly Deal[]): DealCatalogue {
  const indexById = new Map(deals.map((deal, index) => [deal.id, index]))
  const places = [...deals.keys()]
  const dealAt = (index: number): Deal => deals[index] as Deal
  const ownIndexes = new Set(places.filter((index) => !isKnownDeal(dealAt(index))))
  const ownMovers = new Set([...ownIndexes].flatMap((index) => moversOf(dealAt(index))))
  const isOpen = (index: number): boolean =>
    ownIndexes.has(index) || !moversOf(dealAt(index)).some((name) => ownMovers.has(name))
  const knownIndexes = places.filter((index) => !ownIndexes.has(index))
  const names = new Map([...indexNames(deals, knownIndexes), ...indexNames(deals, [...ownIndexes])])
  return Object.freeze({
    deals: Object.freeze([...deals]),
    indexById,
    ownIndexes,
    openIndexes: new Set(places.filter(isOpen)),
    called: (name: string) => indexById.get(name) ?? names.get(foldText(name)) ?? null,
    findNames: compileNames(deals),
    tellsMove: compileMoves(deals),
  })
}

/** Titles, movers and other names of deals, folded; null for a name of several. */
function indexNames(
  deals: readonly Deal[],
  indexes: readonly number[],
): ReadonlyMap<string, number | null> {
  const names = new Map<string, number | null>()
  for (const index of indexes) {
    const { title = '', aliases, mergedFrom = [], ...deal } = deals[index] as Deal
    for (const name of new Set(
      [title, ...aliases, ...mergedFrom].map(foldText).concat(moversOf(deal)),
    ))
      names.set(name, names.has(name) ? null : index)
  }
  return names
}

/** Spellings of the mover, folded. */
const moversOf = ({ mover }: Pick<Deal, 'mover'>): string[] => spellingsOf(mover).map(foldText)

/** Move that a judgement is about. */
export function targetOf(catalogue: DealCatalogue, deal: string) {
  const { id: dealId, mover, move } = catalogue.deals[indexOf(catalogue, deal)] as Deal
  return { dealId, mover, move }
}

const MAX_LISTED_COUNT = 12

/**
 * The index of a deal by its id.
 *
 * @throws {PipelineError} `DEALS_ID_UNKNOWN`, with the ids that there are
 */
export function indexOf({ indexById }: DealCatalogue, dealId: string): number {
  const index = indexById.get(dealId)
  if (index !== undefined) return index
  const ids = nameSome([...indexById.keys()], MAX_LISTED_COUNT)
  const advice = 'A deal of your own has --mover and --move, or stands in --deals FILE.'
  const message = `expected the id of a deal of yours or of a known one (${ids || 'none'}), got "${dealId}". ${advice}`
  throw new PipelineError('DEALS_ID_UNKNOWN', message, { context: { dealId } })
}

/** Words of a move without content. Shorter words are excluded by length. */
const FUNCTION_WORDS: ReadonlySet<string> = new Set(
  'about after also among and another are for from have into its more most one other out over own part some such than that the their them they this through under until up which while will with'.split(
    ' ',
  ),
)

const MIN_MOVE_WORD_COUNT = 2

/** Compiles `DealCatalogue.tellsMove`. Company names do not count as words of the move. */
function compileMoves(deals: readonly Deal[]): DealCatalogue['tellsMove'] {
  const moveWords = deals.map((deal) => {
    const names = new Set(companiesOf(deal).flatMap(normalsOf))
    return new Set(normalsOf(deal.move).filter((word) => isContent(word) && !names.has(word)))
  })
  const byMover = groupBy(deals.keys(), (index) => deals[index]?.mover ?? '')
  return (index, words) => {
    const present = new Set(words.map(({ normal }) => normal))
    const dealWords = moveWords[index] ?? new Set()
    const presentWords = [...dealWords].filter((word) => present.has(word))
    if (presentWords.length < Math.max(MIN_MOVE_WORD_COUNT, dealWords.size / 2)) return false
    const others = (byMover.get(deals[index]?.mover ?? '') ?? []).filter((other) => other !== index)
    return presentWords.some((word) => !others.some((other) => moveWords[other]?.has(word)))
  }
}

const isContent = (word: string): boolean =>
  /^[\p{L}\p{N}]/u.test(word) && word.length >= 3 && !FUNCTION_WORDS.has(word)
