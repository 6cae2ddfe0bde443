import { lockOutput, removeLeftBehind } from '../../node/resume/resumable-output.js'
import type { CliIo } from '../kit/io.js'
import { followLink, type Output, withOutput } from '../kit/write-output.js'
import { isFile } from './write-bulk.js'

/**
 * As {@link withOutput}, for a file that a bulk run may be writing, or may have left behind: it is taken for this process, and what a stopped
 * run left beside it goes, since nobody may go on from there.
 *
 * @throws {PipelineError} `OUTPUT_LOCKED`, `OUTPUT_UNWRITABLE`
 */
export async function withHeldOutput<Value>(path: string | null, io: CliIo, body: (output: Output) => Promise<Value>): Promise<Value> {
  if (path === null || !(await isFile(path))) return withOutput(path, io, body)
  const target = await followLink(path)
  const held: { unlock?: () => Promise<void> } = {}
  try {
    const value = await withOutput(path, io, async (output) => {
      held.unlock = await lockOutput(target)
      return body(output)
    })
    await removeLeftBehind(target)
    return value
  } finally {
    await held.unlock?.()
  }
}
