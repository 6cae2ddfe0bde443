import type { JsonValue } from '../../base/thread/post.js'

/** A value of a report that differs from the value recomputed from its evidence. */
export interface Difference {
  /** Path of the value, such as `deals[0].shares.retreat`. */
  readonly path: string
  /** As JSON; null where the report lacks the value. */
  readonly printed: string | null
  /** As JSON; null where the recomputed document lacks the value. */
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
 * @returns how many numbers are printed, and the differences in their order; values that an object lacks follow its printed ones
 */
export function compareDocuments(text: string, recomputed: JsonValue, tolerance = 0) {
  const printed = JSON.parse(text) as JsonValue
  const differences: Difference[] = []
  let numberCount = 0
  const compare = (one: JsonValue | undefined, other: JsonValue | undefined, path: string): void => {
    if (typeof one === 'number') numberCount += 1
    if (typeof one === 'number' && typeof other === 'number') {
      if (one !== other && !(Math.abs(one - other) <= tolerance)) differences.push(differenceOf(path, one, other))
    } else if (isContainer(one) && isContainer(other) && Array.isArray(one) === Array.isArray(other)) {
      const keys = new Set([...Object.keys(one), ...Object.keys(other)])
      for (const key of keys) compare(entryOf(one, key), entryOf(other, key), appendKey(path, key, Array.isArray(one)))
    } else if (one !== other) {
      differences.push(differenceOf(path, one, other))
      numberCount += countNumbers(one) - (typeof one === 'number' ? 1 : 0)
    }
  }
  compare(printed, recomputed, '')
  differences.push(...findHiddenNumbers(text, numberCount))
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

const differenceOf = (path: string, printed: JsonValue | undefined, recomputed: JsonValue | undefined): Difference => ({
  path: path === '' ? '(all)' : path,
  printed: toJson(printed),
  recomputed: toJson(recomputed),
})

const toJson = (value: JsonValue | undefined): string | null => (value === undefined ? null : JSON.stringify(value))

function countNumbers(value: JsonValue | undefined): number {
  if (typeof value === 'number') return 1
  return isContainer(value) ? Object.values(value).reduce((count: number, entry: JsonValue) => count + countNumbers(entry), 0) : 0
}

const TOKEN = /"(?:[^"\\]|\\[\s\S])*(?:"|\\?$)|-?\d[\d.eE+-]*/g

/** Finds digits that parsing drops, and numbers under repeated keys: people see them, programs do not. */
function findHiddenNumbers(text: string, numberCount: number): Difference[] {
  const tokens = [...text.matchAll(TOKEN)].filter(([token]) => !token.startsWith('"'))
  const lineOf = (index: number): string => `(line ${text.slice(0, index).split('\n').length})`
  const differences = tokens
    .filter(([token]) => JSON.stringify(Number(token)) !== token)
    .map(({ 0: token, index }): Difference => ({ path: lineOf(index), printed: token, recomputed: JSON.stringify(Number(token)) }))
  if (tokens.length === numberCount) return differences
  return [...differences, { path: '(a key stands twice)', printed: `${tokens.length} numbers`, recomputed: `${numberCount} numbers` }]
}

/** Whether a value nests deeper than {@link MAX_DEPTH}. Iterative, so that depth cannot overflow the stack. */
export function isTooDeep(value: unknown): boolean {
  let level: unknown[] = [value]
  for (let depth = 0; level.length > 0; depth++) {
    if (depth > MAX_DEPTH) return true
    level = level.flatMap((entry) => (typeof entry === 'object' && entry !== null ? Object.values(entry) : []))
  }
  return false
}
