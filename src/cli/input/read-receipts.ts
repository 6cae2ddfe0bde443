import { PipelineError } from '../../errors.js'
import { readInput } from '../../node/file/read-input.js'
import { type FilterReceipt, RECEIPT_SCHEMA } from '../filter/filter.js'

const HASH = /^[0-9a-f]{64}$/

/** What a filter read and wrote. */
export interface ReadReceipt {
  readonly path: string
  /** Of the bytes read, and of the bytes written. */
  readonly inputSha256: string
  readonly outputSha256: string
}

/**
 * Reads what filters were fed.
 *
 * @throws {PipelineError} `EVIDENCE_MISMATCH` for a file that is no receipt, and what reading a file throws
 */
export async function readReceipts(paths: readonly string[]): Promise<readonly ReadReceipt[]> {
  const receipts: ReadReceipt[] = []
  for (const path of paths) {
    receipts.push({ path, ...parseReceipt(await readInput(path), path) })
  }
  return receipts
}

/**
 * Finds the receipt of each scored file.
 *
 * @param sha256s of the files
 * @returns the hash of the bytes read, by that of the bytes written
 * @throws {PipelineError} `EVIDENCE_MISMATCH` for a receipt of none of the files, such as of one that was changed since
 */
export function matchReceipts(receipts: readonly ReadReceipt[], sha256s: readonly string[]): ReadonlyMap<string, string> {
  for (const { path, outputSha256 } of receipts) {
    if (sha256s.includes(outputSha256)) continue
    const got = sha256s.map((sha256) => `${sha256.slice(0, 12)}…`).join(', ')
    throw new PipelineError(
      'EVIDENCE_MISMATCH',
      `${path}: expected the receipt of a given file (SHA-256 ${got}), got that of a file with ${outputSha256.slice(0, 12)}…. Give each file with its own receipt, unchanged since the filter wrote it.`,
      { context: { path } },
    )
  }
  return new Map(receipts.map(({ outputSha256, inputSha256 }) => [outputSha256, inputSha256]))
}

function parseReceipt(text: string, path: string): Pick<FilterReceipt, 'inputSha256' | 'outputSha256'> {
  const fail = (cause?: unknown): never => {
    throw new PipelineError(
      'EVIDENCE_MISMATCH',
      `${path}: expected a receipt of classify --filter (schema "${RECEIPT_SCHEMA}"), got something else. Give the file that --receipt wrote.`,
      { cause, context: { path } },
    )
  }
  let receipt: unknown
  try {
    receipt = JSON.parse(text)
  } catch (cause) {
    fail(cause)
  }
  const { schema, inputSha256, outputSha256 } = Object(receipt) as Readonly<Record<string, unknown>>
  if (schema !== RECEIPT_SCHEMA || typeof inputSha256 !== 'string' || typeof outputSha256 !== 'string') return fail()
  if (!HASH.test(inputSha256) || !HASH.test(outputSha256)) return fail()
  return { inputSha256, outputSha256 }
}
