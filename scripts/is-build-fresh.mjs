import { readdirSync, statSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

/**
 * Whether the build is newer than everything it is made from. A changed source shows in its modification time, a removed one in that of its
 * folder.
 *
 * @param {readonly string[]} sources folders of the repository
 */
export function isBuildFresh(sources = ['src']) {
  const built = statSync(at('dist/src/shell/cli/run.js'), { throwIfNoEntry: false })
  if (!built) return false
  return sources.every((folder) =>
    ['', ...readdirSync(at(folder), { recursive: true })].every((name) => statSync(at(`${folder}/${name}`)).mtimeMs <= built.mtimeMs),
  )
}
