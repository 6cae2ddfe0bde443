import { PipelineError } from '../../base/errors.js'
import { type NamedDeal, nameDeal, withNamedDeal } from './add-deals.js'
import { completeDeal, type Deal, type GivenDeal } from './deal.js'
import { compileDeals, type DealCatalogue, indexOf } from './deal-catalogue.js'

/**
 * The deals that posts may be about. `{ mover, move }` names the deal that every post is about, whatever deals of `deals` its words name:
 * `{ mover: 'Sonos', move: 'drops Google Cast from its speakers' }`. The record of a deal that is in no catalogue travels with the posts
 * (`meta.capture.deals`).
 */
export interface DealOptions extends Partial<NamedDeal> {
  /** The deals that posts may be about; only `mover` and `move` are required. Default: none, every post is then judged without a deal. */
  readonly deals?: readonly (Deal | GivenDeal)[]
  /** The deals that the threads are about, whatever others their words name: one is that of every post, several are told apart by words. */
  readonly dealIds?: readonly string[]
}

interface ChosenDeals {
  readonly catalogue: DealCatalogue
  readonly dealIds: readonly string[]
}

const isDeal = (deal: Deal | GivenDeal): deal is Deal => deal.id !== undefined && deal.date !== undefined && Array.isArray(deal.aliases)

/** Compiles the catalogue that the options describe. */
export function chooseDeals({ deals = [], dealIds = [], ...naming }: DealOptions): ChosenDeals {
  const given = deals.map((deal, index) => (isDeal(deal) ? deal : completeDeal(deal, `deals[${index}]`)))
  const named = nameDeal(naming, given)
  const catalogue = compileDeals(withNamedDeal(given, named))
  if (named === null) {
    for (const dealId of dealIds) indexOf(catalogue, dealId)
    return { catalogue, dealIds: [...dealIds] }
  }
  if (dealIds.length > 0) {
    throw new PipelineError('USAGE_OPTION_INVALID', 'expected dealIds, or mover and move, got both. A named deal is that of every post.')
  }
  return { catalogue, dealIds: [named.id] }
}
