import { createHash, type Hash } from 'node:crypto'
import { open, readFile, stat } from 'node:fs/promises'
import { PipelineError } from '../../../base/errors.js'
import type { IngestCounts } from '../../../read/record/ingest-counter.js'
import { sha256Of } from '../file/sha256.js'
import { systemCodeOf } from '../file/system-fault.js'

/** Version of the receipts file. */
export const RECEIPTS_SCHEMA = 'dealstance/receipts@1'

/** Everything that determines the output of a run. A run can be resumed only with the same identity. */
export interface RunIdentity {
  readonly schema: typeof RECEIPTS_SCHEMA
  readonly version: string
  readonly inputs: readonly { readonly name: string; readonly sha256: string }[]
  readonly modelSha256: string
  readonly optionsSha256: string
}

/** Written after all bytes of a batch. The receipts file has one line for the run, then one per batch. */
export interface BatchReceipt {
  readonly index: number
  readonly recordCount: number
  /** Bytes of the batch in the output, and their hash. */
  readonly byteCount: number
  readonly sha256: string
  /** See `ResumePoint`. */
  readonly since: number
  readonly counts: IngestCounts
}

const hashLine = (body: object, chain: string): string => sha256Of(`${chain}${JSON.stringify(body)}`)

/**
 * Renders a line of the receipts file. It ends with a hash of itself and of all lines before, which reveals every change.
 *
 * @param chain hash of the preceding line; empty for the first line
 * @returns the line, and its hash
 */
export function chainLine(body: RunIdentity | BatchReceipt, chain: string): { readonly line: string; readonly chain: string } {
  const next = hashLine(body, chain)
  return { line: `${JSON.stringify({ ...body, chain: next })}\n`, chain: next }
}

/** The receipts of a stopped run. */
interface Receipts {
  readonly identity: RunIdentity
  /** Up to the first line that is damaged. */
  readonly receipts: readonly BatchReceipt[]
  /** Number of complete lines from there on. */
  readonly droppedCount: number
}

/** Reads the receipts of a stopped run; null when there is no file, or no complete line. */
export async function readReceipts(path: string): Promise<Receipts | null> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    if (systemCodeOf(cause) === 'ENOENT') return ''
    throw cause
  })
  const [first, ...rest] = text.split('\n').slice(0, -1)
  if (first === undefined) return null
  const run = parseChained<RunIdentity>(first, '')
  if (run === null || run.body.schema !== RECEIPTS_SCHEMA)
    throw mismatch(path, 'the receipts of a run of this version', 'a first line that is damaged or of another one')
  const receipts: BatchReceipt[] = []
  let { chain } = run
  for (const line of rest) {
    const parsed = parseChained<BatchReceipt>(line, chain)
    if (parsed === null) break
    receipts.push(parsed.body)
    chain = parsed.chain
  }
  return { identity: run.body, receipts, droppedCount: rest.length - receipts.length }
}

function parseChained<Body extends object>(line: string, previous: string): { readonly body: Body; readonly chain: string } | null {
  try {
    const { chain, ...body } = JSON.parse(line) as Body & { readonly chain: string }
    return chain === hashLine(body, previous) ? { body: body as unknown as Body, chain } : null
  } catch {
    return null
  }
}

/** Checks that the batches of a run hold all records. @throws {PipelineError} `RESUME_MISMATCH` */
export function checkAllScored(doneCount: number, recordCount: number, name: string): void {
  if (doneCount !== recordCount) throw mismatch(name, `the parts to hold ${recordCount} records`, String(doneCount))
}

/** Checks that receipts belong to this run. @throws {PipelineError} `RESUME_MISMATCH` */
export function checkSameRun(found: RunIdentity, wanted: RunIdentity, path: string): void {
  const difference = differenceOf(found, wanted)
  if (difference === null) return
  const advice = 'Repeat the command as it was, or run it without --resume to start again.'
  throw mismatch(path, 'receipts of this run', `those of a run with ${difference}`, advice)
}

function differenceOf(found: RunIdentity, wanted: RunIdentity): string | null {
  if (found.version !== wanted.version) return `another version of dealstance (${found.version})`
  if (found.inputs.length !== wanted.inputs.length) return `${found.inputs.length} inputs instead of ${wanted.inputs.length}`
  const changed = wanted.inputs.find(({ sha256 }, index) => found.inputs[index]?.sha256 !== sha256)
  if (changed !== undefined) return `another content of ${changed.name}`
  if (found.modelSha256 !== wanted.modelSha256) return 'another model'
  return found.optionsSha256 === wanted.optionsSha256 ? null : 'other options'
}

/** The part of an output that agrees with its receipts. */
interface CheckedOutput {
  /** Receipts of the complete batches. */
  readonly receipts: readonly BatchReceipt[]
  readonly byteCount: number
  /** Hash state after these bytes. */
  readonly hash: Hash
}

/**
 * Compares an output with its receipts, batch by batch. Batches beyond its end count as not written.
 *
 * @param prefix bytes before the first batch
 */
export async function checkOutput(path: string, prefix: Uint8Array, receipts: readonly BatchReceipt[]): Promise<CheckedOutput> {
  const size = (await stat(path).catch(() => null))?.size ?? 0
  const complete: BatchReceipt[] = []
  let byteCount = prefix.length
  for (const receipt of receipts) {
    if (byteCount + receipt.byteCount > size) break
    byteCount += receipt.byteCount
    complete.push(receipt)
  }
  const hash = createHash('sha256')
  if (complete.length === 0) return { receipts: [], byteCount: 0, hash }
  const parts = [{ byteCount: prefix.length, sha256: sha256Of(prefix) }, ...complete]
  let index = 0
  for await (const bytes of readParts(path, 0, parts)) {
    if (sha256Of(bytes) !== parts[index++]?.sha256) throw mismatch(path, 'the bytes that the stopped run wrote', 'others')
    hash.update(bytes)
  }
  return { receipts: complete, byteCount, hash }
}

/** Reads consecutive parts of a file. @param start byte offset of the first part */
export async function* readParts(path: string, start: number, parts: readonly Pick<BatchReceipt, 'byteCount'>[]): AsyncGenerator<Buffer> {
  const file = await open(path, 'r')
  try {
    let position = start
    for (const { byteCount } of parts) {
      const { buffer } = await file.read(Buffer.alloc(byteCount), 0, byteCount, position)
      yield buffer
      position += byteCount
    }
  } finally {
    await file.close()
  }
}

function mismatch(path: string, expected: string, got: string, advice = 'Run the command without --resume to start again.'): PipelineError {
  return new PipelineError('RESUME_MISMATCH', `${path}: expected ${expected}, got ${got}. ${advice}`, { context: { path } })
}
