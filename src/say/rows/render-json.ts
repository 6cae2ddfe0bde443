import type { Breakdown } from '../../count/breakdown/breakdown.js'

/** Renders a breakdown as indented JSON. Keys keep their order and numbers their full precision: equal breakdowns give equal bytes. */
export function renderJson(breakdown: Breakdown): string {
  return `${JSON.stringify(breakdown, null, 2)}\n`
}
