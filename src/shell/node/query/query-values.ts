import type { DuckDBType, DuckDBValue, DuckDBValueConverter } from '@duckdb/node-api'
import { parseJsonLossless } from '../../../base/text/parse-json-lossless.js'
import type { RowValue } from '../../../say/rows/render-rows.js'

type DuckDB = typeof import('@duckdb/node-api')

/** Decimal digits that a double always preserves. */
const SAFE_DIGIT_COUNT = 15

/**
 * Converts DuckDB's values to table values: 64-bit and larger integers to bigint; decimals to numbers where a double is exact, otherwise
 * to digits; instants to ISO 8601 in UTC; JSON and nested values to objects and arrays; everything else (dates, times, intervals,
 * UUIDs, bytes) to DuckDB's text.
 */
export function createValueConverter(duckdb: DuckDB): DuckDBValueConverter<RowValue> {
  const nested = (entries: readonly (readonly [string, DuckDBValue, DuckDBType])[]): RowValue =>
    Object.fromEntries(entries.map(([key, value, type]) => [key, convert(value, type, convert)]))
  const convert: DuckDBValueConverter<RowValue> = (value, type) => {
    if (value === null || value === undefined) return null
    if (typeof value === 'string') return type.alias === 'JSON' ? (parseJsonLossless(value) as RowValue) : value
    if (typeof value !== 'object') return value
    if (value instanceof duckdb.DuckDBDecimalValue) {
      const digits = String(value)
      return digits.replace(/\D/g, '').length <= SAFE_DIGIT_COUNT ? Number(digits) : digits
    }
    if (value instanceof duckdb.DuckDBTimestampValue || value instanceof duckdb.DuckDBTimestampTZValue) {
      return isoTime(value.micros) ?? String(value)
    }
    if (value instanceof duckdb.DuckDBTimestampMillisecondsValue) return isoTime(value.millis * 1000n) ?? String(value)
    if (value instanceof duckdb.DuckDBTimestampSecondsValue) return isoTime(value.seconds * 1_000_000n) ?? String(value)
    if (value instanceof duckdb.DuckDBListValue || value instanceof duckdb.DuckDBArrayValue) {
      const { valueType } = type as { readonly valueType: DuckDBType }
      return value.items.map((item) => convert(item, valueType, convert))
    }
    if (value instanceof duckdb.DuckDBStructValue && type instanceof duckdb.DuckDBStructType) {
      return nested(Object.entries(value.entries).map(([key, inner]) => [key, inner, type.typeForEntry(key)]))
    }
    if (value instanceof duckdb.DuckDBMapValue && type instanceof duckdb.DuckDBMapType) {
      return nested(value.entries.map((entry) => [String(entry.key), entry.value, type.valueType]))
    }
    return String(value)
  }
  return convert
}

/** Microseconds since 1970 as ISO 8601; null outside the years 0 to 9999. */
function isoTime(micros: bigint): string | null {
  const millis = Number(micros / 1000n - (micros % 1000n < 0n ? 1n : 0n))
  const rest = Number(((micros % 1000n) + 1000n) % 1000n)
  const date = new Date(millis)
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 0) return null
  const text = date.toISOString()
  return rest === 0 ? text : text.replace('Z', `${String(rest).padStart(3, '0')}Z`)
}
