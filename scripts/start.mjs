// Starts a command from the build where that is newer than every source, else from the sources through tsx, whose start alone
// takes a third of a second. `npm ci` builds; a changed source is seen by its time, a removed one by that of its folder.
import { readdirSync, statSync } from 'node:fs'
import nodeModule from 'node:module'
import { fileURLToPath } from 'node:url'

const at = (path) => fileURLToPath(new URL(`../${path}`, import.meta.url))

function isBuildFresh() {
  const built = statSync(at('dist/src/cli/run-process.js'), { throwIfNoEntry: false })
  if (!built) return false
  return ['', ...readdirSync(at('src'), { recursive: true })].every((name) => statSync(at(`src/${name}`)).mtimeMs <= built.mtimeMs)
}

// Node from 22.8 on keeps what it has compiled for the next start.
nodeModule.enableCompileCache?.()

const [command] = process.argv.splice(2, 1)
if (isBuildFresh()) {
  const { runProcess } = await import('../dist/src/cli/run-process.js')
  await runProcess(command)
} else {
  const { register } = await import('tsx/esm/api')
  register()
  await import(`./${command}.ts`)
}
