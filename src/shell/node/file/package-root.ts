import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'

/** The package folder, which holds `models/`. Found from the sources and from the build. */
export const PACKAGE_ROOT = findRoot(dirname(fileURLToPath(import.meta.url)))

function findRoot(folder: string): string {
  for (let current = folder; ; current = dirname(current)) {
    if (existsSync(join(current, 'package.json')) && existsSync(join(current, 'models'))) return current
    if (dirname(current) === current) return folder
  }
}

export function readVersion(): string {
  return (JSON.parse(readFileSync(join(PACKAGE_ROOT, 'package.json'), 'utf8')) as { readonly version: string }).version
}

let commit: string | null | undefined

/** The commit of the clone that runs; null for an installed package. */
export function readCommit(): string | null {
  if (commit !== undefined) return commit
  commit = null
  if (existsSync(join(PACKAGE_ROOT, '.git'))) {
    try {
      const words = ['describe', '--always', '--abbrev=40', '--dirty', '--exclude=*']
      commit = execFileSync('git', ['-C', PACKAGE_ROOT, ...words], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }).trim()
    } catch {
      // No git, or a clone of another user.
    }
  }
  return commit
}
