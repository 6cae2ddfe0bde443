// Runs a command: from the build where it is newer than every source, else from the sources through tsx, which starts a third of a
// second later. `npm ci` builds.
import { isBuildFresh } from './is-build-fresh.mjs'

async function importCli() {
  if (isBuildFresh()) return import('../dist/src/shell/cli/run.js')
  const { register } = await import('tsx/esm/api')
  register()
  return import('../src/shell/cli/run.ts')
}

const [command] = process.argv.splice(2, 1)
const { runProcess } = await importCli()
await runProcess(command)
