import type { JsonValue } from '../../base/thread/post.js'
import { isJsonObject } from './json-fields.js'

/** Greatest nesting of values. Deeper ones could exhaust the stack. */
const DEPTH_LIMIT = 32

export const UNSAFE =
  'expected field names that are safe to keep, got "__proto__". Rename or remove it.'

/** Copies a value that JSON can hold. @param fail refuses other values, unsafe names and deep nesting */
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
  if (!isJsonObject(value)) return fail(`expected values that JSON can hold, got ${nameOf(value)}.`)
  const copy: Record<string, JsonValue> = {}
  for (const name of Object.keys(value)) {
    if (name === '__proto__') return fail(UNSAFE)
    const entry = toJson(value[name], fail, depth + 1)
    if (entry !== undefined) copy[name] = entry
  }
  return copy
}

/** Kind of a value, for messages: "an array", "number 3". */
export function nameOf(value: unknown): string {
  if (value === null) return 'null'
  if (Array.isArray(value)) return 'an array'
  if (typeof value === 'object') return 'an object'
  if (typeof value === 'string') return 'a string'
  return `${typeof value} ${String(value)}`
}
