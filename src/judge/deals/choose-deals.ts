import { PipelineError } from '../../base/errors.js'
import {
  completeDeal,
  type Deal,
  EXAMPLE_MOVE,
  type GivenDeal,
  invalidDeal,
  isDealId,
  preview,
} from './deal.js'
import { compileDeals, type DealCatalogue, indexOf } from './deal-catalogue.js'
import { KNOWN_DEALS } from './known-deals.js'

/** The deal that the user names for all threads: `{ mover, move }`. */
export type NamedDeal = Pick<GivenDeal, 'mover' | 'move' | 'title' | 'counterparty' | 'name'>

export function addDeals(
  deals: readonly Deal[],
  userDeals: readonly Deal[],
  where: string,
): Deal[] {
  const added = userDeals.filter((deal) => {
    const other = deals.find(({ id }) => id === deal.id)
    if (other !== undefined && !isSame(other, deal)) {
      const advice = `Give it another, such as "name": "${deal.id}-2", or leave it out and take that deal: --deal ${other.id}.`
      throw invalidDeal(
        where,
        'a name that no other deal bears',
        describeBearer(deal.id, other),
        advice,
      )
    }
    return other === undefined
  })
  return [...deals, ...added]
}

/**
 * Completes the deal that the user names for all threads; null without one.
 *
 * @param dashes `--` before the parts in messages of commands
 */
export function nameDeal(
  dealParts: { readonly [Part in keyof NamedDeal]?: NamedDeal[Part] | undefined },
  deals: readonly Deal[],
  dashes: '' | '--' = '',
): Deal | null {
  const { mover, move, title, counterparty, name } = dealParts
  const there = (['mover', 'move', 'title', 'counterparty', 'name'] as const).filter(
    (part) => (dealParts[part]?.length ?? 0) > 0,
  )
  if (there.length === 0) return null
  const example =
    dashes === ''
      ? `{ mover: 'Sonos', move: '${EXAMPLE_MOVE}' }`
      : `--mover Sonos --move "${EXAMPLE_MOVE}"`
  const say = (part: string): string => `${dashes}${part}`
  const fail = (expected: string, got: string, advice = `Such as ${example}.`): never => {
    throw new PipelineError('USAGE_OPTION_INVALID', `expected ${expected}, got ${got}. ${advice}`, {
      context: { option: 'mover' },
    })
  }
  const blank = (['mover', 'move'] as const).find(
    (part) => there.includes(part) && dealParts[part]?.trim() === '',
  )
  if (blank !== undefined) return fail(`${say(blank)} in words`, `"${dealParts[blank]}"`)
  if (!mover?.trim() || !move?.trim()) {
    const got = there.map(say).join(' and ')
    return fail(
      `${say('mover')} and ${say('move')} together`,
      there.length === 1 ? `${got} alone` : got,
    )
  }
  if (name !== undefined && !isDealId(name)) {
    fail(
      'a name in small letters, digits and hyphens, such as sonos-cast',
      `"${name}"`,
      'It becomes the id of the deal.',
    )
  }
  const entry = {
    mover,
    move,
    name,
    title: title || undefined,
    counterparty: counterparty || undefined,
  }
  const deal = completeDeal(entry, say('mover'))
  const other = deals.find(({ id }) => id === deal.id)
  if (other === undefined) return deal
  const [anotherName, instead] =
    dashes === ''
      ? [`name: '${deal.id}-2'`, `dealIds: ['${other.id}']`]
      : ['in a file of --deals', `--deal ${other.id}`]
  return fail(
    'a name that no other deal bears',
    describeBearer(deal.id, other),
    `Give it another (${anotherName}), or take that deal: ${instead}.`,
  )
}

const isSame = (one: Deal, other: Deal): boolean =>
  one.mover === other.mover && one.move === other.move

const describeBearer = (name: string, { move }: Deal): string =>
  `"${name}" (${preview(move.replace(/\.$/, ''))})`

/**
 * The deals that posts may be about.
 * `{ mover: 'Sonos', move: 'drops Google Cast from its speakers' }` names the deal of every post.
 * The record of each given deal travels with the posts (`meta.capture.deals`). Two deals are known
 * by name: `xai-anthropic` and `xai-google`. A thread is tied to one if its heading or an opening
 * post names the mover, and the counterparty or move.
 */
export interface DealOptions extends Partial<NamedDeal> {
  /**
   * Deals that posts may be about, each with at least `mover` and `move`. A post is tied to those
   * that it names.
   */
  readonly deals?: readonly (Deal | GivenDeal)[]
  /**
   * The deals of all threads. A single one applies to every post; several are told apart by words.
   */
  readonly dealIds?: readonly string[]
}

interface ChosenDeals {
  readonly catalogue: DealCatalogue
  readonly dealIds: readonly string[]
}

interface ListedDeals extends Pick<ChosenDeals, 'dealIds'> {
  /** Known deals, those given, and the one that is named. */
  readonly all: readonly Deal[]
}

const isDeal = (deal: Deal | GivenDeal): deal is Deal =>
  deal.id !== undefined && deal.date !== undefined && Array.isArray(deal.aliases)

function listDeals({ deals = [], dealIds = [], ...naming }: DealOptions): ListedDeals {
  const userDeals = deals.map((deal, index) =>
    isDeal(deal) ? deal : completeDeal(deal, `deals[${index}]`),
  )
  const known = KNOWN_DEALS.filter(({ id }) => !userDeals.some((deal) => deal.id === id))
  const all = [...known, ...userDeals]
  const named = nameDeal(naming, all)
  if (named === null) return { all, dealIds: [...dealIds] }
  if (dealIds.length > 0) {
    throw new PipelineError(
      'USAGE_OPTION_INVALID',
      'expected dealIds, or mover and move, got both. A named deal is that of every post.',
    )
  }
  return { all: [...all, named], dealIds: [named.id] }
}

export function chooseDeals(options: DealOptions): ChosenDeals {
  const { all, dealIds } = listDeals(options)
  const catalogue = compileDeals(all)
  for (const dealId of dealIds) indexOf(catalogue, dealId)
  return { catalogue, dealIds }
}
