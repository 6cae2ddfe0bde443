import type { LlmOutcome } from '../../stance/llm/llm-answer.js'
import type { AnswerProblem } from '../../stance/llm/parse-answer.js'
import { sha256Of } from '../file/sha256.js'

/** One stored answer of a language model. It identifies the question by hashes and contains no text of a post. */
export interface LlmRecord {
  /** Hash of the question (run, system message and user message); 32 hex digits. */
  readonly key: string
  /** 0-based number of the sample. */
  readonly sample: number
  /** 0, or 1 for the retry after an answer in the wrong form. */
  readonly attempt: number
  /** Hash of everything else that determines answers: prompt, scheme, model and parameters. */
  readonly run: string
  /** Hashes of the texts of the posts in the question, as shown but neither cut nor escaped. */
  readonly posts: readonly string[]
  readonly model: string
  /** Model name in the reply; null when the server gave none. */
  readonly served: string | null
  /** The valid answer, which contains labels only; null when there is none. */
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
export function renderRecordLine(record: LlmRecord): string {
  const body = JSON.stringify(record)
  return `${body.slice(0, -1)},"sum":"${sumOf(body)}"}`
}

/** @returns null for a damaged or edited line */
export function parseRecordLine(line: string): LlmRecord | null {
  const found = SUM.exec(line)
  if (!found) return null
  const body = `${line.slice(0, found.index)}}`
  return sumOf(body) === found[1] ? (JSON.parse(body) as LlmRecord) : null
}

const sumOf = (body: string): string => sha256Of(body).slice(0, SUM_DIGITS)

/** Reason for a missing label after the server rejected the question. */
export const REFUSED = 'the server refused the question, such as for its length'

/**
 * Combines the records of a question into its outcome.
 *
 * @param key     key of the question, as given in scored posts
 * @param records the last attempt of each sample
 */
export function outcomeOf(key: string | null, records: readonly LlmRecord[]): LlmOutcome {
  if (records.some(({ problem }) => problem === 'refused')) return { key, samples: [], noAnswerReason: REFUSED }
  const samples = records.map(({ content, problem, probabilities }) =>
    content === null ? (problem === 'declined' ? 'declined' : 'form') : { content, probabilities },
  )
  return { key, samples, noAnswerReason: null }
}
