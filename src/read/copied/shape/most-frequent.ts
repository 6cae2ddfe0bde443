import { countEach } from '../../../base/statistics/group-by.js'

/** The most frequent value with its count, the first of several; null of none. */
export function mostFrequent<Value>(values: Iterable<Value>): readonly [Value, number] | null {
  let most: readonly [Value, number] | null = null
  for (const entry of countEach(values)) if (most === null || entry[1] > most[1]) most = entry
  return most
}
