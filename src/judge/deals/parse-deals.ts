import { PipelineError } from '../../base/errors.js'
import { foldText } from '../../base/text/fold-text.js'
import { findDelimiter } from '../../read/table/find-delimiter.js'
import { parseCsvRows } from '../../read/table/parse-csv-rows.js'
import {
  checkKeys,
  completeDeal,
  DEAL_KEYS,
  type Deal,
  EXAMPLE_MOVE,
  invalidDeal,
  preview,
} from './deal.js'

interface Entry {
  readonly fields: unknown
  readonly where: string
}

const JSON_ADVICE = `Such as [{"mover": "Sonos", "move": "${EXAMPLE_MOVE}"}].`
const CSV_ADVICE = `Such as the line "mover,move", and below it "Sonos,${EXAMPLE_MOVE}".`
/** Columns of several names, with `;` or `|` between them. */
const LIST_COLUMNS: ReadonlySet<string> = new Set([
  'counterparty',
  'counterparties',
  'parties',
  'aliases',
  'mergedFrom',
])

/**
 * Parses deals: a JSON list, or CSV with a header line. `mover` and `move` are required; the others
 * are fields of {@link Deal}, `name` and `counterparty`. A move without a subject gets the mover as
 * its subject.
 */
export function parseDeals(text: string, where = 'deals'): Deal[] {
  const entries = /^\ufeff?\s*[[{]/.test(text) ? parseList(text, where) : parseTable(text, where)
  const seen = new Set<string>()
  const deals = entries.map(({ fields, where: place }) => {
    const deal = completeDeal(fields, place)
    if (seen.has(deal.id))
      throw invalidDeal(
        place,
        'every id once',
        `"${deal.id}" again`,
        'Give each a name of its own, such as "sonos-cast".',
      )
    seen.add(deal.id)
    return deal
  })
  checkAliases(deals, where)
  return deals
}

function parseList(json: string, where: string): readonly Entry[] {
  let list: unknown
  try {
    list = JSON.parse(json.replace(/^\ufeff/, ''))
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause)
    throw invalidDeal(where, 'a JSON list of deals', `text that is no JSON (${got})`, JSON_ADVICE)
  }
  if (!Array.isArray(list))
    throw invalidDeal(where, 'a JSON list of deals', preview(list), JSON_ADVICE)
  return list.map((fields: unknown, index) => ({ fields, where: `${where}, deal ${index + 1}` }))
}

function parseTable(text: string, where: string): readonly Entry[] {
  const { body, delimiter } = findDelimiter(text)
  const [header, ...rows] = parseCsvRows(body, delimiter)
  const names = header?.cells.map((name) => name.trim().toLowerCase()) ?? []
  if (!names.includes('mover') || !names.includes('move')) {
    const got = names.length === 0 ? 'nothing' : preview(names.join(', '))
    throw invalidDeal(
      where,
      'a JSON list of deals, or CSV with the columns mover and move',
      got,
      CSV_ADVICE,
    )
  }
  const keys = names.map((name) => DEAL_KEYS.find((key) => key.toLowerCase() === name) ?? name)
  checkKeys(
    keys.filter((key) => key !== ''),
    where,
  )
  return rows.map(({ cells, lineNumber, error }) => {
    const place = `${where}, line ${lineNumber}`
    if (error !== undefined || cells.length > names.length)
      throw invalidDeal(place, `${names.length} cells`, 'another row', CSV_ADVICE)
    const filled = keys.flatMap((key, index): (readonly [string, unknown])[] => {
      const cell = cells[index]?.trim() ?? ''
      if (cell === '') return []
      return [
        [
          key,
          LIST_COLUMNS.has(key) ? cell.split(/[;|]/).flatMap((part) => part.trim() || []) : cell,
        ],
      ]
    })
    return { fields: Object.fromEntries(filled), where: place }
  })
}

function checkAliases(deals: readonly Deal[], where: string): void {
  const dealOfName = new Map<string, string>()
  const claim = (name: string, deal: Deal, role: string) => {
    const other = dealOfName.get(foldText(name))
    if (other === undefined) return
    const message = `${where}: expected alias "${name}" to point at one deal, got it as ${role} of "${deal.id}" and as an alias of "${other}". Keep it as an alias of one, or move it to the parties of both.`
    throw new PipelineError('DEALS_ALIAS_SHARED', message, {
      context: { where, alias: name, dealIds: [other, deal.id] },
    })
  }
  for (const deal of deals) {
    for (const alias of new Set(deal.aliases.map(foldText))) {
      claim(alias, deal, 'an alias')
      dealOfName.set(alias, deal.id)
    }
  }
  for (const deal of deals)
    for (const name of [deal.mover, ...deal.counterparties, ...deal.parties])
      claim(name, deal, 'a party')
}
