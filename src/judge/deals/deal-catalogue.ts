import { PipelineError } from '../../base/errors.js'
import { foldText } from '../../base/text/fold-text.js'
import { lazily } from '../../base/text/lazily.js'
import { memoise } from '../../base/text/memoise.js'
import { editDistance } from '../../base/text/string-distance.js'
import { type AliasTable, compileAliasTable } from './alias-table.js'
import type { Deal } from './deal.js'
import { compileMoveWords, type MoveWords } from './move-words.js'

/** A compiled catalogue. Internally, deals are identified by their index in `deals`. */
export interface DealCatalogue {
  readonly deals: readonly Deal[]
  readonly indexById: ReadonlyMap<string, number>
  /** Deals of the user's own. */
  readonly ownIndexes: readonly number[]
  /**
   * The index of the deal that a user calls by its id, or by a title, mover or another name that no second deal has; deals of the user's
   * own come first. Null for a name of no deal, or of several.
   */
  readonly called: (name: string) => number | null
  readonly names: AliasTable
  readonly moveWords: MoveWords
}

/** The move that posts are judged on; matches `StanceTarget` of the stance room. */
export interface DealTarget {
  readonly dealId: string
  readonly mover: string
  readonly move: string
}

/** Names of the user's whose deal is remembered. */
const CALLED_NAME_COUNT = 1024

/** Compiles a catalogue for any number of threads. */
export function compileDeals(deals: readonly Deal[]): DealCatalogue {
  const indexById = new Map(deals.map((deal, index) => [deal.id, index]))
  const ownIndexes = deals.flatMap(({ isOwn }, index) => (isOwn ? [index] : []))
  const namesBy = lazily(() =>
    deals.map(
      ({ title, mover, aliases, mergedFrom }) =>
        new Set([title ?? '', mover, ...mover.split('/'), ...aliases, ...(mergedFrom ?? [])].map(foldText)),
    ),
  )
  const find = (name: string): number | null => {
    const folded = foldText(name)
    const callsIt = (index: number): boolean => namesBy()[index]?.has(folded) === true
    const own = ownIndexes.filter(callsIt)
    const [only = null, ...others] = own.length > 0 ? own : [...deals.keys()].filter(callsIt)
    return indexById.get(name) ?? (others.length === 0 ? only : null)
  }
  return Object.freeze({
    deals: Object.freeze([...deals]),
    indexById,
    ownIndexes,
    called: memoise(find, CALLED_NAME_COUNT),
    names: compileAliasTable(deals),
    moveWords: compileMoveWords(deals),
  })
}

/** The target of posts on a deal. */
export function targetOf(catalogue: DealCatalogue, dealId: string): DealTarget {
  const deal = catalogue.deals[indexOf(catalogue, dealId)] as Deal
  return { dealId: deal.id, mover: deal.mover, move: deal.move }
}

const MAX_SUGGESTION_COUNT = 3

/** The index of a deal by its id. @throws {PipelineError} `DEALS_ID_UNKNOWN`, with the most similar ids */
export function indexOf(catalogue: DealCatalogue, dealId: string): number {
  const index = catalogue.indexById.get(dealId)
  if (index !== undefined) return index
  const suggestions = nearestIds(catalogue, dealId)
  const advice =
    suggestions.length === 0
      ? 'Name a deal of your own with --mover and --move, or add a list of deals with --deals FILE.'
      : `Did you mean ${suggestions.join(', ')}?`
  const message = `expected the id of one of the ${catalogue.deals.length} deals of the catalogue, got "${dealId}". ${advice}`
  throw new PipelineError('DEALS_ID_UNKNOWN', message, { context: { dealId, suggestions } })
}

/**
 * Ids to suggest for an unknown id: deals it was merged into, then ids within an edit distance of a third of its letters, then ids that
 * share a part ("xai" of "xai-google").
 */
function nearestIds(catalogue: DealCatalogue, dealId: string): readonly string[] {
  const lowerId = dealId.toLowerCase().slice(0, 80)
  const parts = new Set(lowerId.split(/[^a-z0-9]+/).filter((part) => part.length >= 3))
  const limit = Math.max(1, Math.floor(lowerId.length / 3))
  const ranked = catalogue.deals.flatMap((deal) => {
    if (deal.mergedFrom?.includes(dealId)) return [{ id: deal.id, rank: -1 }]
    const distance = editDistance(lowerId, deal.id, limit)
    if (distance <= limit) return [{ id: deal.id, rank: distance }]
    const sharedCount = deal.id.split('-').filter((part) => parts.has(part)).length
    return sharedCount > 0 ? [{ id: deal.id, rank: limit + 1 / sharedCount }] : []
  })
  return ranked
    .sort((a, b) => a.rank - b.rank)
    .slice(0, MAX_SUGGESTION_COUNT)
    .map(({ id }) => id)
}
