// `npm run check-package`: packs the package as for publication and checks its entries and types with publint and
// @arethetypeswrong/cli. The package is ESM only, so `require` and resolution without `exports` are not checked.
import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

const folder = mkdtempSync(join(tmpdir(), 'dealstance-package-'))
const run = (command, ...list) => {
  const { status } = spawnSync(command, list, { stdio: 'inherit', shell: process.platform === 'win32' })
  if (status !== 0) throw new Error(`${command} ended with ${status}`)
}
try {
  run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', folder)
  const [name] = readdirSync(folder)
  run('publint', 'run', join(folder, name), '--strict')
  run('attw', join(folder, name), '--profile', 'esm-only', '--format', 'table-flipped')
} catch (error) {
  console.error(error.message)
  process.exitCode = 1
} finally {
  rmSync(folder, { recursive: true })
}
