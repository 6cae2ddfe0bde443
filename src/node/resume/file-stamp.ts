import { type BigIntStats, statSync } from 'node:fs'
import { PipelineError } from '../../errors.js'

/** What tells a file from the same one changed: its inode, its length, when it was written to. */
export type FileStamp = Pick<BigIntStats, 'ino' | 'size' | 'mtimeNs'>

/** A file, what messages call it, and what it was like when it was first looked at. */
interface Stamped {
  readonly path: string
  readonly name: string
  /** Undefined for a copy of our own. */
  readonly stamp?: FileStamp
}

/**
 * Refuses what was read of files that have changed meanwhile.
 *
 * @throws {PipelineError} `INPUT_UNREADABLE`
 */
export function checkUnchanged(files: readonly Stamped[]): void {
  for (const { path, name, stamp } of files) {
    if (stamp === undefined) continue
    const now = statOf(path)
    if (now !== null && now.ino === stamp.ino && now.size === stamp.size && now.mtimeNs === stamp.mtimeNs) continue
    const got = now === null ? 'one that is gone' : 'one that was changed or replaced'
    const message = `${name}: expected a file that does not change while it is scored, got ${got}. Score a copy that nothing writes to.`
    throw new PipelineError('INPUT_UNREADABLE', message, { context: { path } })
  }
}

function statOf(path: string): BigIntStats | null {
  try {
    return statSync(path, { bigint: true })
  } catch {
    return null
  }
}
