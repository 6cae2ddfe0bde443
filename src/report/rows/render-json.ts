import type { Breakdown } from '../../aggregate/breakdown/breakdown.js'
import { checkArguments } from '../../arguments/check-arguments.js'
import { BREAKDOWN } from '../../arguments/shapes.js'

/** Renders a breakdown as indented JSON. Keys keep their order and numbers their full precision: equal breakdowns give equal bytes. */
export function renderJson(breakdown: Breakdown): string {
  checkArguments('renderJson', { breakdown: [breakdown, BREAKDOWN] })
  return `${JSON.stringify(breakdown, null, 2)}\n`
}
