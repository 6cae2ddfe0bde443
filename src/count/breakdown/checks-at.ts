import { misfitError, type ShapeFault } from '../../base/json-shape.js'

export type Fields = { readonly [key: string]: unknown }

/** Type checks for the fields of one record. Each returns the typed value, or throws an error that names the field and its place. */
export interface Checks {
  fail(expected: string, got: unknown): never
  list(value: unknown, name: string): readonly unknown[]
  record(value: unknown, name: string): Fields
  string(value: unknown, name: string): string
  stringOrNull(value: unknown, name: string): string | null
  strings(value: unknown, name: string): string[]
  /** A number in [low, high]. */
  number(value: unknown, low: number, high: number, name: string): number
  /** An integer >= 0. */
  count(value: unknown, name: string): number
  oneOf<Name extends string>(value: unknown, names: readonly Name[], name: string): Name
}

/** Creates the checks for records. @param where place of the record, for messages: "line 3 of scored.jsonl"; a function for several */
export function checksAt(where: string | (() => string), fault: ShapeFault): Checks {
  const fail = (expected: string, got: unknown): never => {
    throw misfitError(expected, got, typeof where === 'string' ? where : where(), fault)
  }
  const list: Checks['list'] = (value, name) => (Array.isArray(value) ? value : fail(`${name} to be a list`, value))
  const string: Checks['string'] = (value, name) => (typeof value === 'string' ? value : fail(`${name} to be a string`, value))
  return {
    fail,
    list,
    string,
    stringOrNull: (value, name) => (value === null || typeof value === 'string' ? value : fail(`${name} to be a string or null`, value)),
    strings: (value, name) => list(value, name).map((entry, index) => string(entry, `${name}[${index}]`)),
    record: (value, name) => {
      const isRecord = typeof value === 'object' && value !== null && !Array.isArray(value)
      return isRecord ? (value as Fields) : fail(`${name} to be an object`, value)
    },
    number: (value, low, high, name) => {
      const isInRange = typeof value === 'number' && value >= low && value <= high
      return isInRange ? value : fail(`${name} to be a number from ${low} to ${high}`, value)
    },
    count: (value, name) =>
      typeof value === 'number' && Number.isSafeInteger(value) && value >= 0 ? value : fail(`${name} to be a whole number`, value),
    // The known name itself, so that a million records hold it once.
    oneOf: (value, names, name) => names[names.indexOf(value as never)] ?? fail(`${name} to be one of ${names.join(', ')}`, value),
  }
}
