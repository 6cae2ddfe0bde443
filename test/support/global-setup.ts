import { execFileSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { isBuildFresh } from '../../scripts/is-build-fresh.mjs'

/**
 * Builds before all tests where the build is out of date: the commands and the package's own name run from `dist/`. All temporary files of a
 * run lie in one folder, which is removed at its end: a run leaves nothing behind.
 */
export default function setup(): () => void {
  if (!isBuildFresh(['src', 'models', 'scripts']))
    execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-tests-'))
  process.env['TMPDIR'] = folder
  return () => rmSync(folder, { recursive: true, force: true, maxRetries: 3 })
}
