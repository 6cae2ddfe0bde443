import { PipelineError } from '../index.js'
import { readInput } from '../node.js'
import { type FilterReceipt, RECEIPT_SCHEMA } from './filter.js'

const HASH = /^[0-9a-f]{64}$/

/**
 * Reads what filters were fed.
 *
 * @returns the hash of the bytes read, by that of the bytes written
 * @throws {PipelineError} `EVIDENCE_MISMATCH` for a file that is no receipt, and what reading a file throws
 */
export async function readReceipts(paths: readonly string[]): Promise<Map<string, string>> {
  const inputOf = new Map<string, string>()
  for (const path of paths) {
    const { inputSha256, outputSha256 } = parseReceipt(await readInput(path), path)
    inputOf.set(outputSha256, inputSha256)
  }
  return inputOf
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
