import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * True if the build is newer than everything it is made from. A changed source shows in its modification time, a removed one in that of its
 * folder.
 *
 * @param {readonly string[]} sources folders of the repository
 */
export function isBuildFresh(sources = ['src']) {
  const built = statSync(`${ROOT}dist/src/shell/cli/run.js`, { throwIfNoEntry: false })
  return built !== undefined && sources.every((folder) => isOlder(ROOT + folder, built.mtimeMs))
}

/** @type {(path: string, builtMs: number) => boolean} */
const isOlder = (path, builtMs) =>
  statSync(path).mtimeMs <= builtMs &&
  readdirSync(path, { withFileTypes: true }).every((entry) => {
    const inner = `${path}/${entry.name}`
    return entry.isDirectory() ? isOlder(inner, builtMs) : statSync(inner).mtimeMs <= builtMs
  })
