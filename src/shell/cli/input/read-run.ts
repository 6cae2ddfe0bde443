import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { Run } from '../../../count/change/compare-runs.js'
import { isFolder } from '../../node/file/read-input.js'
import { readAuditPosts } from '../../node/scored/read-audit-posts.js'
import type { CommandContext } from '../kit/command.js'
import { readAudited } from './read-audited.js'
import { nameOf } from './read-inputs.js'

/** Names of the files in the folder of a run. */
const SCORED_NAME = 'scored.jsonl'
const AUDIT_NAME = 'audit.jsonl'

/**
 * Reads a run: a file of scored posts, or a folder with `scored.jsonl` and, if it was audited, `audit.jsonl`.
 *
 * @param auditPath replaces the folder's own audit
 * @returns the run, and the paths of its files
 */
export async function readRun(
  path: string,
  auditPath: string | undefined,
  scheme: StanceScheme,
  context: CommandContext,
): Promise<Run & { readonly paths: readonly string[] }> {
  const isFolderGiven = path !== '-' && (await isFolder(path))
  const scoredPath = isFolderGiven ? join(path, SCORED_NAME) : path
  if (isFolderGiven && !existsSync(scoredPath)) {
    const message = `${path}: expected a folder with ${SCORED_NAME}, got one without. Give the file of scored posts itself.`
    throw new PipelineError('INPUT_MISSING', message, { context: { path } })
  }
  const own = isFolderGiven && existsSync(join(path, AUDIT_NAME)) ? join(path, AUDIT_NAME) : undefined
  const audit = auditPath ?? own
  if (audit !== undefined) {
    const { posts, audit: labels } = await readAudited([scoredPath], audit, scheme, 'diff', context)
    return { posts, audit: labels, paths: [scoredPath, audit] }
  }
  const { posts } = await readAuditPosts([scoredPath], { stdin: context.io.stdin, scheme })
  context.log.info(`${nameOf(scoredPath)}: ${posts.length} scored posts, not audited`)
  return { posts, audit: null, paths: [scoredPath] }
}
