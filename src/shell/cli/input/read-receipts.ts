import { PipelineError } from '../../../base/errors.js'
import { checkShape, objectOf, oneOf, parseJson, SHA256 } from '../../../base/json-shape.js'
import { readInput } from '../../node/file/read-input.js'
import { RECEIPT_SCHEMA } from '../filter/filter.js'

const RECEIPT = objectOf({ schema: oneOf(RECEIPT_SCHEMA), inputSha256: SHA256, outputSha256: SHA256 })
const FAULT = { code: 'EVIDENCE_MISMATCH', advice: 'Give the file that classify --filter wrote (--receipt).' } as const

/** The receipt of a filter: hashes of the bytes read and of the bytes written. */
export interface ReadReceipt {
  readonly path: string
  readonly inputSha256: string
  readonly outputSha256: string
}

/** Reads receipts of filters. */
export async function readReceipts(paths: readonly string[]): Promise<readonly ReadReceipt[]> {
  const receipts: ReadReceipt[] = []
  for (const path of paths) {
    const value = parseJson(await readInput(path), () => undefined)
    const { inputSha256, outputSha256 } = checkShape(RECEIPT, value, path, 'a receipt', FAULT)
    receipts.push({ path, inputSha256, outputSha256 })
  }
  return receipts
}

/**
 * Finds the receipt of each scored file.
 *
 * @param sha256s hashes of the files
 * @returns the hash of the bytes read, by that of the bytes written
 */
export function matchReceipts(receipts: readonly ReadReceipt[], sha256s: readonly string[]): ReadonlyMap<string, string> {
  for (const { path, outputSha256 } of receipts) {
    if (sha256s.includes(outputSha256)) continue
    const given = sha256s.map((sha256) => `${sha256.slice(0, 12)}…`).join(', ')
    const message = `${path}: expected the receipt of a given file (SHA-256 ${given}), got that of a file with ${outputSha256.slice(0, 12)}…. Give each file with its own receipt, unchanged since the filter wrote it.`
    throw new PipelineError('EVIDENCE_MISMATCH', message, { context: { path } })
  }
  return new Map(receipts.map(({ outputSha256, inputSha256 }) => [outputSha256, inputSha256]))
}
