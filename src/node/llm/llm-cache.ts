import { closeSync, fstatSync, fsyncSync, ftruncateSync, openSync, readSync, writeSync } from 'node:fs'
import { PipelineError } from '../../errors.js'
import { lockFile } from '../file/lock-file.js'
import type { LlmRecord } from './llm-record.js'
import { parseRecordLine, renderRecordLine } from './llm-record.js'

/** The first line of every cache. */
const HEAD = '{"format":"dealstance/llm-answers@1"}\n'
/** Bytes per read while indexing the file. */
const CHUNK_BYTE_COUNT = 1024 * 1024
/** Bytes to read ahead: answers to neighbouring posts are stored together. */
const BLOCK_BYTE_COUNT = 64 * 1024

/** Answers of language models, stored on disk. */
export interface LlmCache {
  readonly path: string
  readonly recordCount: number
  /** Bytes of an incomplete last line that opening removed. */
  readonly cutByteCount: number
  /** The stored answer of an id; null when there is none. */
  find(id: string): LlmRecord | null
  /** The model name in the last reply of a run; null when there is none. */
  servedModelOf(run: string): string | null
  /**
   * Appends a record. Once this returns, the record survives a kill of the process.
   *
   * @throws {PipelineError} `OUTPUT_UNWRITABLE`
   */
  append(record: LlmRecord): void
  /** Idempotent. */
  close(): Promise<void>
}

/** Id of an answer: key of the question, sample, and attempt. */
const recordId = (key: string, sample: number, attempt: number): string => `${key}/${sample}/${attempt}`

/** The last answer to one sample of a question: the retry when the first was in the wrong form. */
export function lastRecordOf(cache: Pick<LlmCache, 'find'>, key: string, sample: number): LlmRecord | null {
  const first = cache.find(recordId(key, sample, 0))
  return first !== null && first.problem === 'form' ? (cache.find(recordId(key, sample, 1)) ?? first) : first
}

/**
 * Opens a cache: a file with one record per line, locked by this process unless read-only. Memory holds only the offsets of the records.
 * An incomplete last line, left by a kill, is removed.
 *
 * @param isReadOnly neither locks, creates nor changes the file
 * @throws {PipelineError} `LLM_CACHE_INVALID` for another kind of file, or a damaged or edited line; `LLM_CACHE_LOCKED` while another
 *   process holds the lock; `OUTPUT_UNWRITABLE`, `INPUT_MISSING`
 */
export async function openLlmCache(path: string, { isReadOnly = false }: { readonly isReadOnly?: boolean } = {}): Promise<LlmCache> {
  const unlock = isReadOnly
    ? null
    : await lockFile(path, { code: 'LLM_CACHE_LOCKED', advice: 'Wait for that run, or name another file with --llm-cache' })
  let file: number
  try {
    file = openSync(path, isReadOnly ? 'r' : 'a+', 0o600)
  } catch (cause) {
    await unlock?.()
    throw isReadOnly ? missing(path, cause) : unwritable(path, cause)
  }
  try {
    return openIndexed(path, file, unlock)
  } catch (error) {
    closeSync(file)
    await unlock?.()
    throw error
  }
}

function openIndexed(path: string, file: number, unlock: (() => Promise<void>) | null): LlmCache {
  const offsets = new Map<string, number>()
  const servedModels = new Map<string, string>()
  let isClosed = false
  let lineNumber = 0
  let byteCount = 0
  const lineAt = createLineReader(file)
  const note = (record: LlmRecord, offset: number): void => {
    const id = recordId(record.key, record.sample, record.attempt)
    if (!offsets.has(id)) offsets.set(id, offset)
    if (record.served !== null) servedModels.set(record.run, record.served)
  }
  for (const { line, offset } of readWholeLines(file)) {
    lineNumber += 1
    if (lineNumber === 1) {
      if (`${line}\n` !== HEAD)
        throw invalid(path, 'a file of answers of language models', 'another file', 'Name another with --llm-cache.')
    } else {
      const record = parseRecordLine(line)
      if (record === null) {
        const advice = 'Take that line out to have its post asked again, or restore the file.'
        throw invalid(path, 'answers as they were written', `line ${lineNumber}, which was damaged or changed`, advice)
      }
      note(record, offset)
    }
    byteCount = offset + Buffer.byteLength(line) + 1
  }
  const size = fstatSync(file).size
  // A file that ends within the header holds no record.
  if (lineNumber === 0 && size > 0 && !HEAD.startsWith(readAt(file, 0, HEAD.length))) {
    throw invalid(path, 'a file of answers of language models', 'another file', 'Name another with --llm-cache.')
  }
  const cutByteCount = unlock === null ? 0 : size - byteCount
  if (cutByteCount > 0) ftruncateSync(file, byteCount)
  const write = (text: string): void => {
    const bytes = Buffer.from(text)
    try {
      for (let written = 0; written < bytes.length; ) written += writeSync(file, bytes, written)
    } catch (cause) {
      try {
        ftruncateSync(file, byteCount)
      } catch {
        // The next opening removes the incomplete line.
      }
      throw unwritable(path, cause)
    }
    byteCount += bytes.length
  }
  if (unlock !== null && byteCount === 0) write(HEAD)
  return {
    path,
    get recordCount() {
      return offsets.size
    },
    cutByteCount,
    find: (id) => {
      const offset = offsets.get(id)
      if (offset === undefined) return null
      const record = parseRecordLine(lineAt(offset))
      if (record === null) throw invalid(path, 'answers as they were when this run began', 'changed ones', 'Start again.')
      return record
    },
    servedModelOf: (run) => servedModels.get(run) ?? null,
    append: (record) => {
      const offset = byteCount
      write(`${renderRecordLine(record)}\n`)
      note(record, offset)
    },
    close: async () => {
      if (isClosed) return
      isClosed = true
      if (unlock !== null) fsyncSync(file)
      closeSync(file)
      await unlock?.()
    },
  }
}

/** Reads the complete lines of a file, without line ends. Ignores a last line without a line feed. */
function* readWholeLines(file: number): Generator<{ readonly line: string; readonly offset: number }> {
  const chunk = Buffer.alloc(CHUNK_BYTE_COUNT)
  let rest: Buffer = Buffer.alloc(0)
  let restOffset = 0
  for (let position = 0; ; ) {
    const count = readSync(file, chunk, 0, CHUNK_BYTE_COUNT, position)
    if (count === 0) return
    position += count
    rest = Buffer.concat([rest, chunk.subarray(0, count)])
    let start = 0
    for (let end = rest.indexOf(10); end !== -1; end = rest.indexOf(10, start)) {
      yield { line: rest.toString('utf8', start, end), offset: restOffset + start }
      start = end + 1
    }
    rest = rest.subarray(start)
    restOffset += start
  }
}

/** Creates a function that reads the line at an offset. It keeps the last block in memory. */
function createLineReader(file: number): (offset: number) => string {
  const block = Buffer.alloc(BLOCK_BYTE_COUNT)
  let [start, length] = [0, 0]
  return (offset) => {
    for (const isFresh of [false, true]) {
      if (isFresh) [start, length] = [offset, readSync(file, block, 0, BLOCK_BYTE_COUNT, offset)]
      const end = offset >= start && offset < start + length ? block.indexOf(10, offset - start) : -1
      if (end !== -1 && end < length) return block.toString('utf8', offset - start, end)
    }
    for (let size = 2 * BLOCK_BYTE_COUNT; ; size *= 2) {
      const bytes = Buffer.alloc(size)
      const count = readSync(file, bytes, 0, size, offset)
      const end = bytes.indexOf(10)
      if (end !== -1 || count < size) return bytes.toString('utf8', 0, end === -1 ? count : end)
    }
  }
}

function readAt(file: number, offset: number, length: number): string {
  const bytes = Buffer.alloc(length)
  return bytes.toString('utf8', 0, readSync(file, bytes, 0, length, offset))
}

function invalid(path: string, expected: string, got: string, advice: string): PipelineError {
  return new PipelineError('LLM_CACHE_INVALID', `${path}: expected ${expected}, got ${got}. ${advice}`, { context: { path } })
}

function missing(path: string, cause: unknown): PipelineError {
  const message = `${path}: expected the file of answers that classify wrote (--llm-cache), got ${systemCode(cause)}. Check the path.`
  return new PipelineError('INPUT_MISSING', message, { cause, context: { path } })
}

function unwritable(path: string, cause: unknown): PipelineError {
  const message = `${path}: expected a file to keep answers in, got the system error ${systemCode(cause)}. Check the folder and the space on the disk; what was answered before is kept.`
  return new PipelineError('OUTPUT_UNWRITABLE', message, { cause, context: { path } })
}

const systemCode = (cause: unknown): string => (cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown')
