import { stat } from 'node:fs/promises'
import { hashFiles } from './sha256.js'

/**
 * Finds the first path whose bytes an earlier one has: the same file under any name, or another of the same bytes. Only files of equal size are
 * read, as a stream; pipes, empty files, and paths that nothing is under are left to those who read them.
 *
 * @returns the path and the earlier one; null where all differ
 */
export async function findRepeat(paths: readonly string[]): Promise<readonly [path: string, first: string] | null> {
  const firstOf = new Map<string, string>()
  const pathsOfSize = new Map<number, string[]>()
  for (const path of paths) {
    const found = path === '-' ? undefined : await stat(path).catch(() => undefined)
    if (found === undefined || !(found.isFile() || found.isDirectory())) continue
    const place = `${found.dev}:${found.ino}`
    const first = firstOf.get(place)
    if (first !== undefined) return [path, first]
    firstOf.set(place, path)
    if (found.isFile() && found.size > 0) pathsOfSize.set(found.size, [...(pathsOfSize.get(found.size) ?? []), path])
  }
  for (const alike of pathsOfSize.values()) {
    const firstOfHash = new Map<string, string>()
    for (const path of alike.length > 1 ? alike : []) {
      // Who reads the file names the fault.
      const key = await hashFiles(path).catch(() => path)
      const first = firstOfHash.get(key)
      if (first !== undefined) return [path, first]
      firstOfHash.set(key, path)
    }
  }
  return null
}
