import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Run } from '../../aggregate/change/mix-runs.js'
import { PipelineError } from '../../errors.js'
import { readAuditPosts } from '../../node/scored/read-audit-posts.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { CommandContext } from '../kit/command.js'
import { readAudited } from './read-audited.js'

/** What a folder that holds a run calls its files. */
const SCORED_NAME = 'scored.jsonl'
const AUDIT_NAME = 'audit.jsonl'

/** A run, and the files that were read for it. */
export interface RunFiles extends Run {
  readonly paths: readonly string[]
}

/**
 * Reads a run: a file of scored posts, or a folder with `scored.jsonl` and, where it was audited, `audit.jsonl`.
 *
 * @param auditPath stands in for the folder's own audit; absent for none or that one
 * @throws {PipelineError} `AUDIT_MISMATCH` and what reading throws
 */
export async function readRun(
  path: string,
  auditPath: string | undefined,
  scheme: StanceScheme,
  context: CommandContext,
): Promise<RunFiles> {
  const isFolder = path !== '-' && (await kindOf(path)) === 'folder'
  const scoredPath = isFolder ? join(path, SCORED_NAME) : path
  if (isFolder && (await kindOf(scoredPath)) !== 'file') {
    throw new PipelineError(
      'INPUT_MISSING',
      `${path}: expected a folder with ${SCORED_NAME}, got one without. Give the file of scored posts itself.`,
      { context: { path } },
    )
  }
  const own = isFolder ? join(path, AUDIT_NAME) : null
  const audit = auditPath ?? (own !== null && (await kindOf(own)) === 'file' ? own : null)
  if (audit !== null) {
    const { posts, audit: labels } = await readAudited([scoredPath], audit, scheme, 'diff', context)
    return { posts, audit: labels, paths: [scoredPath, audit] }
  }
  const { posts } = await readAuditPosts([scoredPath], { stdin: context.io.stdin, scheme })
  context.log.info(`${scoredPath === '-' ? 'stdin' : scoredPath}: ${posts.length} scored posts, not audited`)
  return { posts, audit: null, paths: [scoredPath] }
}

async function kindOf(path: string): Promise<'file' | 'folder' | null> {
  const found = await stat(path).catch(() => null)
  return found === null ? null : found.isDirectory() ? 'folder' : 'file'
}
