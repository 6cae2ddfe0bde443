import { createHash } from 'node:crypto'
import { checkArguments } from '../../arguments/check-arguments.js'
import { OPTIONS, TEXTS } from '../../arguments/shapes.js'
import type { AuditDesign } from '../../audit/audit.js'
import { PipelineError } from '../../errors.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { type ReadScoredFile, readScoredPosts, type StreamScoredOptions } from './read-scored-posts.js'

/** Scored posts and their files. */
export interface ScoredFile {
  readonly posts: readonly ScoredPost[]
  /** SHA-256 of the decompressed files, concatenated in the given order; 64 hex digits. */
  readonly sha256: string
  /** One per path. */
  readonly files: readonly ReadScoredFile[]
}

/** Where stdin comes from, and what a bad line does. */
export type ReadScoredOptions = Omit<StreamScoredOptions, 'mayBeEmpty' | 'onBytes' | 'scheme'> & {
  readonly scheme?: StanceScheme | undefined
}

/**
 * Reads scored posts with the hashes of their files. For an audit, do not skip lines: a sample of the rest does not represent the whole.
 *
 * @param paths output of `classify --format jsonl`; `-` for standard input
 * @throws {PipelineError} `SCORED_INVALID` with the line, `SCHEME_MISMATCH` for posts of another scheme, and errors of reading a file
 */
export async function readAuditPosts(paths: readonly string[], options: ReadScoredOptions = {}): Promise<ScoredFile> {
  checkArguments('readAuditPosts', { paths: [paths, TEXTS], options: [options, OPTIONS] })
  const allFiles = createHash('sha256')
  const posts: ScoredPost[] = []
  const files: ReadScoredFile[] = []
  const { scheme, ...rest } = options
  const reading: StreamScoredOptions = { ...rest, ...(scheme && { scheme }), onBytes: (bytes) => allFiles.update(bytes) }
  for (const path of paths) {
    const batches = readScoredPosts(path, reading)
    let batch = await batches.next()
    for (; batch.done !== true; batch = await batches.next()) for (const post of batch.value) posts.push(post)
    files.push(batch.value)
  }
  return { posts, sha256: allFiles.digest('hex'), files }
}

/** @throws {PipelineError} `AUDIT_MISMATCH` when the audit was drawn from a file with another hash */
export function checkAuditMatches({ scoredSha256 }: Pick<AuditDesign, 'scoredSha256'>, sha256: string, auditPath: string): void {
  if (scoredSha256 === sha256) return
  throw new PipelineError(
    'AUDIT_MISMATCH',
    `${auditPath}: expected the scored file that the sample was drawn from (SHA-256 ${scoredSha256.slice(0, 12)}…), got another one (${sha256.slice(0, 12)}…). Give that file, byte by byte, or draw a new sample with another --out.`,
    { context: { auditPath, drawnFromSha256: scoredSha256, givenSha256: sha256 } },
  )
}
