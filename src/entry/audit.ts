/**
 * Labels by hand on a random sample of scored posts.
 *
 * @module dealstance/audit
 */

export {
  type ImportOptions,
  type ImportResult,
  importLabels,
} from '../count/audit/label/import-sheet.js'
export { type LabelTask, labelEvent } from '../count/audit/label/label-task.js'
