import { mkdir } from 'node:fs/promises'
import { PipelineError } from '../../errors.js'

/**
 * Makes a folder, and those it lies in, where there is none.
 *
 * @throws {PipelineError} `OUTPUT_UNWRITABLE`
 */
export async function makeFolder(path: string): Promise<void> {
  try {
    await mkdir(path, { recursive: true })
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    const got = code === 'EEXIST' || code === 'ENOTDIR' ? 'a file of that name' : `the system error ${code}`
    throw new PipelineError('OUTPUT_UNWRITABLE', `${path}: expected a place for a folder, got ${got}. Give another folder.`, {
      cause,
      context: { path },
    })
  }
}
