import { foldText } from '../../src/base/text/fold-text.js'
import { type CorpusDeal, type CorpusFile, type CorpusFinding, lineOf } from './corpus.js'

/**
 * A count, an amount or a time, which identifies no deal: "10%", "$30B", "6 gigawatts", "90 days".
 */
const QUANTITY =
  /^[$£€¥]?\d[\d.,]*\s*(%|[kmb]|bn|gw|mw|million|billion|gigawatts?|days?|years?|shares?|planes?|series)?$/i

/**
 * Checks that deals are unique. Each alias belongs to one deal and is not a party, a common noun or
 * a quantity. Names are compared without case.
 */
export function checkNames(
  deals: readonly CorpusDeal[],
  files: readonly CorpusFile[],
): readonly CorpusFinding[] {
  const faults = [...faultsOfDeals(deals), ...faultsOfAliases(deals)]
  return faults.map(([deal, rule, message]) => {
    const places = files.map(({ name, text }) => ({
      file: name,
      lineNumber: lineOf(text, `"id": "${deal.id}"`),
    }))
    const place = places.findLast(({ lineNumber }) => lineNumber > 0)
    return { ...(place ?? { file: '', lineNumber: 0 }), rule, message }
  })
}

type Fault = readonly [deal: CorpusDeal, rule: string, message: string]

function* faultsOfDeals(deals: readonly CorpusDeal[]): Generator<Fault> {
  const ids = new Set<string>()
  for (const deal of deals) {
    if (ids.has(deal.id))
      yield [deal, 'deal-twice', `expected every deal once, got "${deal.id}" again`]
    ids.add(deal.id)
    const parties = new Set(deal.parties.map(foldText))
    for (const name of [deal.mover, ...deal.counterparties])
      if (!parties.has(foldText(name)))
        yield [deal, 'party-missing', `expected "${name}" among the parties of "${deal.id}"`]
  }
}

function* faultsOfAliases(deals: readonly CorpusDeal[]): Generator<Fault> {
  const dealOfAlias = new Map<string, string>()
  const dealOfParty = firstDealOfParty(deals)
  for (const deal of deals) {
    for (const alias of deal.aliases) {
      const name = foldText(alias)
      const other = dealOfAlias.get(name)
      if (other === undefined) dealOfAlias.set(name, deal.id)
      else {
        const message = `expected alias "${alias}" under one deal, got "${other}" and "${deal.id}"`
        yield [deal, 'alias-shared', message]
      }
      const partyOf = dealOfParty.get(name)
      if (partyOf !== undefined) {
        const message = `expected an alias that is no party, got "${alias}", a party of "${partyOf}"`
        yield [deal, 'alias-is-party', message]
      }
      if (COMMON_NOUNS.has(name))
        yield [deal, 'alias-common-noun', `expected a name, got the common noun "${alias}"`]
      if (QUANTITY.test(name))
        yield [deal, 'alias-quantity', `expected a name, got the quantity "${alias}"`]
    }
  }
}

/** The first deal that names a company. */
function firstDealOfParty(deals: readonly CorpusDeal[]): ReadonlyMap<string, string> {
  const first = new Map<string, string>()
  for (const { id, mover, counterparties, parties } of deals)
    for (const name of [mover, ...counterparties, ...parties].map(foldText))
      if (!first.has(name)) first.set(name, id)
  return first
}

/**
 * Lower-case words and phrases that identify no deal and so cannot be aliases. Compiled by hand:
 * most were once an alias in the corpus; some are names that are also everyday words ("raw",
 * "edge", "insecure").
 */
export const COMMON_NOUNS: ReadonlySet<string> = new Set(
  (
    'ad tier, ads, ai, all-stock deal, anime, at-the-market, auction, automotive, backlog, backstop, bag fee, bag fees, ' +
    'bank, banks, baseband, beer, bike, biopharma, bitcoin, bitcoin miner, bonds, boost, buyback, buybacks, ' +
    'cable, cable networks, camcorder, cameras, cannabis, capex, capital, car, cars, cash pile, charging port, chase, ' +
    'chip, chips, circular, clinics, closed, cloud, cloud gaming, clubs, commerce, communicator, company limited by guarantee, complex, ' +
    'compounders, compute, compute deal, compute lease, console war, consumer, consumer banking, consumer health, consumer memory, contract, convergence, coupons, ' +
    'crucial, crypto, customer team, data center, data centers, data centre, data centres, data licensing, datacenter, deal, deals, default search, ' +
    'delta, diamond hands, digital imaging patents, dilution, direct to consumer, directed share program, dish, dollar store, domains, donuts, doughnuts, edge, ' +
    'electric cars, electric truck, elevators, embedded, equities trading, etf, ev, evs, exclusive, exclusives, exit, explorer, ' +
    'export license, fabs, factories, factory, financing, flash, format war, foundry, fulfillment center, fusion, game, games, ' +
    'generics, globe, gold mine, golden share, government, government stake, gpu, gpu deal, gpu lease, gpus, grants, graphics cards, ' +
    'green bubbles, grounded, hard disk, hard drives, hardware, headquarters, healthcare, heat pump, heat pumps, home flipping, hosting, hq, ' +
    'hybrids, hyperscalers, ice cream, inference, insecure, investment, ipo, jet fuel, jets, joint venture, ketchup, lease, ' +
    'leaseback, leases, letter of intent, lever, levers, licence, license, lightning, loans, logistics, lubricants, majority stake, ' +
    'maps, max, memory, merger, metaverse, miner, mining, mixer, mobile, modem, modems, most favored nation, ' +
    'multiplatform, navigator, neocloud, net zero, nuclear, nvidia stake, obesity, off balance sheet, offering, office, oil, oil and gas, ' +
    'oncology, onshore, open hardware, open source, open weights, orbital data centers, packages, paper hands, partnership, patent covenant, patents, petroleum, ' +
    'pharmacies, pharmacy, phone, phones, pin, podcast, ports, pot, power, private equity, put option, raw, ' +
    'reactor, real, refinery, registrar, renewables, rent, rental, rents, reset, restaurants, returns, robotaxi, ' +
    'robotaxis, robots, royalties, sale, sale and leaseback, sale leaseback, sanctions, satellites, search, search deal, search engine, self driving, ' +
    'server, servers, settlement, share sale, shares, smartphone games, smartphones, source code, spectrum, spin off, spin-off, spinoff, ' +
    'spirit, split, stake, steel, stock, stock sale, stocks, store space, streaming, superintelligence lab, supersonic, switch, ' +
    'tan, tariff, tariffs, tax, television, tenner, theaters, theme parks, third party, towers, trainer, truck, ' +
    'trucks, tv, tvs, unity, unsold capacity, vaccines, volume, warrants, wind farm'
  ).split(', '),
)
