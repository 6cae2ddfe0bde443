/**
 * Partial breakdowns and their merging; names of the methods and schemas in breakdowns.
 *
 * @module dealstance/aggregate
 */

export { BREAKDOWN_SCHEMA, CLUSTER_BOOTSTRAP, WILSON_AUTHORS } from '../aggregate/breakdown/breakdown.js'
export { CLUSTER_AUTHOR, CLUSTER_AUTHOR_THREAD, DESIGN_WEIGHTED, DIFFERENCE, POWER_TUNED } from '../aggregate/breakdown/breakdown-audit.js'
export { CHANGE_SCHEMA } from '../aggregate/change/change.js'
export { CHANGE_CAUSES } from '../aggregate/change/mix-runs.js'
export { DEFAULT_AGGREGATE_OPTIONS } from '../aggregate/check-options.js'
export {
  breakdownOfPartial,
  mergePartials,
  openMerge,
  openPartial,
  type PartialBuilder,
  type PartialInput,
  type PartialMerge,
  parsePartial,
  partialOf,
} from '../aggregate/partial/partial.js'
export {
  PARTIAL_SCHEMA,
  type PartialBreakdown,
  type PartialEvidence,
  type PartialHeader,
} from '../aggregate/partial/partial-breakdown.js'
