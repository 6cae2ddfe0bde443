import { lazily } from '../../base/text/lazily.js'
import { splitText } from '../features/tokenise.js'
import type { Deal } from './deal.js'
import { type DealWords, knownDeals, type Role } from './known-deals.js'

/** A name of the catalogue. */
export interface DealName {
  /** Normalised tokens of the name, joined by spaces. */
  readonly key: string
  /** One original spelling, and the same without spaces and signs. */
  readonly written: string
  readonly compact: string
  /** Its role in each deal that has it, by the index of the deal, ascending. */
  readonly roles: ReadonlyMap<number, Role>
  /** The first deal that has it as an alias. */
  readonly aliasOf: number | null
}

export const wordKeyOf = ({ mover, counterparties, parties, aliases, move }: Deal): string =>
  JSON.stringify([mover, counterparties, parties, aliases, move])

const allKnown = lazily(() => new Map(Object.entries(knownDeals())))

/** The words of a deal that were compiled with the package; null for others. */
export const knownWords = (deal: Deal): DealWords | null => allKnown().get(wordKeyOf(deal)) ?? null

/** Normalised tokens by name; none for a name without letters and digits. */
export function splitNames(names: Iterable<string>): ReadonlyMap<string, readonly string[]> {
  const split = (name: string) => (/[\p{L}\p{N}]/u.test(name) ? splitText(name.replace(/\s/g, ' ')).words : [])
  return new Map(Array.from(new Set(names), (name) => [name, split(name).map(({ normal }) => normal)]))
}

/** All names of a deal; may contain repeats. */
export function namesOf(deal: Deal): readonly string[] {
  return [
    deal.mover,
    ...deal.mover.split('/'),
    ...deal.counterparties,
    ...deal.counterparties.flatMap((name) => name.split('/')),
    ...deal.parties,
    ...deal.aliases,
  ]
}

/** Reduces a name to lower-case letters and digits, as hashtags and handles spell it. */
export const compactName = (name: string): string => name.toLowerCase().replace(/[^\p{L}\p{N}]+/gu, '')

/**
 * Collects every name of every deal with its role. A company has its own name, each of its spellings (`xAI/SpaceX`), and those parties of
 * the deal that are a prefix or suffix of it ("Hycroft" of "Hycroft Mining", "Kodak" of "Eastman Kodak"), that start with it, that are its
 * initials ("GM"), or that abbreviate it and no other company of the deal ("VW"). Gives names in order of first appearance.
 */
export function collectNames(deals: readonly Deal[]): readonly DealName[] {
  const names = new Map<string, { key: string; written: string; compact: string; roles: Map<number, Role>; aliasOf: number | null }>()
  const known = deals.map(knownWords)
  const normals = splitNames(deals.flatMap((deal, index) => (known[index] ? [] : namesOf(deal))))
  for (const [index, deal] of deals.entries()) {
    for (const [key, written, compact, role] of known[index]?.names ?? namesWithRoles(deal, normals)) {
      let name = names.get(key)
      if (name === undefined) names.set(key, (name = { key, written, compact, roles: new Map(), aliasOf: null }))
      name.roles.set(index, role)
      if (role === 'alias') name.aliasOf ??= index
    }
  }
  return [...names.values()]
}

/** Every name of a deal once, in the first of its roles. @param normals see {@link splitNames} */
export function namesWithRoles(deal: Deal, normals: ReadonlyMap<string, readonly string[]>): DealWords['names'] {
  const names = new Map<string, DealWords['names'][number]>()
  const add = (written: string, role: Role) => {
    const key = (normals.get(written) ?? []).join(' ')
    if (key !== '' && !names.has(key)) names.set(key, [key, written, compactName(written), role])
  }
  for (const alias of deal.aliases) add(alias, 'alias')
  const companies = [deal.mover, ...deal.counterparties]
  for (const form of formsOf(deal.mover, deal.parties, companies)) add(form, 'mover')
  for (const company of deal.counterparties) for (const form of formsOf(company, deal.parties, companies)) add(form, 'counterparty')
  for (const party of deal.parties) add(party, 'party')
  return [...names.values()]
}

function formsOf(company: string, parties: readonly string[], companies: readonly string[]): readonly string[] {
  const spellings = [...new Set([company, ...company.split('/')])]
  const folded = spellings.map((spelling) => ` ${spelling.toLowerCase()} `)
  const initials = spellings.map(initialsOf).filter((letters) => letters !== null)
  const isForm = (party: string) => {
    const words = ` ${party.toLowerCase()} `
    return (
      folded.some((spelling) => spelling.startsWith(words) || spelling.endsWith(words) || words.startsWith(spelling)) ||
      (initials.length > 0 && initials.includes(compactName(party))) ||
      (abbreviates(party, company) && companies.every((other) => other === company || !abbreviates(party, other)))
    )
  }
  return [...spellings, ...parties.filter(isForm)]
}

/** Whether a party is two or three capitals that occur in this order in a company's name ("VW" of "Volkswagen"). Longer ones are tickers ("$TSLA"). */
function abbreviates(party: string, company: string): boolean {
  if (!/^[A-Z]{2,3}$/.test(party) || party.charAt(0) !== company.charAt(0).toUpperCase()) return false
  const capitals = company.toUpperCase()
  let place = -1
  return [...party].every((letter) => (place = capitals.indexOf(letter, place + 1)) !== -1)
}

function initialsOf(name: string): string | null {
  const words = name.split(/[^\p{L}\p{N}]+/u).filter((word) => word !== '')
  return words.length < 2
    ? null
    : words
        .map((word) => word.charAt(0))
        .join('')
        .toLowerCase()
}

/**
 * Everyday English words that are also names of the catalogue. In lower case, such a word is not the name of a deal outside the thread
 * ("take it in stride"). Found by looking up every one-word name in SCOWL's American list (Debian's `wamerican`), then reviewed by hand.
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
