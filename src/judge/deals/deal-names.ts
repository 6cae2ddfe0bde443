import { splitText } from '../features/tokenise.js'
import type { Deal } from './deal.js'

/** Part of a company in a deal. */
export type Role = 'alias' | 'mover' | 'counterparty' | 'party'

/** A spelling that may stand for a company of a deal. */
export interface DealName {
  /** Normalised tokens of the name, joined by spaces. */
  readonly key: string
  readonly written: string
  readonly compact: string
  /** Its role in each deal that has it, by the index of the deal, ascending. */
  readonly roles: ReadonlyMap<number, Role>
}

/** Normalised tokens of each name; none for a name without letters and digits. */
export function splitNames(names: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const split = (name: string) => (/[\p{L}\p{N}]/u.test(name) ? splitText(name.replace(/\s/g, ' ')).words : [])
  return new Map(Array.from(new Set(names), (name) => [name, split(name).map(({ normal }) => normal)]))
}

/** "xAI" and "SpaceX" of "xAI/SpaceX", after the whole. */
export const spellingsOf = (company: string): string[] => [...new Set([company, ...company.split('/')])]

/** Spellings of the mover and the counterparties. */
export const companiesOf = ({ mover, counterparties }: Deal): string[] => [mover, ...counterparties].flatMap(spellingsOf)

export const namesOf = (deal: Deal): string[] => [...companiesOf(deal), ...deal.parties, ...deal.aliases]

/** Reduces a name to lower-case letters and digits, as hashtags and handles spell it. */
export const compactName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/**
 * Collects every name of every deal with its role, in order of first appearance. Names of a company are its spellings (`xAI/SpaceX`) and
 * related parties. These begin or end it ("Kodak" of "Eastman Kodak"), start with it, or abbreviate it alone ("GM", "VW").
 */
export function collectNames(deals: readonly Deal[]): readonly DealName[] {
  const names = new Map<string, DealName & { readonly roles: Map<number, Role> }>()
  const normals = splitNames(deals.flatMap(namesOf))
  for (const [index, deal] of deals.entries()) {
    for (const [written, role] of rolesOf(deal)) {
      const key = (normals.get(written) ?? []).join(' ')
      if (key === '') continue
      let name = names.get(key)
      if (name === undefined) names.set(key, (name = { key, written, compact: compactName(written), roles: new Map() }))
      if (!name.roles.has(index)) name.roles.set(index, role)
    }
  }
  return [...names.values()]
}

function rolesOf(deal: Deal): readonly (readonly [written: string, role: Role])[] {
  const { mover, counterparties, parties, aliases } = deal
  const as = (role: Role, names: readonly string[]) => names.map((written) => [written, role] as const)
  const forms = (company: string) => formsOf(company, parties, [mover, ...counterparties])
  return [
    ...as('alias', aliases),
    ...as('mover', forms(mover)),
    ...as('counterparty', counterparties.flatMap(forms)),
    ...as('party', parties),
  ]
}

function formsOf(company: string, parties: readonly string[], companies: readonly string[]): readonly string[] {
  const spellings = spellingsOf(company)
  const folded = spellings.map((spelling) => ` ${spelling.toLowerCase()} `)
  const initials = spellings.map(initialsOf).filter((letters) => letters !== null)
  const isForm = (party: string) => {
    const words = ` ${party.toLowerCase()} `
    return (
      folded.some((spelling) => spelling.startsWith(words) || spelling.endsWith(words) || words.startsWith(spelling)) ||
      initials.includes(compactName(party)) ||
      (abbreviates(party, company) && companies.every((other) => other === company || !abbreviates(party, other)))
    )
  }
  return [...spellings, ...parties.filter(isForm)]
}

/** "VW" abbreviates "Volkswagen": two or three capitals, which occur in its name in order. Longer ones are tickers ("$TSLA"). */
const abbreviates = (party: string, company: string): boolean =>
  /^[A-Z]{2,3}$/.test(party) && new RegExp(`^${[...party].join('.*')}`, 'su').test(company.toUpperCase())

const initialsOf = (name: string): string | null => {
  const letters = name.toLowerCase().match(/(?<![\p{L}\p{N}])[\p{L}\p{N}]/gu) ?? []
  return letters.length < 2 ? null : letters.join('')
}

/**
 * Everyday words that are also names of companies. In lower case, such a word alone names no deal ("take it in stride"). Origin: names in
 * SCOWL's American list (Debian's `wamerican`), reviewed by hand.
 */
export const EVERYDAY_NAMES: ReadonlySet<string> = new Set(
  (
    'adobe advent alphabet alpine amazon apple astound autonomy avocado azure bard battlefield bedrock blackberry bombardier ' +
    'borders brigade canonical canopy carrier cayenne chambers china chrome cipher constellation cook cosmos craftsman cray cruise ' +
    'delta discovery dodge emirates epic fiat fink ford fox galaxy gates gecko gnome grab halo honor humane inflection instinct jaguar ' +
    'jeep looney lotus lucid madden magnum marvel mavericks meta metro mickey occidental opera oracle palm paramount peacock pep ' +
    'perplexity polestar presto proton ram reliance rover savvy sears sharp shell sky slack snap southwest sprint stride stripe ' +
    'sycamore target teamsters trump twitch ups zeal'
  ).split(' '),
)
