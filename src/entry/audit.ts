/**
 * Labels by hand on a random sample of scored posts.
 *
 * @module dealstance/audit
 */

export type { UnitId } from '../base/thread/unit-key.js'
export type { Audit } from '../count/audit/audit.js'
export { type AuditPlan, type DealPlan, type PlanOptions, planAudit } from '../count/audit/draw/plan-audit.js'
export { type ExportOptions, exportLabels } from '../count/audit/label/export-labels.js'
export { type ImportOptions, type ImportResult, importLabels, type SheetLine } from '../count/audit/label/label-table.js'
export { type LabelTask, labelEvent, undoEvent } from '../count/audit/label/label-task.js'
export { type DealText, type ShownPost, type ShownUnit, unitViewer } from '../count/audit/label/show-unit.js'
export { listUnits, type PopulationUnit } from '../count/audit/population.js'
export { type SettledUnit, settleLabels, type UnitOutcome } from '../count/audit/settle-labels.js'
