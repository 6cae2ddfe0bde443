/** A value of an SQL result. Instants are ISO 8601 in UTC. */
export type RowValue = string | number | bigint | boolean | null | readonly RowValue[] | { readonly [key: string]: RowValue }

/** A column of an SQL result. */
export interface RowColumn {
  readonly name: string
  /** The engine's name of the type: `VARCHAR`, `DOUBLE`, `BIGINT`, … */
  readonly type: string
  /** Numbers are right-aligned and never cut. */
  readonly isNumeric: boolean
}

/**
 * Renders a value as JSON. Integers beyond 2^53 become strings of their digits, because JSON parsers would round them; `NaN` and
 * `Infinity`, which JSON lacks, become strings too.
 */
export const renderRowValue = (value: RowValue): string => JSON.stringify(toJsonValue(value))

function toJsonValue(value: RowValue): unknown {
  if (typeof value === 'bigint') return isSafe(value) ? Number(value) : String(value)
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value)
  if (value === null || typeof value !== 'object') return value
  if (Array.isArray(value)) return value.map(toJsonValue)
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, toJsonValue(inner)]))
}

const isSafe = (value: bigint): boolean => value >= BigInt(Number.MIN_SAFE_INTEGER) && value <= BigInt(Number.MAX_SAFE_INTEGER)

/** Text of one cell: nested values as JSON; null for a null value. */
export function cellText(value: RowValue): string | null {
  if (value === null) return null
  return typeof value === 'object' ? renderRowValue(value) : String(value)
}
