import type { PartialBuilder } from '../../aggregate/partial/partial.js'
import type { PipelineError } from '../../errors.js'
import { type ReadScoredFile, readScoredPosts } from '../../node/scored/read-scored-posts.js'
import type { StanceScheme } from '../../scheme/stance-scheme.js'
import { matchReceipts, type ReadReceipt } from '../input/read-receipts.js'
import type { CommandContext } from '../kit/command.js'

interface CountOptions {
  readonly scheme: StanceScheme
  readonly isSkipping: boolean
  readonly mayBeEmpty: boolean
  /** Receipts of some of the files. Each must belong to one of them. */
  readonly receipts: readonly ReadReceipt[]
}

/**
 * Streams the scored posts of files into a breakdown.
 *
 * @throws {PipelineError} `SCORED_INVALID` with the line, `EVIDENCE_MISMATCH` for a receipt of another file, and errors of reading files
 */
export async function countScored(
  builder: PartialBuilder,
  paths: readonly string[],
  { scheme, isSkipping, mayBeEmpty, receipts }: CountOptions,
  { io, log }: CommandContext,
): Promise<void> {
  const onBadRecord = ({ code, message }: PipelineError): void => log.warn(`${code}: ${message}`)
  const files: ReadScoredFile[] = []
  for (const path of paths) {
    const reading = readScoredPosts(path, { stdin: io.stdin, scheme, mayBeEmpty, ...(isSkipping && { onBadRecord }) })
    let read = await reading.next()
    for (; read.done !== true; read = await reading.next()) builder.add(read.value)
    files.push(read.value)
    const { postCount, skippedCount } = read.value
    log.info(`${path === '-' ? 'stdin' : path}: ${postCount} scored posts${skippedCount > 0 ? `, ${skippedCount} records skipped` : ''}`)
  }
  const inputHashes = matchReceipts(
    receipts,
    files.map(({ sha256 }) => sha256),
  )
  for (const { role, name, sha256, postCount } of files) {
    const inputSha256 = inputHashes.get(sha256)
    builder.addEvidence({ role, name, sha256, postCount, ...(inputSha256 !== undefined && { inputSha256 }) })
  }
}
