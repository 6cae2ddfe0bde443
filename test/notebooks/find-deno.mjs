import { existsSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { lastLine } from '../python/virtual-environment.mjs'

/** The long-term version. The kernel of 2.9.6 may say that a cell is done before it sends the output, which nbconvert then loses. */
const DENO = 'deno@2.5.7'

/**
 * The words that start Deno, which is installed from npm the first time. Calls `skip` with the reason where it cannot be had.
 *
 * @param cache folder to install it in
 * @param run   runs a command with its arguments, as `spawnSync` does
 */
export function findDeno({ cache, run, skip }) {
  const folder = join(cache, DENO)
  const deno = join(
    folder,
    'node_modules',
    'deno',
    process.platform === 'win32' ? 'deno.exe' : 'bin.cjs',
  )
  const call = deno.endsWith('.cjs') ? [process.execPath, deno] : [deno]
  const isReady = () =>
    existsSync(deno) && run(call[0], [...call.slice(1), '--version']).status === 0
  if (isReady()) return call
  mkdirSync(folder, { recursive: true })
  writeFileSync(join(folder, 'package.json'), '{ "private": true }\n')
  const installed = run('npm', ['install', '--silent', '--prefix', folder, DENO], {
    shell: process.platform === 'win32',
  })
  if (installed.status !== 0) skip(`${DENO} cannot be installed: ${lastLine(installed)}`)
  return isReady() ? call : skip(`${DENO} was installed and does not run`)
}
