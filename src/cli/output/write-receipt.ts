import { rm } from 'node:fs/promises'
import type { CliIo } from '../kit/io.js'
import { withOutput } from '../kit/write-output.js'

/**
 * Runs `work` and writes its receipt. An earlier receipt is removed first, and the new one appears when the work is complete.
 *
 * @param path null for no receipt
 * @throws {PipelineError} `OUTPUT_UNWRITABLE`, if possible before the work starts
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
