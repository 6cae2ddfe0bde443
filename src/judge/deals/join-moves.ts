import type { Deal } from './deal.js'

/** Two moves of a company as one: "xAI's deals with Google and Anthropic". */
export function joinMoves(one: Deal, other: Deal) {
  const { mover } = one
  const rest = other.move.startsWith(mover) ? other.move.slice(mover.length + 1) : other.move
  const partners = [one, other].map(({ counterparties: [partner] }) => firstSpelling(partner))
  return {
    mover,
    move: `${one.move.replace(/\.$/, '')}, and ${rest}`,
    title: `${firstSpelling(mover)}'s deals with ${partners.join(' and ')}`,
  }
}

/** The moves that {@link joinMoves} joined; else empty. */
export function joinedMoves(
  move: string | undefined,
  deals: ReadonlyMap<string, Deal>,
): readonly Deal[] {
  const all = [...deals.values()]
  const pairs = all.flatMap((one) => all.map((other) => [one, other] as const))
  return pairs.find(([one, other]) => joinMoves(one, other).move === move) ?? []
}

const firstSpelling = (names = ''): string => names.split('/')[0] ?? ''
