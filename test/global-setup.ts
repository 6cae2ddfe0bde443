import { execFileSync } from 'node:child_process'

/** Builds once before all tests: the commands and the package's own name run from `dist/`. */
export default function setup(): void {
  execFileSync('npm', ['run', '--silent', 'build'], { stdio: 'inherit' })
}
