import { PipelineError } from '../../../base/errors.js'
import { memoise } from '../../../base/text/memoise.js'
import type { ChatReply } from '../../../judge/stance/llm/chat-protocol.js'
import { labelProbabilities } from '../../../judge/stance/llm/label-probabilities.js'
import type { LlmOutcome } from '../../../judge/stance/llm/llm-answer.js'
import { answerSchema, extractAnswerJson, parseAnswer } from '../../../judge/stance/llm/parse-answer.js'
import type { LlmPort, LlmQuestion } from '../../../judge/stance/llm-classifier.js'
import { sha256Of } from '../file/sha256.js'
import { type LlmCache, type LlmRecord, lastRecordOf, needsRetry, outcomeOf, REFUSED } from './llm-cache.js'
import type { LlmServer, ServerAnswer } from './llm-server.js'
import type { LlmCounts, LlmModelSettings } from './llm-settings.js'

interface LlmAskerOptions {
  readonly server: Pick<LlmServer, 'ask' | 'close' | 'failure'>
  readonly cache: LlmCache
  readonly settings: LlmModelSettings
  /** Hash of model, prompt and scheme. */
  readonly run: string
  readonly slots: number
  /** Called after every answer. */
  readonly onAnswer?: () => void
}

interface PendingQuestion {
  readonly key: string
  readonly question: LlmQuestion
}

/** Answers questions from the cache or the server. Stores every answer on disk before it counts. */
export class LlmAsker implements LlmPort {
  readonly #options: LlmAskerOptions
  readonly #hashOf = memoise((system: string) => sha256Of(system), 1000)
  #counts: LlmCounts = { questionCount: 0, cachedCount: 0, failedCount: 0, silentCount: 0 }
  #served: string | null

  constructor(options: LlmAskerOptions) {
    this.#options = options
    this.#served = options.cache.servedModelOf(options.run)
  }

  get counts(): LlmCounts {
    return this.#counts
  }

  /** The key of a question: a hash of everything that its answer depends on; 32 hex digits. */
  keyOf({ system, user }: Pick<LlmQuestion, 'system' | 'user'>): string {
    return sha256Of(`${this.#options.run}\n${this.#hashOf(system)}\n${user}`).slice(0, 32)
  }

  /** Whether the cache holds the answer to a question. */
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
    const waiting = pending.values()
    const faults: unknown[] = []
    const work = async (): Promise<void> => {
      for (const { key, question } of waiting) {
        try {
          if (faults.length === 0) onOutcome(key, await this.#askOne(key, question))
        } catch (fault) {
          faults.push(fault)
          server.close()
        }
      }
    }
    await Promise.all(Array.from({ length: Math.min(slots, pending.length) }, work))
    if (faults.length > 0) throw faults[0]
  }

  #count({ answer, noAnswerReason }: LlmOutcome, isCached: boolean): void {
    this.#counts = {
      questionCount: this.#counts.questionCount + 1,
      cachedCount: this.#counts.cachedCount + Number(isCached),
      failedCount: this.#counts.failedCount + Number(typeof answer === 'string'),
      silentCount: this.#counts.silentCount + Number(noAnswerReason !== null),
    }
    this.#options.onAnswer?.()
  }

  #cachedOutcome(key: string): LlmOutcome | null {
    const record = lastRecordOf(this.#options.cache, key)
    return record === null || needsRetry(record) ? null : outcomeOf(record)
  }

  async #askOne(key: string, question: LlmQuestion): Promise<LlmOutcome> {
    const { cache, server } = this.#options
    let record = lastRecordOf(cache, key)
    while (record === null || needsRetry(record)) {
      const attempt: number = record === null ? 0 : 1
      const answer = await this.#send(question, attempt)
      if (answer.kind === 'silence') return { key: null, answer: null, noAnswerReason: answer.reason }
      // Until a server has answered once, a rejection may be a fault of the server, so it is not stored.
      if (answer.kind === 'refused' && server.failure !== null) return { key: null, answer: null, noAnswerReason: REFUSED }
      record = { key, attempt, ...this.#toRecord(answer) }
      cache.append(record)
    }
    return outcomeOf(record)
  }

  #send({ system, user, repair }: LlmQuestion, attempt: number): Promise<ServerAnswer> {
    const { settings, server } = this.#options
    const asked = attempt === 0 ? user : `${user}\n\n${repair}`
    return server.ask({ model: settings.model, system, user: asked, schema: answerSchema(settings.scheme.labels) })
  }

  #toRecord(answer: Exclude<ServerAnswer, { kind: 'silence' }>): Omit<LlmRecord, 'key' | 'attempt'> {
    const { settings, run } = this.#options
    const about = { run, model: settings.model }
    const at = new Date().toISOString()
    if (answer.kind === 'refused')
      return { ...about, served: null, content: null, problem: 'refused', probabilities: null, tokens: null, at }
    const { reply } = answer
    this.#checkServed(reply)
    const tokens = reply.usage && ([reply.usage.promptTokens, reply.usage.answerTokens] as const)
    return { ...about, served: reply.servedModel, ...this.#parse(reply), tokens, at }
  }

  #parse({ content, tokens }: ChatReply): Pick<LlmRecord, 'content' | 'problem' | 'probabilities'> {
    const { labels } = this.#options.settings.scheme
    if (content === null) return { content: null, problem: 'declined', probabilities: null }
    if (parseAnswer(content, labels) === null) return { content: null, problem: 'form', probabilities: null }
    const probabilities = tokens === null ? null : labelProbabilities(content, tokens, labels)
    return { content: extractAnswerJson(content), problem: null, probabilities }
  }

  /** Throws when the server switches models, because one name must not cover answers of two models. */
  #checkServed({ servedModel }: ChatReply): void {
    if (servedModel === null) return
    this.#served ??= servedModel
    if (this.#served === servedModel) return
    const { settings, cache } = this.#options
    const message = `expected answers of the model "${this.#served}" as before (${cache.path}), got one of "${servedModel.slice(0, 80)}" to requests for "${settings.model}". Name the exact version with --llm-model, or start another cache with --llm-cache; the answer was not kept.`
    throw new PipelineError('LLM_MODEL_CHANGED', message, { context: { model: settings.model, before: this.#served, now: servedModel } })
  }
}
