/**
 * Labels by hand on a random sample of scored posts.
 *
 * @module dealstance/audit
 */
export type { Audit } from '../audit/audit.js'
export { type AuditPlan, type DealPlan, type PlanOptions, planAudit } from '../audit/draw/plan-audit.js'
export { type SuggestOptions, suggestUnits } from '../audit/draw/suggest-units.js'
export { exportLabels } from '../audit/exchange/export-labels.js'
export { type ImportCounts, type ImportOptions, type ImportResult, importLabels } from '../audit/exchange/import-labels.js'
export { type LabelTask, labelEvent, undoEvent } from '../audit/label/label-task.js'
export { type DealText, type ShownPost, type ShownUnit, unitViewer } from '../audit/label/show-unit.js'
export { listUnits, type PopulationUnit } from '../audit/list-units.js'
export { type SettledUnit, settleLabels, type UnitOutcome } from '../audit/settle-labels.js'
export type { UnitId } from '../thread/unit-key.js'
