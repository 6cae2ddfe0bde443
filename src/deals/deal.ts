import { checkArguments } from '../arguments/check-arguments.js'
import { TEXT } from '../arguments/shapes.js'
import { PipelineError } from '../errors.js'
import { foldText } from '../text/fold-text.js'

/** An agreement or strategic move that posts discuss. */
export interface Deal {
  /** Lower-case letters, digits and hyphens. */
  readonly id: string
  /** The company whose move is judged. Alternative spellings are separated by a slash: `xAI/SpaceX`. */
  readonly mover: string
  readonly counterparties: readonly string[]
  /** What the mover does, as one factual sentence. */
  readonly move: string
  /** Names that other deals may share. */
  readonly parties: readonly string[]
  /** Names that identify this deal. */
  readonly aliases: readonly string[]
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
  readonly date: string
  /** Former ids of the same move. */
  readonly mergedFrom?: readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

const ADVICE =
  'Correct the catalogue (fields: id, mover, counterparties, move, parties, aliases, date, and mergedFrom where deals were merged).'

/**
 * Parses a catalogue of deals: a JSON list.
 *
 * @param json  the text of the catalogue
 * @param where path of the catalogue, for error messages
 * @returns frozen deals in list order
 * @throws {PipelineError} `DEALS_INVALID` for text that is not such a list, naming the first invalid entry; `DEALS_ALIAS_SHARED` when an
 *   alias is also an alias or a party of another deal
 */
export function parseDeals(json: string, where = 'deals'): Deal[] {
  checkArguments('parseDeals', { json: [json, TEXT], where: [where, TEXT] })
  const list = parseList(json, where)
  const deals = list.map((entry, index) => parseDeal(entry, `${where}, deal ${index + 1}`))
  const seen = new Set<string>()
  for (const [index, deal] of deals.entries()) {
    if (seen.has(deal.id)) throw invalid(`${where}, deal ${index + 1}`, 'every id once', `"${deal.id}" again`)
    seen.add(deal.id)
  }
  checkAliases(deals, where)
  return deals
}

function parseList(json: string, where: string): readonly unknown[] {
  let list: unknown
  try {
    list = JSON.parse(json)
  } catch (cause) {
    const got = cause instanceof Error ? cause.message : String(cause)
    throw new PipelineError('DEALS_INVALID', `${where}: expected a JSON list of deals, got text that is no JSON (${got}). ${ADVICE}`, {
      cause,
      context: { where },
    })
  }
  if (!Array.isArray(list)) throw invalid(where, 'a JSON list of deals', preview(list))
  return list
}

function parseDeal(entry: unknown, where: string): Deal {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry)) throw invalid(where, 'an object', preview(entry))
  const fields = entry as Fields
  const id = textOf(fields, 'id', where)
  if (!/^[a-z0-9-]+$/.test(id)) throw invalid(where, '"id" in small letters, digits and hyphens', preview(id))
  const place = `${where} ("${id}")`
  const date = textOf(fields, 'date', place)
  if (!isDate(date)) throw invalid(place, '"date" as YYYY, YYYY-MM or YYYY-MM-DD', preview(date))
  return Object.freeze({
    id,
    mover: textOf(fields, 'mover', place),
    counterparties: textsOf(fields, 'counterparties', place),
    move: textOf(fields, 'move', place),
    parties: textsOf(fields, 'parties', place),
    aliases: textsOf(fields, 'aliases', place),
    date,
    ...(Object.hasOwn(fields, 'mergedFrom') ? { mergedFrom: textsOf(fields, 'mergedFrom', place) } : {}),
  })
}

// Own properties only: keys such as `constructor` exist on every object.
function textOf(fields: Fields, key: string, where: string): string {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined
  if (typeof value !== 'string' || value.trim() === '') throw invalid(where, `"${key}" to be a text`, preview(value))
  return value
}

function textsOf(fields: Fields, key: string, where: string): readonly string[] {
  const value = Object.hasOwn(fields, key) ? fields[key] : undefined
  const isTextList = Array.isArray(value) && value.every((text: unknown) => typeof text === 'string' && text.trim() !== '')
  if (!isTextList) throw invalid(where, `"${key}" to be a list of texts`, preview(value))
  return Object.freeze([...(value as readonly string[])])
}

function checkAliases(deals: readonly Deal[], where: string): void {
  const dealOfName = new Map<string, string>()
  const claim = (name: string, deal: Deal, role: string) => {
    const other = dealOfName.get(foldText(name))
    if (other === undefined) return
    const message = `${where}: expected alias "${name}" to point at one deal, got it as ${role} of "${deal.id}" and as an alias of "${other}". Keep it as an alias of one, or move it to the parties of both.`
    throw new PipelineError('DEALS_ALIAS_SHARED', message, { context: { where, alias: name, dealIds: [other, deal.id] } })
  }
  for (const deal of deals) {
    for (const alias of new Set(deal.aliases.map(foldText))) {
      claim(alias, deal, 'an alias')
      dealOfName.set(alias, deal.id)
    }
  }
  for (const deal of deals) for (const name of [deal.mover, ...deal.counterparties, ...deal.parties]) claim(name, deal, 'a party')
}

/** Whether a text is a date as `YYYY`, `YYYY-MM` or `YYYY-MM-DD`. */
export function isDate(value: string): boolean {
  if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(value)) return false
  const [year, month = '01', day = '01'] = value.split('-')
  const date = new Date(`${year}-${month}-${day}T00:00:00Z`)
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(`${year}-${month}-${day}`)
}

function preview(value: unknown): string {
  const text = value === undefined ? 'none' : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

const invalid = (where: string, expected: string, got: string): PipelineError =>
  new PipelineError('DEALS_INVALID', `${where}: expected ${expected}, got ${got}. ${ADVICE}`, { context: { where } })
