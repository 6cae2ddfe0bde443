import { createReadStream, mkdtempSync, rmSync } from 'node:fs'
import { writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readChunks } from '../file/read-source.js'
import { writing } from '../file/system-fault.js'
import { cleanUpOnStop, ownMark, removeLeftovers } from '../write/whole-file.js'

const SPILL_PREFIX = 'dealstance-spill-'
/** The prefix, the mark of a process, and random letters. */
const SPILL = /^dealstance-spill-(.*)-[^-]*$/s

/** A folder for temporary data that exceeds memory. It is created on first use. */
export type SpillFolder = ReturnType<typeof createSpillFolder>

/**
 * Plans a folder that only this user can read. `remove` and a stop of the process remove it. Its creation also removes folders that killed
 * processes of this machine left in `parent`.
 *
 * @param parent default: the system's folder for temporary files
 */
export function createSpillFolder(parent: string = tmpdir()) {
  let path: string | undefined
  let fileCount = 0
  let cancelCleanUp = (): void => {}
  const removeNow = (): void => {
    if (path !== undefined) rmSync(path, { recursive: true, force: true })
    path = undefined
  }
  return {
    nextPath: (): string => {
      if (path === undefined) {
        path = writing(parent, 'a folder for temporary files', 'Set TMPDIR to another.', () => {
          removeLeftovers(parent, (name) => SPILL.exec(name)?.[1])
          return mkdtempSync(join(parent, `${SPILL_PREFIX}${ownMark()}-`))
        })
        cancelCleanUp = cleanUpOnStop(removeNow)
      }
      fileCount += 1
      return join(path, `run-${fileCount}`)
    },
    remove: (): void => {
      removeNow()
      cancelCleanUp()
    },
  }
}

/** Runs `act`, which writes or reads a file of a spill folder. @throws {PipelineError} `OUTPUT_UNWRITABLE` for a system error */
export function spilling<Value>(path: string, act: () => Value): Value {
  return writing(path, 'space for temporary data', 'Set TMPDIR to another folder.', act)
}

/** Copies standard input into a temporary file, to read it more than once. @throws {PipelineError} `OUTPUT_UNWRITABLE` */
export async function spoolStdin(
  stdin: AsyncIterable<Uint8Array | string>,
  folder: SpillFolder,
): Promise<() => AsyncIterable<Uint8Array | string>> {
  const path = folder.nextPath()
  await spilling(path, () => writeFile(path, readChunks('-', stdin)))
  return () => createReadStream(path)
}
