import { PipelineError } from '../../base/errors.js'
import type { DealRecord } from '../../base/thread/capture-ledger.js'

/** An agreement or strategic move that posts discuss. */
export interface Deal {
  /** Lower-case letters, digits and hyphens. */
  readonly id: string
  /**
   * The company whose move is judged. Alternative spellings are separated by a slash: `xAI/SpaceX`.
   */
  readonly mover: string
  readonly counterparties: readonly string[]
  /** The mover's act, as one factual sentence. */
  readonly move: string
  /** Names that other deals may have too. */
  readonly parties: readonly string[]
  /** Names that identify this deal. */
  readonly aliases: readonly string[]
  /**
   * Short name for readers, which stands in sentences if it begins with the company: "xAI's deal
   * with Google". Default: see `titleOf`.
   */
  readonly title?: string
  /** `YYYY`, `YYYY-MM` or `YYYY-MM-DD`; null when unknown. */
  readonly date: string | null
  /** Former ids of the same move. */
  readonly mergedFrom?: readonly string[]
}

/** A deal as a user gives it. */
export interface GivenDeal extends Partial<Omit<Deal, 'mover' | 'move'>> {
  readonly mover: string
  readonly move: string
  /** The id. Default: made of the mover and the first words of the move. */
  readonly name?: string
  readonly counterparty?: string | readonly string[]
}

type Fields = Readonly<Record<string, unknown>>

/** The move of Sonos that messages give as an example. */
export const EXAMPLE_MOVE = 'drops Google Cast from its speakers'

const ADVICE = `A deal needs a mover and a move, such as "Sonos" and "${EXAMPLE_MOVE}".`

export const DEAL_KEYS: readonly string[] =
  'mover move title name counterparty id counterparties parties aliases date mergedFrom'.split(' ')

export function completeDeal(entry: unknown, where: string): Deal {
  if (typeof entry !== 'object' || entry === null || Array.isArray(entry))
    throw invalidDeal(where, 'an object', preview(entry))
  const fields = entry as Fields
  const mover = textOf(fields, 'mover', where)
  const move = textOf(fields, 'move', where)
  if (areSwapped(mover, move))
    throw invalidDeal(
      where,
      'a company as mover and its act as move',
      `${preview(mover)} and ${preview(move)}`,
      'Swap them, or begin the move with a small letter.',
    )
  const has = (key: string): boolean => fieldOf(fields, key) !== undefined
  const key = has('id') ? 'id' : 'name'
  const id = has(key) ? textOf(fields, key, where) : idOf(mover, move)
  if (!isDealId(id))
    throw invalidDeal(where, `"${key}" in small letters, digits and hyphens`, preview(id))
  const place = `${where} ("${id}")`
  checkKeys(Object.keys(fields), place)
  const date = has('date') ? textOf(fields, 'date', place) : null
  if (date !== null && !isDate(date))
    throw invalidDeal(place, '"date" as YYYY, YYYY-MM or YYYY-MM-DD', preview(date))
  return Object.freeze({
    id,
    mover,
    counterparties: textsOf(fields, has('counterparty') ? 'counterparty' : 'counterparties', place),
    move: sentenceOf(mover, move),
    parties: textsOf(fields, 'parties', place),
    aliases: textsOf(fields, 'aliases', place),
    date,
    ...(has('title') && { title: textOf(fields, 'title', place) }),
    ...(has('mergedFrom') && { mergedFrom: textsOf(fields, 'mergedFrom', place) }),
  })
}

/** True for "drops Google Cast" and "Sonos". Not for "the New York Times" and "Buys Wordle". */
const areSwapped = (mover: string, move: string): boolean =>
  /^(?!(?:the|de|van|von|l[ae]|el) )\p{Ll}+(?: \S+){2}/u.test(mover) &&
  /^(?:\p{Lu}[\p{L}\p{N}&'’-]*(?: |$)){1,3}$/u.test(move)

export function checkKeys(keys: readonly string[], where: string): void {
  const unknown = keys.filter((key) => !DEAL_KEYS.includes(key))
  if (unknown.length === 0) return
  const advice = 'Rename it, or leave it out. Other names of a deal are its aliases.'
  throw invalidDeal(
    where,
    `a deal of ${DEAL_KEYS.join(', ')}`,
    `${preview(unknown.join(', '))} too`,
    advice,
  )
}

export function recordOf({ id, mover, move, title, date, ...lists }: Deal): DealRecord {
  const filled = (['counterparties', 'parties', 'aliases'] as const).filter(
    (name) => lists[name].length > 0,
  )
  return {
    id,
    mover,
    move,
    ...(title !== undefined && { title }),
    ...Object.fromEntries(filled.map((name) => [name, lists[name]])),
    ...(date !== null && { date }),
  }
}

export const isDealId = (value: string): boolean => /^[a-z0-9-]+$/.test(value)

/** Makes "Sonos drops Cast." of "drops Cast" by Sonos. */
function sentenceOf(mover: string, move: string): string {
  const names = mover.split('/')
  const isNamed = names.some((name) => move.toLowerCase().startsWith(name.toLowerCase()))
  const sentence = isNamed || !/^\p{Ll}/u.test(move) ? move : `${names[0]} ${move}`
  return /[.!?…]$/u.test(sentence) ? sentence : `${sentence}.`
}

/** Words of the move in a deal's id, beside the mover. */
const ID_WORD_COUNT = 3
const ID_LENGTH = 48

function idOf(mover: string, move: string): string {
  const slugOf = (text: string): string[] =>
    text
      .normalize('NFKD')
      .replace(/\p{M}/gu, '')
      .toLowerCase()
      .split(/[^a-z0-9]+/)
      .filter((word) => word !== '')
  const company = slugOf(mover.split('/')[0] ?? '')
  const words = slugOf(move).filter(
    (word) => !/^(?:an?|the|its?|their)$/.test(word) && !company.includes(word),
  )
  return (
    [...company, ...words.slice(0, ID_WORD_COUNT)]
      .join('-')
      .slice(0, ID_LENGTH)
      .replace(/-$/, '') || 'own-deal'
  )
}

// Reads own properties only: keys such as `constructor` exist on every object.
const fieldOf = (fields: Fields, key: string): unknown =>
  Object.hasOwn(fields, key) ? (fields[key] ?? undefined) : undefined

function textOf(fields: Fields, key: string, where: string): string {
  const value = fieldOf(fields, key)
  if (typeof value !== 'string' || value.trim() === '')
    throw invalidDeal(where, `"${key}" to be a text`, preview(value))
  return value.trim()
}

function textsOf(fields: Fields, key: string, where: string): readonly string[] {
  const value = fieldOf(fields, key)
  if (value === undefined) return Object.freeze([])
  const list = typeof value === 'string' ? [value] : value
  const isTextList =
    Array.isArray(list) &&
    list.every((text: unknown) => typeof text === 'string' && text.trim() !== '')
  if (!isTextList) throw invalidDeal(where, `"${key}" to be a list of texts`, preview(value))
  return Object.freeze([...(list as readonly string[])])
}

export function isDate(value: string): boolean {
  if (!/^\d{4}(-\d{2}(-\d{2})?)?$/.test(value)) return false
  const day = `${value}-01-01`.slice(0, 10)
  const time = Date.parse(day)
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(day)
}

export function preview(value: unknown): string {
  const text = value === undefined ? 'none' : JSON.stringify(value)
  return text.length > 80 ? `${text.slice(0, 79)}…` : text
}

export const invalidDeal = (
  where: string,
  expected: string,
  got: string,
  advice = ADVICE,
): PipelineError =>
  new PipelineError('DEALS_INVALID', `${where}: expected ${expected}, got ${got}. ${advice}`, {
    context: { where },
  })
