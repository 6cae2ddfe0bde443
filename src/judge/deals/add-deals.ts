import { PipelineError } from '../../base/errors.js'
import { foldText } from '../../base/text/fold-text.js'
import { completeDeal, type Deal, EXAMPLE_MOVE, type GivenDeal, invalidDeal, isDealId, preview, recordOf } from './deal.js'
import { compileDeals, type DealCatalogue, indexOf } from './deal-catalogue.js'

/** The deal that the user names for all threads: `{ mover, move }`. */
export type NamedDeal = Pick<GivenDeal, 'mover' | 'move' | 'counterparty' | 'name'>

/**
 * Adds deals of the user's own to a catalogue. A deal that the catalogue holds word for word is no second one; a name of theirs is no alias
 * of another deal any more.
 */
export function addDeals(catalogue: readonly Deal[], own: readonly Deal[], where: string): Deal[] {
  const added = own.flatMap((deal) => {
    const other = bearerOf(catalogue, deal.id)
    if (other === undefined) return [completeDeal({ ...deal, isOwn: true }, where)]
    if (other.id === deal.id && isSame(other, deal)) return []
    throw invalidDeal(
      where,
      'a name that no deal of the catalogue bears',
      describeBearer(deal.id, other),
      `Give it another, such as "name": "${deal.id}-2", or leave it out and take that deal: --deal ${other.id}.`,
    )
  })
  return [...withoutAliases(catalogue, added), ...added]
}

/** Completes the deal that the user names for all threads; null for none. @param dashes `--` where its parts are options of a command */
export function nameDeal(
  given: { readonly [Part in keyof NamedDeal]?: NamedDeal[Part] | undefined },
  catalogue: readonly Deal[],
  dashes: '' | '--' = '',
): Deal | null {
  const { mover, move, counterparty, name } = given
  const there = (['mover', 'move', 'counterparty', 'name'] as const).filter((part) => (given[part]?.length ?? 0) > 0)
  if (there.length === 0) return null
  const example = dashes === '' ? `{ mover: 'Sonos', move: '${EXAMPLE_MOVE}' }` : `--mover Sonos --move "${EXAMPLE_MOVE}"`
  const say = (part: string): string => `${dashes}${part}`
  const fail = (expected: string, got: string, advice = `Such as ${example}.`): never => {
    throw new PipelineError('USAGE_OPTION_INVALID', `expected ${expected}, got ${got}. ${advice}`, { context: { option: 'mover' } })
  }
  const blank = (['mover', 'move'] as const).find((part) => there.includes(part) && given[part]?.trim() === '')
  if (blank !== undefined) return fail(`${say(blank)} in words`, `"${given[blank]}"`)
  if (!mover?.trim() || !move?.trim()) {
    const got = there.map(say).join(' and ')
    return fail(`${say('mover')} and ${say('move')} together`, there.length === 1 ? `${got} alone` : got)
  }
  if (name !== undefined && !isDealId(name)) {
    fail(`${say('name')} in small letters, digits and hyphens, such as sonos-cast`, `"${name}"`, 'It becomes the id of the deal.')
  }
  const deal = completeDeal({ mover, move, ...(counterparty && { counterparty }), ...(name !== undefined && { name }) }, say('mover'))
  const other = bearerOf(catalogue, deal.id)
  if (other === undefined) return deal
  const instead = dashes === '' ? `dealIds: ['${other.id}']` : `--deal ${other.id}`
  return fail(
    `a ${say('name')} that no deal of the catalogue bears`,
    describeBearer(deal.id, other),
    `Give another, such as ${say('name')} ${deal.id}-2, or take that deal: ${instead}.`,
  )
}

/** The catalogue with a deal of the user's own, whose names are no aliases of other deals. */
export const withNamedDeal = (catalogue: readonly Deal[], named: Deal | null): readonly Deal[] =>
  named === null ? catalogue : [...withoutAliases(catalogue, [named]), named]

const bearerOf = (catalogue: readonly Deal[], id: string): Deal | undefined =>
  catalogue.find((deal) => deal.id === id) ?? catalogue.find(({ mergedFrom }) => mergedFrom?.includes(id))

/** Whether two deals are the same word for word, but for their titles. */
const isSame = ({ title: _, ...one }: Deal, { title: __, ...other }: Deal): boolean =>
  JSON.stringify(recordOf(one)) === JSON.stringify(recordOf(other))

const describeBearer = (name: string, { move }: Deal): string => `"${name}" (${preview(move.replace(/\.$/, ''))})`

function withoutAliases(catalogue: readonly Deal[], own: readonly Deal[]): readonly Deal[] {
  const taken = new Set(
    own.flatMap(({ mover, counterparties, parties, aliases }) => [mover, ...counterparties, ...parties, ...aliases]).map(foldText),
  )
  const isTaken = (alias: string): boolean => taken.has(foldText(alias))
  return catalogue.map((deal) =>
    deal.aliases.some(isTaken) ? { ...deal, aliases: deal.aliases.filter((alias) => !isTaken(alias)) } : deal,
  )
}

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
