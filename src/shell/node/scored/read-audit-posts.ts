import { createHash } from 'node:crypto'
import { PipelineError } from '../../../base/errors.js'
import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import { checkSameMoves, listMoves } from '../../../base/thread/deal-record.js'
import { hashWords, postKeyOf } from '../../../base/thread/unit-key.js'
import type { AuditDesign } from '../../../count/audit/audit.js'
import { hashPopulation } from '../../../count/audit/population.js'
import type { ScoredPost } from '../../../judge/stance/stance-prediction.js'
import { ApartThreads, type ReadScoredFile, readScoredPosts, type StreamScoredOptions } from './read-scored-posts.js'

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
  const allFiles = createHash('sha256')
  const posts: ScoredPost[] = []
  const files: ReadScoredFile[] = []
  const { scheme, ...rest } = options
  const onBytes = (bytes: Uint8Array): void => void allFiles.update(bytes)
  const reading: StreamScoredOptions = {
    ...rest,
    ...(scheme && { scheme }),
    ...(paths.length > 1 && { onBytes, apart: new ApartThreads() }),
  }
  for (const path of paths) {
    const batches = readScoredPosts(path, reading)
    let batch = await batches.next()
    for (; batch.done !== true; batch = await batches.next()) for (const post of batch.value) posts.push(post)
    files.push(batch.value)
  }
  const [only, ...others] = files
  return { posts, sha256: only !== undefined && others.length === 0 ? only.sha256 : allFiles.digest('hex'), files }
}

/**
 * An audit binds to judgements (thread, post, deal, text), not to a file: posts that another model scored keep it.
 *
 * @throws {PipelineError} `AUDIT_MISMATCH` when the sample was drawn from other judgements, or its labels were given about another move
 */
export function checkAuditMatches(design: AuditDesign, { posts, sha256 }: Pick<ScoredFile, 'posts' | 'sha256'>, auditPath: string): void {
  checkSameMoves(design.deals, listMoves(posts), auditPath)
  const { scoredSha256, populationSha256, units } = design
  if (scoredSha256 === sha256 || populationSha256 === hashPopulation(posts)) return
  const context = { auditPath, drawnFromSha256: scoredSha256, givenSha256: sha256 }
  const textOf = new Map(posts.map((post) => [postKeyOf(post), post.text]))
  const changed = units.find((unit) => {
    const text = textOf.get(postKeyOf({ threadId: unit.threadId, id: unit.postId }))
    return text === undefined || (unit.textHash !== undefined && unit.textHash !== hashWords(text))
  })
  const got =
    changed === undefined
      ? 'others'
      : `others: post "${changed.postId}" of thread "${changed.threadId}" ${textOf.has(postKeyOf({ threadId: changed.threadId, id: changed.postId })) ? 'has another text' : 'is not among them'}`
  throw new PipelineError(
    'AUDIT_MISMATCH',
    `${auditPath}: expected scored posts with the judgements that the sample was drawn from (the same posts, texts and deals, scored by any model), got ${got}. Give those, or draw a new sample with another --out.`,
    { context },
  )
}
