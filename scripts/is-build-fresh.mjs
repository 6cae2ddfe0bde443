import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * True if the build is newer than everything it is made from.
 *
 * @param {readonly string[]} sources files and folders of the repository
 */
export const isBuildFresh = (sources = ['src']) => isNewerThan('dist/src/shell/cli/run.js', sources)

/**
 * True if a file is there and newer than all sources. A changed source shows in its modification time, a removed one in
 * that of its folder.
 *
 * @param {string} file path in the repository
 * @param {readonly string[]} sources files and folders of the repository
 */
export function isNewerThan(file, sources) {
  const made = statSync(ROOT + file, { throwIfNoEntry: false })
  return made !== undefined && sources.every((source) => isOlder(ROOT + source, made.mtimeMs))
}

/** @type {(path: string, madeMs: number) => boolean} */
function isOlder(path, madeMs) {
  const stats = statSync(path)
  if (stats.mtimeMs > madeMs) return false
  return (
    !stats.isDirectory() || readdirSync(path).every((name) => isOlder(`${path}/${name}`, madeMs))
  )
}
