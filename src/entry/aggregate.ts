/**
 * Counting of scored posts in a stream; names of the methods and schemas in breakdowns.
 *
 * @module dealstance/aggregate
 */

export { BREAKDOWN_SCHEMA, CLUSTER_BOOTSTRAP } from '../count/breakdown/breakdown.js'
export { POWER_TUNED } from '../count/breakdown/breakdown-audit.js'
export { type Counter, type CounterInput, DEFAULT_AGGREGATE_OPTIONS, openCounter } from '../count/counter/counter.js'
