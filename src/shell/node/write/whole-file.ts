import { closeSync, fsyncSync, openSync, rmSync } from 'node:fs'
import { open, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { cleanUpOnStop } from '../file/clean-up.js'
import { ownMark, removeLeftovers } from './leftovers.js'

/** `.scored.jsonl.0a1b2c3d-1234-56789-1.tmp` */
const TEMPORARY = /^\..*\.([^.]+)-\d+\.tmp$/s
const MAX_NAME_LENGTH = 60

let count = 0

/**
 * Names a new temporary file or folder beside the one that it will become. Removes those that killed processes of this machine left there:
 * they may hold texts of posts.
 */
export function temporaryPathOf(target: string): string {
  const folder = dirname(target)
  removeTemporaries(folder)
  count += 1
  return join(folder, `.${basename(target).slice(0, MAX_NAME_LENGTH)}.${ownMark()}-${count}.tmp`)
}

/** Whether a name is that of a temporary file, of this process or of another. */
export const isTemporary = (name: string): boolean => TEMPORARY.test(name)

/** Removes the temporary files that killed processes of this machine left in a folder. */
export function removeTemporaries(folder: string): void {
  removeLeftovers(folder, (name) => TEMPORARY.exec(name)?.[1])
}

/** Renames a closed file to its place. It is on the disk before its name is, so that a power cut leaves the old file or the new one, whole. */
export async function putInPlace(written: string, target: string): Promise<void> {
  const file = await open(written, 'r+')
  await file.sync().finally(() => file.close())
  await rename(written, target)
  await syncFolder(dirname(target))
}

/** Writes a file anew: it is the new one, whole, or stays as it was. */
export async function writeWhole(
  path: string,
  produce: (write: (text: string) => Promise<void>) => Promise<void>,
  mode = 0o666,
): Promise<void> {
  const written = temporaryPathOf(path)
  const cancelCleanUp = cleanUpOnStop(() => rmSync(written, { force: true }))
  try {
    const file = await open(written, 'wx', mode)
    try {
      await produce((text) => file.writeFile(text))
    } finally {
      await file.close()
    }
    await putInPlace(written, path)
  } finally {
    rmSync(written, { force: true })
    cancelCleanUp()
  }
}

/** Puts what was written to a file on the disk. */
export function flushFile(path: string): void {
  const file = openSync(path, 'r+')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

/** A new name is on the disk only when its folder is. Systems that cannot sync a folder (Windows) do it by themselves. */
async function syncFolder(path: string): Promise<void> {
  const folder = await open(path, 'r').catch(() => null)
  await folder?.sync().catch(() => {})
  await folder?.close()
}
