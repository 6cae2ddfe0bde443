import { PipelineError } from '../../base/errors.js'
import { isRecord } from '../../base/json-shape.js'

const beginsWith =
  (mark: string) =>
  (bytes: Uint8Array): boolean =>
    [...mark].every((sign, index) => bytes[index] === sign.charCodeAt(0))

export const isParquet = beginsWith('PAR1')

/** True for an archive, such as a workbook. */
export const isZip = beginsWith('PK\u0003\u0004')

export function isScoredRecord(fields: unknown): boolean {
  if (!isRecord(fields)) return false
  // In tables, an unlabelled post's empty label cell is dropped, and stances are rows.
  return (
    Object.hasOwn(fields, 'status') &&
    ['label', 'stances', 'run', 'model'].filter((name) => Object.hasOwn(fields, name)).length >= 2
  )
}

/** True for a scored post of a version that wrote its deals, options and label several times. */
export const isOlderRecord = (fields: unknown): boolean =>
  isRecord(fields) && Object.hasOwn(fields, 'deals') && Object.hasOwn(fields, 'stances')

/** @param file its scored posts, as a word of a command. @param where place of the record */
export const olderRecordError = (file: string, where: string): PipelineError =>
  new PipelineError(
    'SCORED_INVALID',
    (typed) =>
      `expected scored posts of this version, got those of an older one, with the field "deals" (${where}). Make new ones by the command in their .run.json, or: ${typed(`classify ${file} --model stance-en --out new.jsonl`)}`,
    { context: { where } },
  )
