import type { PartialBuilder, PipelineError, ScoredPost, StanceScheme } from '../../index.js'
import { type ReadScoredFile, readScoredPosts } from '../../node.js'
import { matchReceipts, type ReadReceipt } from '../input/read-receipts.js'
import type { CommandContext } from '../kit/command.js'

interface CountOptions {
  readonly scheme: StanceScheme
  readonly isSkipping: boolean
  /** Threads have to stay together: all posts are read before any is counted. */
  readonly isByThread: boolean
  readonly mayBeEmpty: boolean
  /** Of some of the files, each of one that is there. */
  readonly receipts: readonly ReadReceipt[]
}

/**
 * Adds the posts of files to a breakdown, in memory that does not grow with them.
 *
 * @throws {PipelineError} `SCORED_INVALID` with the line, `EVIDENCE_MISMATCH` for a receipt of another file, and what reading a file throws
 */
export async function countScored(
  builder: PartialBuilder,
  paths: readonly string[],
  { scheme, isSkipping, isByThread, mayBeEmpty, receipts }: CountOptions,
  { io, log }: CommandContext,
): Promise<void> {
  const onBadRecord = ({ code, message }: PipelineError): void => log.warn(`${code}: ${message}`)
  const together: ScoredPost[] = []
  const files: ReadScoredFile[] = []
  for (const path of paths) {
    const reading = readScoredPosts(path, { stdin: io.stdin, scheme, mayBeEmpty, ...(isSkipping && { onBadRecord }) })
    let read = await reading.next()
    for (; read.done !== true; read = await reading.next()) {
      if (isByThread) for (const post of read.value) together.push(post)
      else builder.add(read.value)
    }
    files.push(read.value)
    const { postCount, skippedCount } = read.value
    log.info(`${path === '-' ? 'stdin' : path}: ${postCount} scored posts${skippedCount > 0 ? `, ${skippedCount} records skipped` : ''}`)
  }
  if (isByThread) builder.add(together)
  const inputOf = matchReceipts(
    receipts,
    files.map(({ sha256 }) => sha256),
  )
  for (const { role, name, sha256, postCount } of files) {
    const inputSha256 = inputOf.get(sha256)
    builder.addEvidence({ role, name, sha256, postCount, ...(inputSha256 !== undefined && { inputSha256 }) })
  }
}
