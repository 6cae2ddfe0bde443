import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeSync } from 'node:fs'
import { PipelineError } from '../../../base/errors.js'
import type { AnswerProblem, LlmOutcome } from '../../../judge/stance/llm/llm-answer.js'
import { sha256Of } from '../file/sha256.js'
import { systemCodeOf, unwritable } from '../file/system-fault.js'
import { lockFile } from '../write/lock-file.js'

/** The first line of every cache. */
const HEAD = '{"format":"dealstance/llm-answers@1"}\n'

/** The file of answers of a language model. */
export interface LlmCache {
  readonly path: string
  readonly recordCount: number
  /** Bytes of an incomplete last line that opening removed. */
  readonly cutByteCount: number
  /** The stored answer of an id; null when there is none. */
  find(id: string): LlmRecord | null
  /** The model name in the last reply of a run; null when there is none. */
  servedModelOf(run: string): string | null
  /** Appends a record. Once this returns, the record survives a kill of the process. @throws {PipelineError} `OUTPUT_UNWRITABLE` */
  append(record: LlmRecord): void
  /** Idempotent. */
  close(): Promise<void>
}

/** Id of an answer: key of the question, and attempt. */
const recordId = ({ key, attempt }: Pick<LlmRecord, 'key' | 'attempt'>): string => `${key}/${attempt}`

/** The last answer to a question: the retry when the first was in the wrong form. */
export function lastRecordOf(cache: Pick<LlmCache, 'find'>, key: string): LlmRecord | null {
  const first = cache.find(recordId({ key, attempt: 0 }))
  return first !== null && needsRetry(first) ? (cache.find(recordId({ key, attempt: 1 })) ?? first) : first
}

/** Whether an answer in the wrong form waits for its retry. */
export const needsRetry = ({ problem, attempt }: LlmRecord): boolean => problem === 'form' && attempt === 0

/**
 * Opens a cache: a file with one record per line, locked by this process unless read-only, and held in memory. An incomplete last
 * line, left by a kill, is removed.
 *
 * @param isReadOnly neither locks, creates nor changes the file
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
    throw isReadOnly ? missing(path, cause) : unwritableCache(path, cause)
  }
  try {
    return openRead(path, file, unlock)
  } catch (error) {
    closeSync(file)
    await unlock?.()
    throw error
  }
}

function openRead(path: string, file: number, unlock: (() => Promise<void>) | null): LlmCache {
  const records = new Map<string, LlmRecord>()
  const servedModels = new Map<string, string>()
  let isClosed = false
  const note = (record: LlmRecord): void => {
    const id = recordId(record)
    if (!records.has(id)) records.set(id, record)
    if (record.served !== null) servedModels.set(record.run, record.served)
  }
  const bytes = readFileSync(file)
  let byteCount = bytes.lastIndexOf('\n') + 1
  const [head = '', ...lines] = bytes.toString('utf8', 0, byteCount).split('\n')
  // A file that ends within the header holds no record.
  if (byteCount === 0 ? !HEAD.startsWith(bytes.toString('utf8', 0, HEAD.length)) : `${head}\n` !== HEAD) throw anotherFile(path)
  for (const [index, line] of lines.slice(0, -1).entries()) {
    const record = parseRecordLine(line)
    if (record === null) {
      const message = `${path}: expected answers as they were written, got line ${index + 2}, which was damaged or changed. Take that line out to have its post asked again, or restore the file.`
      throw new PipelineError('LLM_CACHE_INVALID', message, { context: { path } })
    }
    note(record)
  }
  const cutByteCount = unlock === null ? 0 : bytes.length - byteCount
  if (cutByteCount > 0) ftruncateSync(file, byteCount)
  const write = (text: string): void => {
    const added = Buffer.from(text)
    try {
      for (let written = 0; written < added.length; ) written += writeSync(file, added, written)
    } catch (cause) {
      try {
        ftruncateSync(file, byteCount)
      } catch {
        // The next opening removes the incomplete line.
      }
      throw unwritableCache(path, cause)
    }
    byteCount += added.length
  }
  if (unlock !== null && byteCount === 0) write(HEAD)
  return {
    path,
    get recordCount() {
      return records.size
    },
    cutByteCount,
    find: (id) => records.get(id) ?? null,
    servedModelOf: (run) => servedModels.get(run) ?? null,
    append: (record) => {
      write(`${renderRecordLine(record)}\n`)
      note(record)
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

function anotherFile(path: string): PipelineError {
  const message = `${path}: expected a file of answers of language models, got another file. Name another with --llm-cache.`
  return new PipelineError('LLM_CACHE_INVALID', message, { context: { path } })
}

function missing(path: string, cause: unknown): PipelineError {
  const got = systemCodeOf(cause) ?? 'unknown'
  const message = `${path}: expected the file of answers that classify wrote (--llm-cache), got ${got}. Check the path.`
  return new PipelineError('INPUT_MISSING', message, { cause, context: { path } })
}

const unwritableCache = (path: string, cause: unknown): PipelineError =>
  unwritable(path, 'a file to keep answers in', 'Check the folder and the space on the disk; what was answered before is kept.', cause)

/** One stored answer of a language model. It identifies the question by hashes and contains no text of a post. */
export interface LlmRecord {
  /** Hash of the question (run, system message and user message); 32 hex digits. */
  readonly key: string
  /** 0, or 1 for the retry after an answer in the wrong form. */
  readonly attempt: number
  /** Hash of everything else that determines answers: prompt, scheme and model. */
  readonly run: string
  readonly model: string
  /** Model name in the reply; null when the server gave none. */
  readonly served: string | null
  /** The valid answer, which contains the label only; null when there is none. */
  readonly content: string | null
  /** Why there is no content; null when there is. */
  readonly problem: AnswerProblem | 'refused' | null
  readonly probabilities: readonly number[] | null
  /** Tokens of prompt and answer; null when the server did not report them. */
  readonly tokens: readonly [number, number] | null
  /** When the answer came, ISO 8601 UTC. */
  readonly at: string
}

/** Hex digits of the checksum of each record. */
const SUM_DIGITS = 16
const SUM = /,"sum":"([0-9a-f]{16})"\}$/

/** Renders a record as a line of JSON. Its last key holds the start of its SHA-256, which reveals damage and edits. */
function renderRecordLine(record: LlmRecord): string {
  const body = JSON.stringify(record)
  return `${body.slice(0, -1)},"sum":"${sumOf(body)}"}`
}

/** @returns null for a damaged or edited line */
function parseRecordLine(line: string): LlmRecord | null {
  const found = SUM.exec(line)
  if (!found) return null
  const body = `${line.slice(0, found.index)}}`
  return sumOf(body) === found[1] ? (JSON.parse(body) as LlmRecord) : null
}

const sumOf = (body: string): string => sha256Of(body).slice(0, SUM_DIGITS)

/** Reason for a missing label after the server rejected the question. */
export const REFUSED = 'the server refused the question, such as for its length'

/** The outcome of a question. @param record its last answer */
export function outcomeOf({ key, content, problem, probabilities }: LlmRecord): LlmOutcome {
  if (problem === 'refused') return { key, answer: null, noAnswerReason: REFUSED }
  return { key, answer: content === null ? (problem ?? 'form') : { content, probabilities }, noAnswerReason: null }
}
