/**
 * Partial breakdowns and their merging; names of the methods and schemas in breakdowns.
 *
 * @module dealstance/aggregate
 */

export { BREAKDOWN_SCHEMA, CLUSTER_BOOTSTRAP } from '../count/breakdown/breakdown.js'
export { POWER_TUNED } from '../count/breakdown/breakdown-audit.js'
export { CHANGE_CAUSES, CHANGE_SCHEMA } from '../count/change/change.js'
export { DEFAULT_AGGREGATE_OPTIONS } from '../count/check-options.js'
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
} from '../count/partial/partial.js'
export {
  PARTIAL_SCHEMA,
  type PartialBreakdown,
  type PartialEvidence,
  type PartialHeader,
} from '../count/partial/partial-breakdown.js'
