import { spawnSync } from 'node:child_process'
import { isBuildFresh } from '../../scripts/is-build-fresh.mjs'

/**
 * Builds before the tests that run from `dist/`, where a source is newer. A build that fails fails
 * these tests alone, each with its words: see `needs-build.ts`.
 */
export default function setup(): void {
  if (isBuildFresh(['src', 'models', 'scripts/bundle'])) return
  const { status, stdout, stderr } = spawnSync('npm', ['run', '--silent', 'build'], {
    encoding: 'utf8',
  })
  if (status !== 0) process.env['DEALSTANCE_BUILD_FAULT'] = `${stdout}${stderr}`
}
