import { PipelineError } from '../../base/errors.js'
import { foldText } from '../../base/text/fold-text.js'
import { completeDeal, type Deal, EXAMPLE_MOVE, type GivenDeal, invalidDeal, isDealId, preview, recordOf } from './deal.js'

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

/**
 * Completes the deal that the user names for all threads.
 *
 * @param given  its parts; null is returned when there is none
 * @param dashes `--` where the parts are options of a command, for messages
 */
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
