import type { Word } from '../features/token.js'
import type { DealCatalogue } from './deal-catalogue.js'
import type { DealName, Role } from './deal-names.js'

export const NONE: readonly number[] = []

/**
 * Finds the deals that a heading or an opening post names: the mover with a counterparty, else with
 * the move. Among deals of the same companies, the text must tell the move.
 */
export function findNamedDeals(
  catalogue: DealCatalogue,
  among: ReadonlySet<number>,
  words: readonly Word[],
): readonly number[] {
  const names = catalogue.findNames(words)
  if (names.length === 0) return NONE
  const hasRole = (index: number, role: Role): boolean =>
    names.some(({ roles }) => roles.get(index) === role)
  const isTold = (index: number): boolean => catalogue.tellsMove(index, words)
  const isWhole = (index: number): boolean =>
    hasRole(index, 'counterparty') ||
    (catalogue.deals[index]?.counterparties.length === 0 && isTold(index))
  const ofMovers = ascending(names.flatMap(({ roles }) => [...roles.keys()])).filter(
    (index) => among.has(index) && hasRole(index, 'mover'),
  )
  const whole = ofMovers.filter(isWhole)
  if (whole.length < 2) return whole.length === 1 ? whole : ofMovers.filter(isTold)
  const companiesOf = (index: number): string =>
    names
      .flatMap(({ key, roles }) =>
        /^(?:mover|counterparty)$/.test(roles.get(index) ?? '') ? key : [],
      )
      .join('|')
  const companies = new Set(whole.filter(isTold).map(companiesOf))
  return whole.filter((index) => !companies.has(companiesOf(index)) || isTold(index))
}

/** Finds the deals of a thread that a post's own words name, by names that no other of them has. */
export function findDealsOfPost(
  candidates: ReadonlySet<number>,
  names: readonly DealName[],
): readonly number[] {
  if (names.length === 0) return NONE
  return ascending(
    names.flatMap(({ roles }) => {
      const among = [...roles.keys()].filter((index) => candidates.has(index))
      return among.length === 1 ? among : []
    }),
  )
}

export const ascending = (indices: readonly number[]): readonly number[] =>
  [...new Set(indices)].sort((a, b) => a - b)
