import { isRecord } from '../../base/json-shape.js'
import type { JsonValue } from '../../base/thread/post.js'
import { parseDate } from './parse-date.js'

/** Unchecked JSON object. Functions here read own keys only, and check types. */
export type JsonObject = Readonly<Record<string, unknown>>

export const isJsonObject: (value: unknown) => value is JsonObject = isRecord

function value(holder: unknown, ...path: readonly string[]): unknown {
  let current = holder
  for (const key of path) {
    if (!isJsonObject(current) || !Object.hasOwn(current, key)) return undefined
    current = current[key]
  }
  return current
}

/** Reads a value under a path of own keys. */
const reader =
  <Value>(read: (fieldValue: unknown) => Value) =>
  (holder: unknown, ...path: readonly string[]): Value =>
    read(value(holder, ...path))

const nameOf = (fieldValue: unknown): string | null =>
  (typeof fieldValue === 'string' && fieldValue.trim()) || null

/** Value under a path of own keys, if it has the requested kind. */
export const get = {
  value,
  object: reader((fieldValue) => (isJsonObject(fieldValue) ? fieldValue : null)),
  list: reader((fieldValue): readonly unknown[] => (Array.isArray(fieldValue) ? fieldValue : [])),
  string: reader((fieldValue) => (typeof fieldValue === 'string' ? fieldValue : null)),
  name: reader(nameOf),
  /**
   * Id as a string, from a non-blank string or a safe whole number. Numbers above 2^53 have lost
   * digits: null.
   */
  id: reader((fieldValue) => {
    if (typeof fieldValue !== 'number') return nameOf(fieldValue)
    return Number.isSafeInteger(fieldValue) ? String(fieldValue) : null
  }),
  count: reader((fieldValue) => {
    const count =
      typeof fieldValue === 'string' && /^\d{1,15}$/.test(fieldValue)
        ? Number(fieldValue)
        : fieldValue
    return typeof count === 'number' && Number.isSafeInteger(count) && count >= 0 ? count : null
  }),
  time: reader((fieldValue) =>
    typeof fieldValue === 'string' || typeof fieldValue === 'number' ? parseDate(fieldValue) : null,
  ),
}

/**
 * Value under a dotted path; numbers are positions in lists. A table's column may have the whole
 * path as its name.
 */
export function followPath(record: unknown, path: string): unknown {
  const cell = get.value(record, path)
  if (cell !== undefined) return cell
  let current = record
  for (const part of path.split('.')) {
    current =
      Array.isArray(current) && /^\d+$/.test(part)
        ? (current as readonly unknown[])[Number(part)]
        : get.value(current, part)
    if (current === undefined) return undefined
  }
  return current
}

export function known<Value>(
  fields: Readonly<Record<string, Value | null | undefined>>,
): Record<string, Value> {
  return Object.fromEntries(
    Object.entries(fields).filter(
      (entry): entry is [string, Value] => entry[1] !== null && entry[1] !== undefined,
    ),
  )
}

/** Reaction counts as a part of `meta`; empty if all are unknown. */
export function engagementOf(counts: Readonly<Record<string, number | null>>): {
  readonly engagement?: Readonly<Record<string, number>>
} {
  const engagement = known(counts)
  return Object.keys(engagement).length === 0 ? {} : { engagement }
}

/**
 * Visits a value and those the visitor queues, without recursion. Queued values precede waiting
 * ones.
 */
export function walkValues<Place>(
  value: unknown,
  place: Place,
  visit: (
    value: unknown,
    place: Place,
    queue: (values: readonly unknown[], place: Place) => void,
  ) => void,
): void {
  const waiting = [{ value, place }]
  const queue = (values: readonly unknown[], at: Place): void => {
    for (let index = values.length - 1; index >= 0; index -= 1)
      waiting.push({ value: values[index], place: at })
  }
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop())
    visit(next.value, next.place, queue)
}

const UNITS: Readonly<Record<string, number>> = { '': 1, k: 1000, m: 1_000_000 }

/** Count: "1,234", "1.234", "12.3k", "1,2K". Null for other words. */
export function parsePageCount(words: string | undefined): number | null {
  const plain = words
    ?.replace(/^(\d{1,3})\.(?=\d{3}$)/, '$1')
    .replace(/^(\d{1,3}),(?=\d{1,2}\s?[km]$)/i, '$1.')
  const [, digits, size = ''] = /^(-?\d[\d,]*(?:\.\d{1,2})?)\s?([km]?)$/i.exec(plain ?? '') ?? []
  if (digits === undefined) return null
  const count = Math.round(Number(digits.replaceAll(',', '')) * (UNITS[size.toLowerCase()] ?? 1))
  return Number.isSafeInteger(count) ? Math.max(0, count) : null
}

/** Greatest nesting of values. Deeper ones could exhaust the stack. */
const DEPTH_LIMIT = 32

export const UNSAFE =
  'expected field names that are safe to keep, got "__proto__". Rename or remove it.'

/**
 * Copies a value that JSON can hold.
 *
 * @param fail refuses other values, unsafe names and deep nesting
 */
export function toJson(
  value: unknown,
  fail: (message: string) => never,
  depth: number,
): JsonValue | undefined {
  if (depth > DEPTH_LIMIT)
    return fail(`expected values nested at most ${DEPTH_LIMIT} deep, got deeper ones.`)
  if (
    value === undefined ||
    value === null ||
    typeof value === 'string' ||
    typeof value === 'boolean'
  )
    return value
  if (typeof value === 'number') return Number.isFinite(value) ? value : null
  if (Array.isArray(value)) return value.map((entry) => toJson(entry, fail, depth + 1) ?? null)
  if (!isJsonObject(value))
    return fail(`expected values that JSON can hold, got ${kindNameOf(value)}.`)
  const copy: Record<string, JsonValue> = {}
  for (const name of Object.keys(value)) {
    if (name === '__proto__') return fail(UNSAFE)
    const entry = toJson(value[name], fail, depth + 1)
    if (entry !== undefined) copy[name] = entry
  }
  return copy
}

/** Kind of a value, for messages: "an array", "number 3". */
export function kindNameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return 'a string'
  return `${typeof value} ${String(value)}`
}
