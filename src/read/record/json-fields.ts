import { isRecord } from '../../base/json-shape.js'
import { parseDate } from './parse-date.js'

/** An unchecked JSON object. Access it with the functions of this file, which use only own keys and check types. */
export type JsonObject = Readonly<Record<string, unknown>>

export const isJsonObject: (value: unknown) => value is JsonObject = isRecord

/** The value under a path of own keys; undefined where one is absent. */
function value(holder: unknown, ...path: readonly string[]): unknown {
  let current = holder
  for (const key of path) {
    if (!isJsonObject(current) || !Object.hasOwn(current, key)) return undefined
    current = current[key]
  }
  return current
}

const string = (holder: unknown, ...path: readonly string[]): string | null => {
  const found = value(holder, ...path)
  return typeof found === 'string' ? found : null
}

const name = (holder: unknown, ...path: readonly string[]): string | null => string(holder, ...path)?.trim() || null

/** What stands under a path of own keys, if it is of the kind asked for. */
export const get = {
  value,
  /** An object, or null. */
  object: (holder: unknown, ...path: readonly string[]): JsonObject | null => {
    const found = value(holder, ...path)
    return isJsonObject(found) ? found : null
  },
  /** A list, empty when there is none. */
  list: (holder: unknown, ...path: readonly string[]): readonly unknown[] => {
    const found = value(holder, ...path)
    return Array.isArray(found) ? found : []
  },
  /** A string, an empty one included, or null. */
  string,
  /** A string that is not blank, trimmed, or null. */
  name,
  /** An id as a string: a string that is not blank, or a safe whole number. Numbers above 2^53 have lost digits and are none. */
  id: (holder: unknown, ...path: readonly string[]): string | null => {
    const found = value(holder, ...path)
    return typeof found === 'number' ? (Number.isSafeInteger(found) ? String(found) : null) : name(found)
  },
  /** A count, as a number or as digits; null for anything else. */
  count: (holder: unknown, ...path: readonly string[]): number | null => {
    const found = value(holder, ...path)
    const count = typeof found === 'string' && /^\d{1,15}$/.test(found) ? Number(found) : found
    return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null
  },
  /** A time as ISO 8601 in UTC, or null. */
  time: (holder: unknown, ...path: readonly string[]): string | null => {
    const found = value(holder, ...path)
    return typeof found === 'string' || typeof found === 'number' ? parseDate(found) : null
  },
}

/** Removes entries that are null or undefined. */
export function known<Value>(fields: Readonly<Record<string, Value | null | undefined>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(fields).filter((entry): entry is [string, Value] => entry[1] !== null && entry[1] !== undefined))
}

/** Counts of reactions as a part of `meta`; no part where none is known. */
export function engagementOf(counts: Readonly<Record<string, number | null>>): { readonly engagement?: Readonly<Record<string, number>> } {
  const engagement = known(counts)
  return Object.keys(engagement).length === 0 ? {} : { engagement }
}

/** Visits a value and what the visitor queues, in order, without recursion: what is queued comes before what was waiting. */
export function walkValues<Place>(
  value: unknown,
  place: Place,
  visit: (value: unknown, place: Place, queue: (values: readonly unknown[], place: Place) => void) => void,
): void {
  const waiting = [{ value, place }]
  const queue = (values: readonly unknown[], at: Place): void => {
    for (let index = values.length - 1; index >= 0; index -= 1) waiting.push({ value: values[index], place: at })
  }
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) visit(next.value, next.place, queue)
}
