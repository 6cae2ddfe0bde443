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
