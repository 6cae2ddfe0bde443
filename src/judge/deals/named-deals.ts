import type { SplitText, Word } from '../features/token.js'
import type { NameHit } from './alias-table.js'
import type { DealCatalogue } from './deal-catalogue.js'
import type { Role } from './deal-names.js'

interface Text extends SplitText {
  readonly text: string
}

const NONE: readonly number[] = Object.freeze([])

/**
 * Finds the deals that a heading or an opening post names: the mover with a counterparty, else with the move. Aliases name the user's own
 * deals. Among deals of the same companies, the text must tell the move. The first line that names a deal decides, else the whole text.
 *
 * @param among indexes of the deals in question
 * @returns indexes in `catalogue.deals`, ascending
 */
export function findNamedDeals(catalogue: DealCatalogue, among: ReadonlySet<number>, text: Text): readonly number[] {
  const { words } = text
  if (catalogue.findNames(words).length === 0) return NONE
  for (const part of [...linesOf(text), words]) {
    const named = findNamedIn(catalogue, among, part)
    if (named.length > 0) return named
  }
  return NONE
}

function* linesOf({ text, words, starts }: Text): Generator<readonly Word[]> {
  let from = 0
  for (let at = 1; at < words.length; at++) {
    if (!text.slice(starts[at - 1], starts[at]).includes('\n')) continue
    yield words.slice(from, at)
    from = at
  }
  if (from > 0) yield words.slice(from)
}

function findNamedIn(catalogue: DealCatalogue, among: ReadonlySet<number>, words: readonly Word[]): readonly number[] {
  const hits = catalogue.findNames(words)
  const hasRole = (index: number, role: Role, isSure = false): boolean =>
    hits.some(({ name, isWeak }) => name.roles.get(index) === role && !(isSure && isWeak))
  const isPair = (index: number): boolean =>
    hasRole(index, 'mover') && hasRole(index, 'counterparty') && (hasRole(index, 'mover', true) || hasRole(index, 'counterparty', true))
  const isTold = (index: number): boolean => hasRole(index, 'mover') && catalogue.tellsMove(index, words)
  const isSure = (index: number): boolean =>
    isPair(index) ||
    (catalogue.deals[index]?.counterparties.length === 0 && isTold(index)) ||
    (catalogue.ownIndexes.has(index) && hasRole(index, 'alias', true))
  const companiesOf = (index: number): string =>
    hits.flatMap(({ name }) => (/^(?:mover|counterparty)$/.test(name.roles.get(index) ?? '') ? name.key : [])).join('|')
  const met = [...new Set(hits.flatMap(({ name }) => [...name.roles.keys()]))].filter((index) => among.has(index)).sort((a, b) => a - b)
  const sure = met.filter(isSure)
  const named = sure.length > 0 ? sure : met.filter(isTold)
  const toldCompanies = new Set(named.length < 2 ? [] : named.filter(isTold).map(companiesOf))
  return named.filter((index) => !toldCompanies.has(companiesOf(index)) || isTold(index))
}

/**
 * Finds the deals of a thread that a post's own words name, by names that no other of them has.
 *
 * @param candidates indexes of the thread's deals
 * @param hits one per name
 * @returns indexes in `catalogue.deals`, ascending
 */
export function findDealsOfPost(candidates: ReadonlySet<number>, hits: readonly NameHit[]): readonly number[] {
  const named = new Set<number>()
  for (const { name } of hits) {
    const [only, ...others] = [...name.roles.keys()].filter((index) => candidates.has(index))
    if (only !== undefined && others.length === 0) named.add(only)
  }
  return named.size < 2 ? [...named] : [...named].sort((a, b) => a - b)
}
