import { rm } from 'node:fs/promises'
import type { CliIo } from '../kit/io.js'
import { withOutput } from '../kit/write-output.js'

/**
 * Does the work and writes down what came of it. A receipt of before is removed first, and the new one appears whole, when all is done:
 * where one stands, the work was done to its end.
 *
 * @param path null for no receipt
 * @throws {PipelineError} `OUTPUT_UNWRITABLE`, before the work starts where it can be seen then
 */
export async function withReceipt<Receipt>(path: string | null, io: CliIo, work: () => Promise<Receipt>): Promise<Receipt> {
  if (path === null) return await work()
  return await withOutput(path, io, async (output) => {
    await rm(path, { force: true }).catch(() => {})
    const receipt = await work()
    await output.write(`${JSON.stringify(receipt, null, 2)}\n`)
    return receipt
  })
}
