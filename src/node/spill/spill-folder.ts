import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { PipelineError } from '../../errors.js'
import { cleanUpOnStop } from '../file/clean-up.js'
import { ownMark, removeOfTheDead, SPILL_PREFIX } from './spill-leftovers.js'

/** A folder for what memory cannot hold; it is made when it is first asked for. */
export interface SpillFolder {
  /** A new name for a file in it. */
  nextPath(): string
  /** Removes it with all that is in it. */
  remove(): void
}

/**
 * A folder of its own, readable by this user alone, under `parent`; removed by `remove`, and when the process is stopped. What processes of
 * this machine left there that were killed is removed when it is made.
 *
 * @param parent default: the system's folder for temporary files
 */
export function createSpillFolder(parent: string = tmpdir()): SpillFolder {
  let path: string | undefined
  let fileCount = 0
  let forget = (): void => {}
  const removeNow = (): void => {
    if (path !== undefined) rmSync(path, { recursive: true, force: true })
    path = undefined
  }
  return {
    nextPath: () => {
      if (path === undefined) {
        path = makeFolder(parent)
        forget = cleanUpOnStop(removeNow)
      }
      fileCount += 1
      return join(path, `run-${fileCount}`)
    },
    remove: () => {
      removeNow()
      forget()
    },
  }
}

function makeFolder(parent: string): string {
  try {
    removeOfTheDead(parent)
    return mkdtempSync(join(parent, `${SPILL_PREFIX}${ownMark()}-`))
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown'
    const message = `${parent}: expected a folder for temporary files, got the system error ${code}. Name another with --spill FOLDER.`
    throw new PipelineError('OUTPUT_UNWRITABLE', message, { cause, context: { path: parent } })
  }
}
