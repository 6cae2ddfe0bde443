import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { CHECKOUT } from './built.js'
import { UsageError } from './options.js'

export interface Checkout {
  /** Null for the working tree. */
  readonly ref: string | null
  readonly folder: string
}

const git = (...argv: readonly string[]) => spawnSync('git', ['-C', CHECKOUT, ...argv], { encoding: 'utf8' })

/** Describes the commit of the working tree, with `+` for uncommitted changes; null outside a git checkout. */
export function describeCommit(): string | null {
  const { status, stdout } = git('describe', '--always', '--abbrev=9', '--dirty=+', '--exclude=*')
  return status === 0 ? stdout.trim() : null
}

/**
 * Checks out a git ref into a temporary worktree that shares this checkout's packages.
 *
 * @throws {UsageError} for a ref unknown to git
 */
export function checkOut(ref: string): { readonly checkout: Checkout; remove(): void } {
  const { status, stdout } = git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`)
  if (status !== 0) throw new UsageError(`expected --against with a commit, branch or tag, got "${ref}", which git does not know here`)
  const folder = mkdtempSync(join(tmpdir(), 'dealstance-against-'))
  const tree = join(folder, 'tree')
  const remove = (): void => {
    git('worktree', 'remove', '--force', tree)
    rmSync(folder, { recursive: true, force: true })
  }
  try {
    const added = git('worktree', 'add', '--quiet', '--detach', tree, stdout.trim())
    if (added.status !== 0) throw new Error(`git worktree add failed: ${added.stderr.trim()}`)
    const packages = join(tree, 'node_modules')
    rmSync(packages, { force: true })
    symlinkSync(join(CHECKOUT, 'node_modules'), packages, 'junction')
  } catch (error) {
    remove()
    throw error
  }
  return { checkout: { ref: `${ref} (${stdout.slice(0, 9)})`, folder: tree }, remove }
}

/** Builds a tree with its own build script. @throws {Error} for a failed build */
export function build({ folder, ref }: Checkout): void {
  process.stderr.write(`building ${ref ?? 'the working tree'}\n`)
  const { status, stderr, stdout } = spawnSync('npm', ['run', '--silent', 'build'], { encoding: 'utf8', cwd: folder })
  if (status !== 0) throw new Error(`the build of ${ref ?? 'the working tree'} failed: ${stderr}${stdout}`)
}
