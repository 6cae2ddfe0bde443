/** A value of a table whose columns are not known before: what SQL gives. Instants are ISO 8601 in UTC. */
export type RowValue = string | number | bigint | boolean | null | readonly RowValue[] | { readonly [key: string]: RowValue }

/** A column of such a table. */
export interface RowColumn {
  readonly name: string
  /** As the engine names it: `VARCHAR`, `DOUBLE`, `BIGINT`, … */
  readonly type: string
  /** Numbers stand to the right and are never cut. */
  readonly isNumeric: boolean
}

/**
 * A value as JSON. Integers beyond 2^53 are strings of their digits, so that no reader rounds them; what JSON has no number for
 * (`NaN`, `Infinity`) is a string too.
 */
export function renderRowValue(value: RowValue): string {
  return JSON.stringify(plainValue(value))
}

function plainValue(value: RowValue): unknown {
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(plainValue)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, plainValue(inner)]))
}

const isSafe = (value: bigint): boolean => value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)

/** A value as the text of one cell: nested values as JSON; null for null. */
export function cellText(value: RowValue): string | null {
  if (value === null) return null
  return typeof value === 'object' ? renderRowValue(value) : String(value)
}
