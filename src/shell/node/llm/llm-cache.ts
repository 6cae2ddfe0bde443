import { closeSync, fsyncSync, ftruncateSync, openSync, readFileSync, writeFileSync } from 'node:fs'
import { PipelineError } from '../../../base/errors.js'
import { sealLine, unsealLine } from '../../../base/text/sha256-text.js'
import type { AnswerProblem, LlmOutcome } from '../../../judge/stance/llm/llm-answer.js'
import { systemCodeOf, unwritable } from '../file/system-fault.js'
import { lockFile } from '../write/lock-file.js'
import { REFUSED } from './llm-server.js'

/** The first line of every cache. */
const HEAD = '{"format":"dealstance/llm-answers@1"}\n'

const SEAL = 'sum'

/** The file of answers of a language model: a record a line, held in memory. */
export class LlmCache {
  readonly path: string
  /** Bytes of an incomplete last line that opening removed. */
  readonly cutByteCount: number
  readonly #file: number
  readonly #unlock: () => Promise<void>
  /** The last answer to each question: that of the retry if the first one had the wrong form. */
  readonly #records = new Map<string, LlmRecord>()
  readonly #servedModels = new Map<string, string>()
  #byteCount: number
  #isClosed = false

  constructor(path: string, file: number, unlock: () => Promise<void>) {
    this.path = path
    this.#file = file
    this.#unlock = unlock
    const bytes = readFileSync(file)
    this.#byteCount = bytes.lastIndexOf('\n') + 1
    const [head = '', ...lines] = bytes.toString('utf8', 0, this.#byteCount).split('\n')
    // A file that ends within the header holds no record.
    if (this.#byteCount === 0 ? !HEAD.startsWith(bytes.toString('utf8', 0, HEAD.length)) : `${head}\n` !== HEAD) {
      const message = `${path}: expected a file of answers of language models, got another file. Move it, or write with --out to another folder.`
      throw new PipelineError('LLM_CACHE_INVALID', message, { context: { path } })
    }
    for (const [index, line] of lines.slice(0, -1).entries()) {
      const unsealed = unsealLine(line, SEAL)
      if (unsealed === null) {
        const message = `${path}: expected answers as they were written, got line ${index + 2}, which was damaged or changed. Take that line out to have its post asked again, or restore the file.`
        throw new PipelineError('LLM_CACHE_INVALID', message, { context: { path } })
      }
      this.#note(JSON.parse(unsealed.body) as LlmRecord)
    }
    this.cutByteCount = bytes.length - this.#byteCount
    if (this.cutByteCount > 0) ftruncateSync(file, this.#byteCount)
    if (this.#byteCount === 0) this.#write(HEAD)
  }

  /** Questions with an answer. */
  get recordCount(): number {
    return this.#records.size
  }

  /** The last answer to a question; null without one. */
  lastOf(key: string): LlmRecord | null {
    return this.#records.get(key) ?? null
  }

  /** The model name in the last reply of a run; null without one. */
  servedModelOf(run: string): string | null {
    return this.#servedModels.get(run) ?? null
  }

  /** Appends a record. Once this returns, the record survives a kill of the process. @throws {PipelineError} `OUTPUT_UNWRITABLE` */
  append(record: LlmRecord): void {
    this.#write(sealLine(record, SEAL).line)
    this.#note(record)
  }

  /** Closes the file; later calls do nothing. */
  async close(): Promise<void> {
    if (this.#isClosed) return
    this.#isClosed = true
    fsyncSync(this.#file)
    closeSync(this.#file)
    await this.#unlock()
  }

  #note(record: LlmRecord): void {
    const { key, attempt, run, served } = record
    if (attempt > (this.#records.get(key)?.attempt ?? -1)) this.#records.set(key, record)
    if (served !== null) this.#servedModels.set(run, served)
  }

  #write(text: string): void {
    try {
      writeFileSync(this.#file, text)
    } catch (cause) {
      try {
        ftruncateSync(this.#file, this.#byteCount)
      } catch {
        // The next opening removes the incomplete line.
      }
      throw unwritableCache(this.path, cause)
    }
    this.#byteCount += Buffer.byteLength(text)
  }
}

/** True if an answer in the wrong form waits for its retry. */
export const needsRetry = ({ problem, attempt }: LlmRecord): boolean => problem === 'form' && attempt === 0

/** Opens a cache, locked by this process. An incomplete last line, left by a kill, is removed. */
export async function openLlmCache(path: string): Promise<LlmCache> {
  const unlock = await lockFile(path, { code: 'LLM_CACHE_LOCKED', advice: 'Wait for that run, or write with --out to another folder' })
  let file: number | undefined
  try {
    file = openSync(path, 'a+', 0o600)
    return new LlmCache(path, file, unlock)
  } catch (cause) {
    if (file !== undefined) closeSync(file)
    await unlock()
    throw systemCodeOf(cause) === null ? cause : unwritableCache(path, cause)
  }
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
  /** The valid answer, which contains the label only; null without one. */
  readonly content: string | null
  /** Reason for the missing content; null for content. */
  readonly problem: AnswerProblem | 'refused' | null
  readonly probabilities: readonly number[] | null
  /** Tokens of prompt and answer; null when the server did not report them. */
  readonly tokens: readonly [number, number] | null
  /** Time of the answer, ISO 8601 UTC. */
  readonly at: string
}

/** The outcome of a stored answer. */
export function outcomeOf({ key, content, problem, probabilities }: LlmRecord): LlmOutcome {
  if (problem === 'refused') return { key, answer: null, noAnswerReason: REFUSED }
  return { key, answer: content === null ? (problem ?? 'form') : { content, probabilities }, noAnswerReason: null }
}
