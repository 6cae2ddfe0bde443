import type { DuckDBType, DuckDBValue, DuckDBValueConverter } from '@duckdb/node-api'
import type { RowValue } from '../../report/rows/row-value.js'
import { parseJsonLossless } from '../../text/parse-json-lossless.js'

type DuckDB = typeof import('@duckdb/node-api')

/** More digits than this a double cannot hold for sure. */
const SAFE_DIGIT_COUNT = 15

/**
 * DuckDB's values as values of a table: integers of 64 bits and more as bigint, decimals as numbers where a double holds them and else as
 * digits, instants as ISO 8601 in UTC, JSON and nested values as such; everything else (dates, times, intervals, UUIDs, bytes) as DuckDB
 * writes it.
 */
export function createValueConverter(duckdb: DuckDB): DuckDBValueConverter<RowValue> {
  const { DuckDBTypeId: id } = duckdb
  const entriesOf = (value: DuckDBValue): Iterable<readonly [string, DuckDBValue]> => {
    if (value instanceof duckdb.DuckDBStructValue) return Object.entries(value.entries)
    return value instanceof duckdb.DuckDBMapValue ? value.entries.map((entry) => [String(entry.key), entry.value]) : []
  }
  const innerType = (type: DuckDBType, key: string): DuckDBType => {
    if (type instanceof duckdb.DuckDBMapType) return type.valueType
    if (type instanceof duckdb.DuckDBStructType) return type.typeForEntry(key)
    return duckdb.ANY
  }
  const convert: DuckDBValueConverter<RowValue> = (value, type) => {
    if (value === null || value === undefined) return null
    switch (type.typeId) {
      case id.BOOLEAN:
      case id.TINYINT:
      case id.SMALLINT:
      case id.INTEGER:
      case id.UTINYINT:
      case id.USMALLINT:
      case id.UINTEGER:
      case id.FLOAT:
      case id.DOUBLE:
      case id.BIGINT:
      case id.UBIGINT:
      case id.HUGEINT:
      case id.UHUGEINT:
      case id.BIGNUM:
        return value as number | bigint | boolean
      case id.DECIMAL: {
        const digits = String(value)
        return digits.replace(/\D/g, '').length <= SAFE_DIGIT_COUNT ? Number(digits) : digits
      }
      case id.VARCHAR:
        return type.alias === 'JSON' ? (parseJsonLossless(String(value)) as RowValue) : String(value)
      case id.TIMESTAMP:
      case id.TIMESTAMP_TZ:
        return isoTime((value as { readonly micros: bigint }).micros) ?? String(value)
      case id.TIMESTAMP_MS:
        return isoTime((value as { readonly millis: bigint }).millis * 1000n) ?? String(value)
      case id.TIMESTAMP_S:
        return isoTime((value as { readonly seconds: bigint }).seconds * 1_000_000n) ?? String(value)
      case id.LIST:
      case id.ARRAY: {
        const { items } = value as { readonly items: readonly DuckDBValue[] }
        const { valueType } = type as { readonly valueType: DuckDBType }
        return items.map((item) => convert(item, valueType, convert))
      }
      case id.STRUCT:
      case id.MAP:
        return Object.fromEntries([...entriesOf(value)].map(([key, inner]) => [key, convert(inner, innerType(type, key), convert)]))
      default:
        return String(value)
    }
  }
  return convert
}

/** Microseconds since 1970 as ISO 8601; null beyond the years that have a name in it. */
function isoTime(micros: bigint): string | null {
  const millis = Number(micros / 1000n - (micros % 1000n < 0n ? 1n : 0n))
  const rest = Number(((micros % 1000n) + 1000n) % 1000n)
  const date = new Date(millis)
  if (Number.isNaN(date.getTime()) || date.getUTCFullYear() > 9999 || date.getUTCFullYear() < 0) return null
  const text = date.toISOString()
  return rest === 0 ? text : text.replace('Z', `${String(rest).padStart(3, '0')}Z`)
}
