import { PipelineError } from '../../errors.js'
import type { ChatParameters, ChatReply, ChatRequest } from '../../stance/llm/chat-protocol.js'
import { labelProbabilities } from '../../stance/llm/label-probabilities.js'
import type { LlmOutcome } from '../../stance/llm/llm-answer.js'
import { answerSchema, extractAnswerJson, parseAnswer } from '../../stance/llm/parse-answer.js'
import type { LlmPort, LlmQuestion } from '../../stance/llm-classifier.js'
import { sha256Of } from '../file/sha256.js'
import { estimateTokens } from './llm-budget.js'
import { type LlmCache, lastRecordOf } from './llm-cache.js'
import { type LlmRecord, outcomeOf, REFUSED } from './llm-record.js'
import type { LlmServer, ServerAnswer } from './llm-server.js'

export interface LlmAskerOptions {
  readonly server: Pick<LlmServer, 'ask' | 'close' | 'failure'>
  readonly cache: LlmCache
  readonly model: string
  /** Hash of model, prompt, scheme and parameters. */
  readonly run: string
  readonly labels: readonly string[]
  readonly parameters: ChatParameters
  /** Answers requested per question. */
  readonly sampleCount: number
  /** Maximum concurrent requests. */
  readonly slots: number
  /** The same as in the renderer, because records hold hashes of the texts as sent. */
  readonly edit: (text: string) => string
  /** Called after every answer. */
  readonly onAnswer?: (counts: LlmCounts) => void
}

/** Progress of a run. */
export interface LlmCounts {
  /** Questions that are finished, with or without an answer. */
  readonly questionCount: number
  /** Of these, answered from the cache. */
  readonly cachedCount: number
  /** Of these, without a valid answer after the retry. */
  readonly failedCount: number
  /** Of these, not sent or without a reply. */
  readonly silentCount: number
}

interface PendingQuestion {
  readonly key: string
  readonly question: LlmQuestion
}

/** Hex digits of a question's key and of the hash of a text. */
const KEY_DIGITS = 32

/** The key of a question: a hash of everything that its answer depends on. */
export function questionKey(run: string, systemSha256: string, user: string): string {
  return sha256Of(`${run}\n${systemSha256}\n${user}`).slice(0, KEY_DIGITS)
}

/** Hash of a post's text in records. */
export const textHash = (text: string): string => sha256Of(text).slice(0, KEY_DIGITS)

/** Answers questions from the cache or the server. Stores every answer on disk before it counts. */
export class LlmAsker implements LlmPort {
  readonly #options: LlmAskerOptions
  readonly #hashes = new Map<string, string>()
  #counts = { questionCount: 0, cachedCount: 0, failedCount: 0, silentCount: 0 }
  #served: string | null

  constructor(options: LlmAskerOptions) {
    this.#options = options
    this.#served = options.cache.servedModelOf(options.run)
  }

  get counts(): LlmCounts {
    return this.#counts
  }

  keyOf({ system, user }: Pick<LlmQuestion, 'system' | 'user'>): string {
    let hash = this.#hashes.get(system)
    if (hash === undefined) this.#hashes.set(system, (hash = sha256Of(system)))
    return questionKey(this.#options.run, hash, user)
  }

  /** Whether the cache holds all answers to a question. */
  isCached(question: LlmQuestion): boolean {
    return this.#cachedOutcome(this.keyOf(question)) !== null
  }

  async ask(questions: readonly LlmQuestion[]): Promise<readonly LlmOutcome[]> {
    const outcomes = new Map<string, LlmOutcome | null>()
    const pending: PendingQuestion[] = []
    const keys = questions.map((question) => {
      const key = this.keyOf(question)
      // Copies of a post in the same context give the same question.
      if (outcomes.has(key)) return key
      const known = this.#cachedOutcome(key)
      outcomes.set(key, known)
      if (known === null) pending.push({ key, question })
      else this.#count(known, true)
      return key
    })
    await this.#askAll(pending, (key, outcome) => {
      outcomes.set(key, outcome)
      this.#count(outcome, false)
    })
    const { failure } = this.#options.server
    if (failure !== null) throw failure
    return keys.map((key) => outcomes.get(key) as LlmOutcome)
  }

  /** Asks questions concurrently, one per slot. The first fault ends all; answers received until then are kept. */
  async #askAll(pending: readonly PendingQuestion[], onOutcome: (key: string, outcome: LlmOutcome) => void): Promise<void> {
    const { server, slots } = this.#options
    let next = 0
    const faults: unknown[] = []
    const work = async (): Promise<void> => {
      for (let waiting = pending[next++]; waiting !== undefined && faults.length === 0; waiting = pending[next++]) {
        try {
          onOutcome(waiting.key, await this.#askOne(waiting.key, waiting.question))
        } catch (fault) {
          faults.push(fault)
          server.close()
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(slots, pending.length) }, work))
    if (faults.length > 0) throw faults[0]
  }

  #count({ samples, noAnswerReason }: LlmOutcome, isCached: boolean): void {
    this.#counts = {
      questionCount: this.#counts.questionCount + 1,
      cachedCount: this.#counts.cachedCount + (isCached ? 1 : 0),
      failedCount: this.#counts.failedCount + (noAnswerReason === null && samples.every((sample) => typeof sample === 'string') ? 1 : 0),
      silentCount: this.#counts.silentCount + (noAnswerReason === null ? 0 : 1),
    }
    this.#options.onAnswer?.(this.#counts)
  }

  /** The outcome from the cache; null when a record is missing. */
  #cachedOutcome(key: string): LlmOutcome | null {
    const records: LlmRecord[] = []
    for (let sample = 0; sample < this.#options.sampleCount; sample++) {
      const record = lastRecordOf(this.#options.cache, key, sample)
      if (record === null || needsRepair(record)) return null
      records.push(record)
      if (record.problem === 'refused') break
    }
    return this.#outcomeOf(key, records)
  }

  async #askOne(key: string, question: LlmQuestion): Promise<LlmOutcome> {
    const records: LlmRecord[] = []
    for (let sample = 0; sample < this.#options.sampleCount; sample++) {
      let record = lastRecordOf(this.#options.cache, key, sample)
      while (record === null || needsRepair(record)) {
        const attempt = record === null ? 0 : 1
        const answer = await this.#send(question, sample, attempt)
        if (answer.kind === 'silence') return { key: null, samples: [], noAnswerReason: answer.reason }
        // Until a server has answered once, a rejection may be a fault of the server, so it is not stored.
        if (answer.kind === 'refused' && this.#options.server.failure !== null) return { key: null, samples: [], noAnswerReason: REFUSED }
        record = this.#record(answer, { key, question, sample, attempt })
        this.#options.cache.append(record)
      }
      records.push(record)
      if (record.problem === 'refused') break
    }
    return this.#outcomeOf(key, records)
  }

  /** The outcome under the question's key, followed by the number of samples when there are several. */
  #outcomeOf(key: string, records: readonly LlmRecord[]): LlmOutcome {
    const { sampleCount } = this.#options
    return outcomeOf(sampleCount > 1 ? `${key}x${sampleCount}` : key, records)
  }

  #send({ system, user, repair, inputs }: LlmQuestion, sample: number, attempt: number): Promise<ServerAnswer> {
    const { model, labels, parameters, server } = this.#options
    const request: ChatRequest = {
      model,
      system,
      user: attempt === 0 ? user : `${user}\n\n${repair}`,
      schema: answerSchema(labels, inputs.length),
      parameters: { ...parameters, seed: parameters.seed + sample },
    }
    return server.ask(request, estimateTokens(request.system) + estimateTokens(request.user) + parameters.answerTokens)
  }

  #record(
    answer: Exclude<ServerAnswer, { kind: 'silence' }>,
    {
      key,
      question,
      sample,
      attempt,
    }: { readonly key: string; readonly question: LlmQuestion; readonly sample: number; readonly attempt: number },
  ): LlmRecord {
    const { model, run, edit } = this.#options
    const about = { key, sample, attempt, run, posts: question.inputs.map(({ features }) => textHash(edit(features.text))), model }
    const at = new Date().toISOString()
    if (answer.kind === 'refused')
      return { ...about, served: null, content: null, problem: 'refused', probabilities: null, tokens: null, at }
    const { reply } = answer
    this.#checkServed(reply)
    const { content, problem, probabilities } = this.#parse(reply, question.inputs.length)
    const tokens = reply.usage && ([reply.usage.promptTokens, reply.usage.answerTokens] as const)
    return { ...about, served: reply.servedModel, content, problem, probabilities, tokens, at }
  }

  #parse({ content, tokens }: ChatReply, count: number): Pick<LlmRecord, 'content' | 'problem' | 'probabilities'> {
    const { labels, sampleCount } = this.#options
    if (content === null) return { content: null, problem: 'declined', probabilities: null }
    if (parseAnswer(content, labels, count) === null) return { content: null, problem: 'form', probabilities: null }
    const probabilities = tokens === null || count > 1 || sampleCount > 1 ? null : labelProbabilities(content, tokens, labels)
    return { content: extractAnswerJson(content), problem: null, probabilities }
  }

  /** Throws when the server switches models, because one name must not cover answers of two models. */
  #checkServed({ servedModel }: ChatReply): void {
    if (servedModel === null) return
    this.#served ??= servedModel
    if (this.#served === servedModel) return
    const { model, cache } = this.#options
    throw new PipelineError(
      'LLM_MODEL_CHANGED',
      `expected answers of the model "${this.#served}" as before (${cache.path}), got one of "${servedModel.slice(0, 80)}" to requests for "${model}". Name the exact version with --llm-model, or start another cache with --llm-cache; the answer was not kept.`,
      { context: { model, before: this.#served, now: servedModel } },
    )
  }
}

const needsRepair = ({ problem, attempt }: LlmRecord): boolean => problem === 'form' && attempt === 0
