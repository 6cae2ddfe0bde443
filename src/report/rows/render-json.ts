import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'

/** A breakdown as indented JSON, keys in the order of the record, numbers in full: the same breakdown gives the same bytes. */
export function renderJson(breakdown: Breakdown): string {
  return `${JSON.stringify(breakdown, null, 2)}\n`
}
