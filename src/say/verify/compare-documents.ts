import type { JsonValue } from '../../base/thread/post.js'

/** A value of a report that differs from the value recomputed from its evidence. */
export interface Difference {
  readonly path: string
  readonly printed: string | null
  readonly recomputed: string | null
}

/** Maximum nesting. No report reaches it, and deeper documents would overflow the stack. */
export const MAX_DEPTH = 100

/**
 * Compares a printed document with the recomputed one, value by value. The order of keys, white space and string escapes do not matter.
 * Digits do: each number must be printed as `JSON.stringify` prints it, and a repeated key must not hide a number.
 *
 * @param text      the printed document, unchanged, valid JSON
 * @param tolerance numbers that differ by at most this are equal; 0 for the runtime that wrote the report
 * @returns the number of printed numbers, and the differences in order; values missing from an object come after its printed ones
 */
export function compareDocuments(text: string, recomputed: JsonValue, tolerance = 0) {
  const printed = JSON.parse(text) as JsonValue
  const differences: Difference[] = []
  const compare = (one: JsonValue | undefined, other: JsonValue | undefined, path: string): void => {
    if (isContainer(one) && isContainer(other) && Array.isArray(one) === Array.isArray(other)) {
      const keys = new Set([...Object.keys(one), ...Object.keys(other)])
      for (const key of keys) compare(entryOf(one, key), entryOf(other, key), appendKey(path, key, Array.isArray(one)))
    } else if (one !== other && !(typeof one === 'number' && typeof other === 'number' && Math.abs(one - other) <= tolerance)) {
      differences.push({ path: path || '(all)', printed: toJson(one), recomputed: toJson(other) })
    }
  }
  compare(printed, recomputed, '')
  const numbers = numbersIn(text)
  // Finds digits that parsing drops: people see them, programs do not.
  for (const { token, index } of numbers) {
    const parsed = JSON.stringify(Number(token))
    if (parsed !== token)
      differences.push({ path: `(line ${text.slice(0, index).split('\n').length})`, printed: token, recomputed: parsed })
  }
  const [numberCount, keptCount] = [numbers.length, numbersIn(JSON.stringify(printed)).length]
  if (numberCount !== keptCount)
    differences.push({ path: '(a key stands twice)', printed: `${numberCount} numbers`, recomputed: `${keptCount} numbers` })
  return { numberCount, differences }
}

type Container = { readonly [key: string]: JsonValue } | readonly JsonValue[]

const isContainer = (value: JsonValue | undefined): value is Container => typeof value === 'object' && value !== null

const entryOf = (container: Container, key: string): JsonValue | undefined =>
  Object.hasOwn(container, key) ? (container as { readonly [key: string]: JsonValue })[key] : undefined

function appendKey(path: string, key: string, isList: boolean): string {
  if (isList) return `${path}[${key}]`
  if (!/^\w+$/.test(key)) return `${path}[${JSON.stringify(key)}]`
  return path === '' ? key : `${path}.${key}`
}

const toJson = (value: JsonValue | undefined): string | null => (value === undefined ? null : JSON.stringify(value))

const TOKEN = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|-?\d[\d.eE+-]*/g

const numbersIn = (text: string): { readonly token: string; readonly index: number }[] =>
  [...text.matchAll(TOKEN)].flatMap(({ 0: token, index }) => (token.startsWith('"') ? [] : [{ token, index }]))

/** True if a value nests deeper than {@link MAX_DEPTH}. Without recursion, so that depth cannot overflow the stack. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap((entry) => (typeof entry === 'object' && entry !== null ? Object.values(entry) : []))
  }
  return false
}
