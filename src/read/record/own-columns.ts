import { parseJson } from '../../base/json-shape.js'
import { parseLedger } from '../../base/thread/capture-ledger.js'
import { UNKNOWN_DEAL_FLAG } from '../../base/thread/deal-record.js'
import {
  type EarlierDeal,
  type JsonValue,
  NODE_KINDS,
  type PostFacts,
} from '../../base/thread/post.js'
import {
  isResultColumn,
  OWN_COLUMNS,
  PARENT_COLUMN,
  resultsIn,
} from '../../base/thread/table-columns.js'
import { YES } from './deleted-or-bot.js'
import { type Columns, findFields } from './field-names.js'
import { isJsonObject, type JsonObject } from './json-fields.js'
import { isOwnColumn, sourceKey } from './own-value.js'

/**
 * Records whose fields become columns, in a source without a header. Later fields stay in `meta`.
 * Choice.
 */
export const SAMPLE_COUNT = 100

/** Reads `parentIsInferred` of our own CSV. */
export const guessIn = (cell: unknown): { readonly isParentInferred?: true } =>
  YES.test(String(cell)) ? { isParentInferred: true } : {}

export function isOwnTable(names: readonly string[]): boolean {
  const first = names.filter((name) => name !== PARENT_COLUMN)
  return OWN_COLUMNS.every((name, index) => first[index] === name)
}

/** Columns of a table beyond a post's fields. They travel beside the results. */
export function ownColumnsOf(names: readonly string[], columns: Columns = {}): string[] {
  const results = isOwnTable(names) ? resultsIn(names) : new Set()
  const { deal: _, ...fields } = Object.fromEntries(findFields(names, columns))
  const used = new Set<string>(['', 'meta', ...Object.values(fields)])
  return names.filter((name) => !used.has(name) && !results.has(name))
}

/** Fields of the first records beyond a post's, for a source without a header. */
export function sampleOwnColumns(records: Iterable<unknown>, columns: Columns = {}): string[] {
  const columnNames = new Set<string>()
  let count = 0
  for (const record of records) {
    if (!isJsonObject(record)) continue
    for (const name of namesIn(record, columns)) if (isOwnColumn(name)) columnNames.add(name)
    if (++count === SAMPLE_COUNT) break
  }
  return [...columnNames]
}

/** Names of a record beyond a post's fields and results, then those of its `meta`. */
function namesIn(record: JsonObject, columns: Columns): string[] {
  const isScored = Object.hasOwn(record, 'status') && Object.hasOwn(record, 'model')
  const { meta } = record
  return [
    ...ownColumnsOf(Object.keys(record), columns).filter(
      (name) => !(isScored && isResultColumn(name)),
    ),
    ...(isJsonObject(meta) ? Object.keys(meta) : []),
  ]
}

/** The deals of judgements that did not come from words. */
export const earlierDealsIn = (stances: readonly unknown[]): EarlierDeal[] =>
  stances.flatMap((stance) => {
    const { by, dealId } = Object(stance) as Readonly<Record<string, unknown>>
    const basis = by === 'column' ? 'given' : by
    return (basis === 'given' || basis === 'default') && typeof dealId === 'string'
      ? [{ by: basis, dealId }]
      : []
  })

/**
 * Deals of a scored post, from its record.
 *
 * @param meta its own: rows of a post on several deals name them there
 */
export function dealsInRecord(
  record: JsonObject,
  { earlierDeals: known }: PostFacts,
): Pick<PostFacts, 'earlierDeals' | 'rowDeals'> {
  if (known !== undefined) return {}
  // A record leaves out that its row names the deal; tables say it.
  const byRow = typeof record['dealId'] === 'string' && Array.isArray(record['flags'])
  const { dealId, dealBy = byRow ? 'column' : null, stances = [{ dealId, by: dealBy }] } = record
  const ties: readonly unknown[] = Array.isArray(stances) ? stances : []
  const earlierDeals = earlierDealsIn(ties)
  const isOfRow = ties.some((tie) => Object(tie).by === 'column')
  return {
    ...(earlierDeals.length > 0 && { earlierDeals }),
    ...(isOfRow && {
      rowDeals: [...earlierDeals.map((deal) => deal.dealId), ...unknownDealsIn(record)],
    }),
  }
}

/** The names in a row's column of deals that no deal has. */
function unknownDealsIn({ flags }: JsonObject): string[] {
  // A cell of a table holds them as JSON.
  const list = typeof flags === 'string' ? parseJson(flags, () => null) : flags
  return (Array.isArray(list) ? list.map(String) : []).flatMap((flag) =>
    flag.startsWith(UNKNOWN_DEAL_FLAG) ? flag.slice(UNKNOWN_DEAL_FLAG.length) : [],
  )
}

type Meta = Readonly<Record<string, JsonValue>>

const isText = (value: JsonValue): boolean => typeof value === 'string'

const META_CHECKS: Readonly<Record<string, (value: JsonValue) => boolean>> = {
  node: (value) => NODE_KINDS.some((kind) => kind === value),
  truncated: (value) => value === true,
  language: isText,
  editedAt: isText,
  isParentInferred: (value) => value === true,
  possibleParents: (value) => Array.isArray(value) && value.length > 1 && value.every(isText),
  quotes: isText,
  url: isText,
  rowDeals: (value) => Array.isArray(value) && value.every(isText),
  earlierDeals: (value) =>
    Array.isArray(value) &&
    value.every((deal) => isJsonObject(deal) && typeof deal['dealId'] === 'string'),
  engagement: (value) =>
    isJsonObject(value) && Object.values(value).every((count) => typeof count === 'number'),
  capture: isLedger,
}
const NAMES = Object.keys(META_CHECKS)

function isLedger(value: JsonValue): boolean {
  try {
    parseLedger(value)
    return true
  } catch {
    return false
  }
}

/**
 * Renames keys of `meta` with a wrong type: an object under `url` becomes `sourceUrl`; a number
 * under `quotes` is a count.
 */
export function renameMistypedMeta(meta: Meta): Meta {
  const wrong = NAMES.filter(
    (name) => Object.hasOwn(meta, name) && META_CHECKS[name]?.(meta[name] ?? null) === false,
  )
  if (wrong.length === 0) return meta
  const renamed: Record<string, JsonValue> = { ...meta }
  for (const name of wrong) {
    const value = meta[name] ?? null
    delete renamed[name]
    if (name === 'quotes' && typeof value === 'number' && !Object.hasOwn(meta, 'engagement'))
      renamed['engagement'] = { quotes: value }
    else renamed[sourceKey(name)] = value
  }
  return renamed
}
