import { execFileSync } from 'node:child_process'
import { isBuildFresh } from '../scripts/is-build-fresh.mjs'

/** Builds before all tests where the build is out of date: the commands and the package's own name run from `dist/`. */
export default function setup(): void {
  if (!isBuildFresh(['src', 'models', 'scripts'])) execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
}
