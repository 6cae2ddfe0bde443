import { open } from 'node:fs/promises'
import { PipelineError } from '../../errors.js'
import type { SpillFolder } from '../spill/spill-folder.js'

/** A file in the spill folder that is written once, piece by piece. */
export interface Spool {
  readonly path: string
  write(data: string | Uint8Array): Promise<void>
  /** @returns bytes written */
  end(): Promise<number>
}

const BLOCK_LENGTH = 256 * 1024

/** @throws {PipelineError} `OUTPUT_UNWRITABLE`, also when it is written to */
export async function openSpool(folder: SpillFolder): Promise<Spool> {
  const path = folder.nextPath()
  const file = await guarded(path, () => open(path, 'wx', 0o600))
  let byteCount = 0
  let waiting: string[] = []
  let length = 0
  const put = async (bytes: Uint8Array): Promise<void> => {
    byteCount += bytes.length
    await guarded(path, () => file.writeFile(bytes))
  }
  const flush = async (): Promise<void> => {
    if (length > 0) await put(Buffer.from(waiting.join('')))
    waiting = []
    length = 0
  }
  return {
    path,
    write: async (data) => {
      if (typeof data !== 'string') return put(data)
      waiting.push(data)
      length += data.length
      if (length >= BLOCK_LENGTH) await flush()
    },
    end: async () => {
      await flush()
      await file.close()
      return byteCount
    },
  }
}

async function guarded<Value>(path: string, act: () => Promise<Value>): Promise<Value> {
  try {
    return await act()
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    const got = code === 'ENOSPC' ? 'a full disk' : `the system error ${code}`
    const message = `${path}: expected space for temporary data, got ${got}. Name another folder with --spill.`
    throw new PipelineError('OUTPUT_UNWRITABLE', message, { cause, context: { path } })
  }
}
