import { spawnSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { usageError } from '../../src/shell/cli/kit/command.js'

/** The working tree. Its corpus provides the posts for every measured build. */
export const ROOT = resolve(fileURLToPath(new URL('../..', import.meta.url)))

/** A tree whose build is measured. */
export interface Checkout {
  /** Null for the working tree. */
  readonly ref: string | null
  readonly folder: string
}

/** Path of the built command, as the tree's own `package.json` names it. */
export function mainOf({ folder }: Checkout): string {
  const { bin } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8')) as {
    readonly bin: { readonly dealstance: string }
  }
  return join(folder, bin.dealstance)
}

const git = (...argv: readonly string[]) =>
  spawnSync('git', ['-C', ROOT, ...argv], { encoding: 'utf8' })

/**
 * The commit of the working tree, with `+` for uncommitted changes; empty outside a git checkout.
 */
export const describeCommit = (): string =>
  git('describe', '--always', '--abbrev=9', '--dirty=+', '--exclude=*').stdout.trim()

/**
 * Checks out a git ref into a temporary worktree that shares this checkout's packages: our code is
 * compared, not the packages it had then.
 *
 * @throws {PipelineError} `USAGE_OPTION_INVALID` for a ref unknown to git
 */
export function checkOut(ref: string): { readonly checkout: Checkout; remove(): void } {
  const { status, stdout } = git('rev-parse', '--verify', '--quiet', `${ref}^{commit}`)
  if (status !== 0)
    throw usageError(
      `expected --against with a commit, branch or tag, got "${ref}", which git does not know here.`,
    )
  const folder = join(mkdtempSync(join(tmpdir(), 'dealstance-against-')), 'tree')
  const added = git('worktree', 'add', '--quiet', '--detach', folder, stdout.trim())
  if (added.status !== 0) throw new Error(`git worktree add failed: ${added.stderr.trim()}`)
  symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'), 'junction')
  const remove = (): void => {
    git('worktree', 'remove', '--force', folder)
    rmSync(join(folder, '..'), { recursive: true, force: true })
  }
  return { checkout: { ref: `${ref} (${stdout.slice(0, 9)})`, folder }, remove }
}

/** Builds a tree with its own build script. @throws {Error} for a failed build */
export function build({ folder, ref }: Checkout): void {
  process.stderr.write(`building ${ref ?? 'the working tree'}\n`)
  const { status, stderr, stdout } = spawnSync('npm', ['run', '--silent', 'build'], {
    encoding: 'utf8',
    cwd: folder,
  })
  if (status !== 0)
    throw new Error(`the build of ${ref ?? 'the working tree'} failed: ${stderr}${stdout}`)
}
