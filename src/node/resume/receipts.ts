import { createHash, type Hash } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { PipelineError } from '../../errors.js'
import type { IngestCounts } from '../../ingest/record/ingest-counter.js'
import { sha256Of } from '../file/sha256.js'

/** Names the form of the receipts of a run and its version. */
export const RECEIPTS_SCHEMA = 'dealstance/receipts@1'

/** What a run reads and how: a run that differs in any of it cannot go on with what another one wrote. */
export interface RunIdentity {
  readonly schema: typeof RECEIPTS_SCHEMA
  readonly version: string
  readonly inputs: readonly { readonly name: string; readonly sha256: string }[]
  readonly modelSha256: string
  readonly optionsSha256: string
}

/** Written when all bytes of a batch were: a line of the file of receipts, behind the one of the run. */
export interface BatchReceipt {
  readonly index: number
  readonly recordCount: number
  /** Bytes of the output. */
  readonly byteCount: number
  readonly sha256: string
  /** See `ResumePoint`. */
  readonly since: number
  readonly counts: IngestCounts
}

/** What a stopped run left behind. */
export interface LeftBehind {
  readonly identity: RunIdentity
  /** Up to the first line that is not as it was written. */
  readonly receipts: readonly BatchReceipt[]
  /** Whole lines from that one on. */
  readonly droppedCount: number
}

/** A line of the file of receipts, and the hash that the next line goes on from. */
export interface ChainedLine {
  readonly line: string
  readonly chain: string
}

/**
 * Ends a line with a hash of it and of all lines before, so that none can be changed, put in or taken out without being noticed.
 *
 * @param chain of the line before; empty for the first one
 */
export function chainLine(body: RunIdentity | BatchReceipt, chain: string): ChainedLine {
  const next = hashLine(body, chain)
  return { line: `${JSON.stringify({ ...body, chain: next })}\n`, chain: next }
}

const hashLine = (body: object, chain: string): string => sha256Of(`${chain}${JSON.stringify(body)}`)

/**
 * @returns null where there is no file, or none of its lines is whole
 * @throws {PipelineError} `RESUME_MISMATCH` where the line of the run is not as it was written
 */
export async function readReceipts(path: string): Promise<LeftBehind | null> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return ''
    throw cause
  })
  const [first, ...rest] = text.split('\n').slice(0, -1)
  if (first === undefined) return null
  const begun = parseChained<RunIdentity>(first, '')
  if (begun === null || begun.body.schema !== RECEIPTS_SCHEMA)
    throw mismatch(path, 'the receipts of a run of this version', 'a first line that is damaged or of another one')
  const receipts: BatchReceipt[] = []
  let { chain } = begun
  for (const line of rest) {
    const read = parseChained<BatchReceipt>(line, chain)
    if (read === null || !isInTurn(read.body, receipts.length)) break
    receipts.push(read.body)
    chain = read.chain
  }
  return { identity: begun.body, receipts, droppedCount: rest.length - receipts.length }
}

function parseChained<Body extends object>(line: string, previous: string): { readonly body: Body; readonly chain: string } | null {
  try {
    const { chain, ...body } = JSON.parse(line) as Body & { readonly chain: string }
    return chain === hashLine(body, previous) ? { body: body as unknown as Body, chain } : null
  } catch {
    return null
  }
}

function isInTurn({ index, recordCount, byteCount, since }: BatchReceipt, turn: number): boolean {
  const isCounted = [recordCount, byteCount, since].every((count) => Number.isSafeInteger(count) && count >= 0)
  return index === turn && isCounted && since <= turn
}

/**
 * Refuses to end a run whose parts do not hold all records.
 *
 * @throws {PipelineError} `RESUME_MISMATCH`
 */
export function checkAllScored(doneCount: number, recordCount: number, name: string): void {
  if (doneCount === recordCount) return
  throw mismatch(name, `the parts to hold ${recordCount} records`, String(doneCount))
}

/**
 * Refuses to go on where another run began.
 *
 * @throws {PipelineError} `RESUME_MISMATCH`
 */
export function checkSameRun(found: RunIdentity, wanted: RunIdentity, path: string): void {
  const differing = differenceOf(found, wanted)
  if (differing === null) return
  throw mismatch(
    path,
    'receipts of this run',
    `those of a run with ${differing}`,
    'Repeat the command as it was, or run it without --resume to start again.',
  )
}

function differenceOf(found: RunIdentity, wanted: RunIdentity): string | null {
  if (found.version !== wanted.version) return `another version of dealstance (${found.version})`
  if (found.inputs.length !== wanted.inputs.length) return `${found.inputs.length} inputs instead of ${wanted.inputs.length}`
  const changed = wanted.inputs.find(({ sha256 }, index) => found.inputs[index]?.sha256 !== sha256)
  if (changed !== undefined) return `another content of ${changed.name}`
  if (found.modelSha256 !== wanted.modelSha256) return 'another model'
  return found.optionsSha256 === wanted.optionsSha256 ? null : 'other options'
}

/** How much of an output stands as its receipts say. */
export interface CheckedOutput {
  /** Receipts of the batches that are there whole. */
  readonly receipts: readonly BatchReceipt[]
  readonly byteCount: number
  /** Of these bytes, to be gone on with. */
  readonly hash: Hash
}

/**
 * Compares an output with its receipts, batch by batch. Batches behind its end count as not written.
 *
 * @param prefix what stands before the first batch
 * @throws {PipelineError} `RESUME_MISMATCH` where other bytes stand than were written
 */
export async function checkOutput(path: string, prefix: Uint8Array, receipts: readonly BatchReceipt[]): Promise<CheckedOutput> {
  const size = (await stat(path).catch(() => null))?.size ?? 0
  const whole: BatchReceipt[] = []
  let byteCount = prefix.length
  for (const receipt of receipts) {
    if (byteCount + receipt.byteCount > size) break
    byteCount += receipt.byteCount
    whole.push(receipt)
  }
  const hash = createHash('sha256')
  if (whole.length === 0) return { receipts: [], byteCount: 0, hash }
  const parts = [{ byteCount: prefix.length, sha256: createHash('sha256').update(prefix).digest('hex') }, ...whole]
  let at = 0
  let left = prefix.length
  let own = createHash('sha256')
  const closeParts = (): void => {
    for (; left === 0 && at < parts.length; left = parts[at]?.byteCount ?? 0) {
      if (own.digest('hex') !== parts[at]?.sha256) throw mismatch(path, 'the bytes that the stopped run wrote', 'others')
      at += 1
      own = createHash('sha256')
    }
  }
  closeParts()
  for await (const chunk of createReadStream(path, { end: byteCount - 1 })) {
    hash.update(chunk as Buffer)
    for (let bytes = chunk as Buffer; bytes.length > 0; closeParts()) {
      const piece = bytes.subarray(0, left)
      own.update(piece)
      left -= piece.length
      bytes = bytes.subarray(piece.length)
    }
  }
  if (at < parts.length) throw mismatch(path, 'the bytes that the stopped run wrote', 'others')
  return { receipts: whole, byteCount, hash }
}

function mismatch(path: string, expected: string, got: string, advice = 'Run the command without --resume to start again.'): PipelineError {
  return new PipelineError('RESUME_MISMATCH', `${path}: expected ${expected}, got ${got}. ${advice}`, { context: { path } })
}
