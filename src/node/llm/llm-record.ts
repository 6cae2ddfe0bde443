import type { LlmOutcome } from '../../stance/llm/llm-answer.js'
import type { AnswerProblem } from '../../stance/llm/parse-answer.js'
import { sha256Of } from '../file/sha256.js'

/** One answer of a language model as it is kept: what was asked by its hashes, what was answered. No text of a post is in it. */
export interface LlmRecord {
  /** Of the question: run, system message and user message. 32 hex digits. */
  readonly key: string
  /** Which time the question was asked, from 0. */
  readonly sample: number
  /** 0, or 1 for the try after an answer that was not in the form asked for. */
  readonly attempt: number
  /** Hash of what else decides on answers: prompt, scheme, model and parameters. */
  readonly run: string
  /** Hashes of the texts of the posts asked about, as they were shown but whole and not escaped. */
  readonly posts: readonly string[]
  /** Asked for. */
  readonly model: string
  /** Named by the server; null where it named none. */
  readonly served: string | null
  /** An answer in the form asked for, which holds labels alone; null where there is none. */
  readonly content: string | null
  /** Null with `content`. */
  readonly problem: AnswerProblem | 'refused' | null
  readonly probabilities: readonly number[] | null
  /** Read and written; null where the server did not count. */
  readonly tokens: readonly [number, number] | null
  /** When the answer came, ISO 8601 UTC. */
  readonly at: string
}

/** Hex digits of the hash behind each record. */
const SUM_DIGITS = 16
const SUM = /,"sum":"([0-9a-f]{16})"\}$/

/** A record as a line of JSON, with the beginning of its own SHA-256 as the last key: a line that was damaged or edited is known. */
export function renderRecordLine(record: LlmRecord): string {
  const body = JSON.stringify(record)
  return `${body.slice(0, -1)},"sum":"${sumOf(body)}"}`
}

/** @returns null for a line that is not as it was written */
export function parseRecordLine(line: string): LlmRecord | null {
  const found = SUM.exec(line)
  if (!found) return null
  const body = `${line.slice(0, found.index)}}`
  return sumOf(body) === found[1] ? (JSON.parse(body) as LlmRecord) : null
}

const sumOf = (body: string): string => sha256Of(body).slice(0, SUM_DIGITS)

/** Why a post that the server did not take has no label. */
export const REFUSED = 'the server refused the question, such as for its length'

/**
 * What records say together.
 *
 * @param key     of the question, as posts name it
 * @param records one for each time that it was asked, the last try of each
 */
export function outcomeOf(key: string | null, records: readonly LlmRecord[]): LlmOutcome {
  if (records.some(({ problem }) => problem === 'refused')) return { key, samples: [], silence: REFUSED }
  const samples = records.map(({ content, problem, probabilities }) =>
    content === null ? (problem === 'declined' ? 'declined' : 'form') : { content, probabilities },
  )
  return { key, samples, silence: null }
}
