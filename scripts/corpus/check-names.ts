import { foldText } from '../../src/base/text/fold-text.js'
import { COMMON_NOUNS } from './check-common-nouns.js'
import { type CorpusDeal, type CorpusFile, type CorpusFinding, lineOf } from './corpus.js'

/** A count, an amount or a time, which identifies no deal: "10%", "$30B", "6 gigawatts", "90 days". */
const QUANTITY = /^[$£€¥]?\d[\d.,]*\s*(%|[kmb]|bn|gw|mw|million|billion|gigawatts?|days?|years?|shares?|planes?|series)?$/i

/**
 * Checks that deals are unique and aliases unambiguous: each alias belongs to one deal and is not a party, a common noun or a quantity. Names
 * are compared without case.
 */
export function checkNames(deals: readonly CorpusDeal[], files: readonly CorpusFile[]): readonly CorpusFinding[] {
  const findings: CorpusFinding[] = []
  const report = (deal: CorpusDeal, rule: string, message: string) => {
    const places = files.map(({ name, text }) => ({ file: name, lineNumber: lineOf(text, `"id": "${deal.id}"`) }))
    findings.push({ ...(places.findLast(({ lineNumber }) => lineNumber > 0) ?? { file: '', lineNumber: 0 }), rule, message })
  }
  const ids = new Set<string>()
  const dealOfAlias = new Map<string, string>()
  const dealOfParty = new Map<string, string>()
  for (const deal of deals) {
    if (ids.has(deal.id)) report(deal, 'deal-twice', `expected every deal once, got "${deal.id}" again`)
    ids.add(deal.id)
    for (const name of [deal.mover, ...deal.counterparties, ...deal.parties])
      if (!dealOfParty.has(foldText(name))) dealOfParty.set(foldText(name), deal.id)
    const parties = new Set(deal.parties.map(foldText))
    for (const name of [deal.mover, ...deal.counterparties]) {
      if (!parties.has(foldText(name))) report(deal, 'party-missing', `expected "${name}" among the parties of "${deal.id}"`)
    }
  }
  for (const deal of deals) {
    for (const alias of deal.aliases) {
      const name = foldText(alias)
      const other = dealOfAlias.get(name)
      const partyOf = dealOfParty.get(name)
      if (other !== undefined) report(deal, 'alias-shared', `expected alias "${alias}" under one deal, got "${other}" and "${deal.id}"`)
      else dealOfAlias.set(name, deal.id)
      if (partyOf !== undefined)
        report(deal, 'alias-is-party', `expected an alias that is no party, got "${alias}", a party of "${partyOf}"`)
      if (COMMON_NOUNS.has(name)) report(deal, 'alias-common-noun', `expected a name, got the common noun "${alias}"`)
      if (QUANTITY.test(name)) report(deal, 'alias-quantity', `expected a name, got the quantity "${alias}"`)
    }
  }
  return findings
}
