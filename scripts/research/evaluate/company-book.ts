import type { Deal } from '../../../src/judge/deals/deal.js'
import { collectNames, compactName, EVERYDAY_NAMES } from '../../../src/judge/deals/deal-names.js'
import type { StanceTarget } from '../../../src/judge/stance/stance-classifier.js'
import { compileNames } from './name-pattern.js'

/** A company with all its names in the catalogue. Names of products and people are not included. */
export interface Company {
  /** Name as a mover or counterparty: `xAI/SpaceX`. */
  readonly name: string
  /** All spellings: the name, its slash-separated parts, short forms, initials, tickers. */
  readonly spellings: readonly string[]
  /** One-word name that can replace another company's; null where each such name is an everyday word. */
  readonly shortName: string | null
}

/** The companies of a deal: the mover first, then the others. */
export interface DealCompanies {
  readonly mover: Company
  readonly others: readonly Company[]
}

export interface CompanyBook {
  /** Movers of the catalogue with a short name, in its order; `counterparties` likewise. */
  readonly movers: readonly Company[]
  readonly counterparties: readonly Company[]
  /**
   * Returns the companies of a target. For a deal outside the catalogue (of a gold file), these are the companies named by its id and move, and
   * the counterparties that the catalogue lists with one of them for the same mover.
   */
  companiesOf(target: StanceTarget): DealCompanies
}

/** Collects the companies of a catalogue, with their spellings from all deals. */
export function compileCompanies(deals: readonly Deal[]): CompanyBook {
  const spellingsByName = collectSpellings(deals)
  const companyByName = new Map([...spellingsByName].map(([name, spellings]) => [name, describe(name, spellings)]))
  const companyOf = (name: string): Company => companyByName.get(name) ?? describe(name, name.split('/'))
  const dealById = new Map(deals.map((deal) => [deal.id, deal]))
  const companies = [...companyByName.values()]
  const known = new Map<string, DealCompanies>()

  const guess = ({ dealId, mover, move }: StanceTarget): DealCompanies => {
    const spellings = new Set(mover.split('/').map(compactName))
    const isMover = (company: Company): boolean => company.spellings.some((spelling) => spellings.has(compactName(spelling)))
    const own = describe(mover, [mover, ...mover.split('/'), ...companies.filter(isMover).flatMap((company) => company.spellings)])
    const named = companies.filter((company) => !isMover(company) && compileNames(company.spellings).isIn(`${dealId} ${move}`))
    const beside = deals
      .filter((deal) => isMover(companyOf(deal.mover)) && deal.counterparties.some((name) => named.includes(companyOf(name))))
      .flatMap((deal) => deal.counterparties.map(companyOf))
    return { mover: own, others: [...new Set([...named, ...beside])].filter((company) => !isMover(company)) }
  }

  const donors = (names: readonly string[]): Company[] => [...new Set(names)].map(companyOf).filter(({ shortName }) => shortName !== null)
  return Object.freeze({
    movers: donors(deals.map(({ mover }) => mover)),
    counterparties: donors(deals.flatMap(({ counterparties }) => counterparties)),
    companiesOf: (target: StanceTarget) => {
      const key = `${target.dealId}\n${target.mover}\n${target.move}`
      const deal = dealById.get(target.dealId)
      const found =
        known.get(key) ??
        (deal ? { mover: companyOf(deal.mover), others: [...new Set(deal.counterparties)].map(companyOf) } : guess(target))
      known.set(key, found)
      return found
    },
  })
}

/** Collects the spellings of each company: the names that the deal linker finds for it as the mover. */
function collectSpellings(deals: readonly Deal[]): Map<string, Set<string>> {
  const seats = deals.flatMap((deal) => {
    const companies = [...new Set([deal.mover, ...deal.counterparties])]
    return companies.map((mover) => ({ ...deal, mover, counterparties: companies.filter((name) => name !== mover), aliases: [] }))
  })
  const spellings = new Map(seats.map(({ mover }) => [mover, new Set([mover, ...mover.split('/')])]))
  const companyNames = new Set([...spellings.keys()].flatMap((name) => [name, ...name.split('/')]).map(compactName))
  const add = (mover: string, written: string): void => {
    // Skip "Google Cloud", which already contains the company's name.
    if (!mover.split('/').some((part) => written.toLowerCase().startsWith(`${part.toLowerCase()} `))) spellings.get(mover)?.add(written)
  }
  for (const { written, roles } of collectNames(seats))
    for (const [seat, role] of roles) if (role === 'mover') add(seats[seat]?.mover as string, written)
  for (const { mover, parties } of seats) {
    for (const party of parties) {
      const isOwn = isTickerOf(party, mover) || mover.split('/').some((part) => part.length >= 5 && isGrown(party, part))
      if (isOwn && !companyNames.has(compactName(party))) add(mover, party)
    }
  }
  return spellings
}

/** Whether one name extends another in one word: "SpaceXAI" and "SpaceX". */
const isGrown = (party: string, name: string): boolean => !party.includes(' ') && compactName(party).startsWith(compactName(name))

/**
 * Whether two to five capitals may be a company's ticker. They start with its first letter and are a subsequence of its letters, in which a
 * doubled letter counts once ("AAPL", "GOOGL", "NVDA").
 */
export function isTickerOf(text: string, company: string): boolean {
  if (!/^[A-Z]{2,5}$/.test(text)) return false
  const letters = text.toLowerCase().replace(/(.)\1+/g, '$1')
  return company.split('/').some((part) => {
    const name = compactName(part)
    let place = -1
    return letters.charAt(0) === name.charAt(0) && [...letters].every((letter) => (place = name.indexOf(letter, place + 1)) !== -1)
  })
}

function describe(name: string, spellings: Iterable<string>): Company {
  const all = [...new Set([...spellings].filter((spelling) => /[\p{L}\p{N}]/u.test(spelling)))]
  // As a replacement, a ticker (AAPL) would look out of place; a name in capitals (IBM) would not.
  const short = all.find(
    (spelling) =>
      /^\p{Lu}[\p{L}\p{N}]{2,}$/u.test(spelling) &&
      !EVERYDAY_NAMES.has(spelling.toLowerCase()) &&
      (spelling === name || spelling !== spelling.toUpperCase()),
  )
  return Object.freeze({ name, spellings: Object.freeze(all), shortName: short ?? null })
}
