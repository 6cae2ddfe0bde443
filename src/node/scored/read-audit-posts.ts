import { createHash } from 'node:crypto'
import { basename } from 'node:path'
import type { EvidenceFile } from '../../aggregate/breakdown/breakdown.js'
import { parseScoredPost } from '../../aggregate/breakdown/parse-scored-post.js'
import type { AuditDesign } from '../../audit/audit.js'
import { PipelineError } from '../../errors.js'
import { decode } from '../../ingest/record/decode.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { ScoredPost } from '../../stance/stance-prediction.js'
import { readBytes } from '../file/read-input.js'
import { sha256Of } from '../file/sha256.js'
import { parseLine } from './read-scored-posts.js'

/** Scored posts and the files that they stand in. */
export interface ScoredFile {
  readonly posts: readonly ScoredPost[]
  /** Of all bytes, the files one behind the other as given; 64 hex digits. */
  readonly sha256: string
  /** One per path. */
  readonly files: readonly (EvidenceFile & { readonly postCount: number; readonly skippedCount: number })[]
}

/** Where stdin comes from, and what a bad line does. */
export interface ReadScoredOptions {
  /** Where `-` reads from. */
  readonly stdin?: AsyncIterable<Uint8Array | string>
  /** Told of each line that holds no scored post; the line is then left out. Absent: the first one throws. */
  readonly onBadRecord?: (error: PipelineError) => void
  /** That the posts were scored under. Default: the one that ships. */
  readonly scheme?: StanceScheme | undefined
}

/**
 * Reads scored posts with the hashes of their files. For an audit every line must hold: a sample of what was left is none of the whole.
 *
 * @param paths output of `classify --format jsonl`; `-` is standard input
 * @throws {PipelineError} `SCORED_INVALID` with the line, `SCHEME_MISMATCH` for posts under another scheme, and what reading a file throws
 */
export async function readAuditPosts(
  paths: readonly string[],
  { stdin, onBadRecord, scheme }: ReadScoredOptions = {},
): Promise<ScoredFile> {
  const hash = createHash('sha256')
  const posts: ScoredPost[] = []
  const files: ScoredFile['files'][number][] = []
  for (const path of paths) {
    const name = path === '-' ? 'stdin' : path
    const bytes = await readBytes(path, stdin)
    hash.update(bytes)
    let [postCount, skippedCount] = [0, 0]
    for (const [index, line] of decode(bytes, { name }).split(/\r?\n/).entries()) {
      if (line.trim() === '') continue
      const where = `line ${index + 1} of ${name}`
      try {
        posts.push(parseScoredPost(parseLine(line, where), where, scheme))
        postCount += 1
      } catch (error) {
        // A post under another scheme is no bad record: it is a file that does not belong here.
        if (onBadRecord === undefined || !(error instanceof PipelineError) || error.code === 'SCHEME_MISMATCH') throw error
        onBadRecord(error)
        skippedCount += 1
      }
    }
    files.push({ role: 'scored', name: path === '-' ? null : basename(path), sha256: sha256Of(bytes), postCount, skippedCount })
  }
  return { posts, sha256: hash.digest('hex'), files }
}

/** @throws {PipelineError} `AUDIT_MISMATCH` where the audit was drawn from another file than the one with this hash */
export function checkAuditMatches({ scoredSha256 }: Pick<AuditDesign, 'scoredSha256'>, sha256: string, auditPath: string): void {
  if (scoredSha256 === sha256) return
  throw new PipelineError(
    'AUDIT_MISMATCH',
    `${auditPath}: expected the scored file that the sample was drawn from (SHA-256 ${scoredSha256.slice(0, 12)}…), got another one (${sha256.slice(0, 12)}…). Give that file, byte by byte, or draw a new sample with another --out.`,
    { context: { auditPath, drawnFromSha256: scoredSha256, givenSha256: sha256 } },
  )
}
