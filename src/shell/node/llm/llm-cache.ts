import { appendFileSync, existsSync, readFileSync, truncateSync } from 'node:fs'
import { PipelineError } from '../../../base/errors.js'
import { isRecord, parseJson } from '../../../base/json-shape.js'
import type { AnswerProblem, LlmOutcome } from '../../../judge/stance/llm/llm-answer.js'
import { writing } from '../file/system-fault.js'
import { REFUSED } from './llm-server.js'

/** The file of answers of a language model: a record a line, held in memory. */
export class LlmCache {
  readonly path: string
  readonly #records = new Map<string, LlmRecord>()

  /** Opens a cache. An incomplete last line, left by a kill, is removed. @throws {PipelineError} `LLM_CACHE_INVALID`, `OUTPUT_UNWRITABLE` */
  constructor(path: string) {
    this.path = path
    // Finds a folder that cannot be written to before a question is paid for.
    this.#write('')
    const bytes = existsSync(path) ? readFileSync(path) : Buffer.alloc(0)
    const end = bytes.lastIndexOf('\n') + 1
    for (const [index, line] of bytes.toString('utf8', 0, end).split('\n').slice(0, -1).entries()) {
      const record = parseJson(line, () => null)
      if (!isRecord(record) || typeof record['key'] !== 'string') {
        const message = `${path}: expected a file of answers of language models, got another line ${index + 1}. Take that line out, or move the file.`
        throw new PipelineError('LLM_CACHE_INVALID', message, { context: { path } })
      }
      this.#records.set(record['key'], record as unknown as LlmRecord)
    }
    if (end < bytes.length) truncateSync(path, end)
  }

  /** Questions with an answer. */
  get recordCount(): number {
    return this.#records.size
  }

  /** The outcome of a stored answer; null without one. */
  find(key: string): LlmOutcome | null {
    const record = this.#records.get(key)
    return record === undefined ? null : outcomeOf(record)
  }

  /** Appends a record. Once this returns, the record survives a kill of the process. @throws {PipelineError} `OUTPUT_UNWRITABLE` */
  append(record: LlmRecord): LlmOutcome {
    this.#write(`${JSON.stringify(record)}\n`)
    this.#records.set(record.key, record)
    return outcomeOf(record)
  }

  #write(text: string): void {
    const advice = 'Check the folder and the space on the disk; what was answered before is kept.'
    writing(this.path, 'a file to keep answers in', advice, () => appendFileSync(this.path, text, { mode: 0o600 }))
  }
}

/** One stored answer of a language model. It identifies the question by hashes and contains no text of a post. */
export interface LlmRecord {
  /** Hash of everything that determines the answer: prompt, scheme, model, system message and user message; 32 hex digits. */
  readonly key: string
  readonly model: string
  /** Model name in the reply; null when the server gave none. */
  readonly served: string | null
  /** The valid answer, which contains the label only; null without one. */
  readonly content: string | null
  /** Reason for the missing content; null for content. */
  readonly problem: AnswerProblem | 'refused' | null
  readonly probabilities: readonly number[] | null
  /** Time of the answer, ISO 8601 UTC. */
  readonly at: string
}

function outcomeOf({ key, content, problem, probabilities }: LlmRecord): LlmOutcome {
  if (problem === 'refused') return { key, answer: null, noAnswerReason: REFUSED }
  return { key, answer: content === null ? (problem ?? 'form') : { content, probabilities }, noAnswerReason: null }
}
