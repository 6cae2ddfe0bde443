import { PipelineError } from '../../../base/errors.js'
import { memoise } from '../../../base/text/memoise.js'
import type { ChatParameters, ChatReply, ChatRequest } from '../../../judge/stance/llm/chat-protocol.js'
import { labelProbabilities } from '../../../judge/stance/llm/label-probabilities.js'
import type { LlmOutcome } from '../../../judge/stance/llm/llm-answer.js'
import { answerSchema, extractAnswerJson, parseAnswer } from '../../../judge/stance/llm/parse-answer.js'
import type { LlmPort, LlmQuestion } from '../../../judge/stance/llm-classifier.js'
import { sha256Of } from '../file/sha256.js'
import { estimateTokens } from './llm-budget.js'
import { type LlmCache, type LlmRecord, lastRecordOf, needsRetry, outcomeOf, REFUSED, recordsOf } from './llm-cache.js'
import type { LlmServer, ServerAnswer } from './llm-server.js'
import type { LlmCounts, LlmModelSettings } from './llm-settings.js'

interface LlmAskerOptions {
  readonly server: Pick<LlmServer, 'ask' | 'close' | 'failure'>
  readonly cache: LlmCache
  readonly settings: LlmModelSettings
  readonly parameters: ChatParameters
  /** Hash of model, prompt, scheme and parameters. */
  readonly run: string
  readonly slots: number
  /** Called after every answer. */
  readonly onAnswer?: () => void
}

interface PendingQuestion {
  readonly key: string
  readonly question: LlmQuestion
}

/** Hash of a post's text in records; 32 hex digits. */
export const textHash = (text: string): string => sha256Of(text).slice(0, 32)

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

  /** The key of a question: a hash of everything that its answer depends on. */
  keyOf({ system, user }: Pick<LlmQuestion, 'system' | 'user'>): string {
    return textHash(`${this.#options.run}\n${this.#hashOf(system)}\n${user}`)
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

  #count({ samples, noAnswerReason }: LlmOutcome, isCached: boolean): void {
    const hasFailed = noAnswerReason === null && samples.every((sample) => typeof sample === 'string')
    this.#counts = {
      questionCount: this.#counts.questionCount + 1,
      cachedCount: this.#counts.cachedCount + Number(isCached),
      failedCount: this.#counts.failedCount + Number(hasFailed),
      silentCount: this.#counts.silentCount + Number(noAnswerReason !== null),
    }
    this.#options.onAnswer?.()
  }

  #cachedOutcome(key: string): LlmOutcome | null {
    const records = recordsOf(this.#options.cache, key, this.#options.settings.sampleCount)
    return records && this.#outcomeOf(key, records)
  }

  async #askOne(key: string, question: LlmQuestion): Promise<LlmOutcome> {
    const { cache, server, settings } = this.#options
    const records: LlmRecord[] = []
    for (let sample = 0; sample < settings.sampleCount && records.at(-1)?.problem !== 'refused'; sample++) {
      let record = lastRecordOf(cache, key, sample)
      while (record === null || needsRetry(record)) {
        const attempt: number = record === null ? 0 : 1
        const answer = await this.#send(question, sample, attempt)
        if (answer.kind === 'silence') return { key: null, samples: [], noAnswerReason: answer.reason }
        // Until a server has answered once, a rejection may be a fault of the server, so it is not stored.
        if (answer.kind === 'refused' && server.failure !== null) return { key: null, samples: [], noAnswerReason: REFUSED }
        record = { key, sample, attempt, ...this.#toRecord(answer, question) }
        cache.append(record)
      }
      records.push(record)
    }
    return this.#outcomeOf(key, records)
  }

  /** The outcome under the question's key, followed by the number of samples when there are several. */
  #outcomeOf(key: string, records: readonly LlmRecord[]): LlmOutcome {
    const { sampleCount } = this.#options.settings
    return outcomeOf(sampleCount > 1 ? `${key}x${sampleCount}` : key, records)
  }

  #send({ system, user, repair, inputs }: LlmQuestion, sample: number, attempt: number): Promise<ServerAnswer> {
    const { settings, parameters, server } = this.#options
    const request: ChatRequest = {
      model: settings.model,
      system,
      user: attempt === 0 ? user : `${user}\n\n${repair}`,
      schema: answerSchema(settings.scheme.labels, inputs.length),
      parameters: { ...parameters, seed: parameters.seed + sample },
    }
    return server.ask(request, estimateTokens(request.system) + estimateTokens(request.user) + parameters.answerTokens)
  }

  #toRecord(answer: Exclude<ServerAnswer, { kind: 'silence' }>, { inputs }: LlmQuestion): Omit<LlmRecord, 'key' | 'sample' | 'attempt'> {
    const { settings, run } = this.#options
    // The texts as sent.
    const posts = inputs.map(({ features }) => textHash(settings.edit(features.text)))
    const about = { run, posts, model: settings.model }
    const at = new Date().toISOString()
    if (answer.kind === 'refused')
      return { ...about, served: null, content: null, problem: 'refused', probabilities: null, tokens: null, at }
    const { reply } = answer
    this.#checkServed(reply)
    const tokens = reply.usage && ([reply.usage.promptTokens, reply.usage.answerTokens] as const)
    return { ...about, served: reply.servedModel, ...this.#parse(reply, inputs.length), tokens, at }
  }

  #parse({ content, tokens }: ChatReply, count: number): Pick<LlmRecord, 'content' | 'problem' | 'probabilities'> {
    const { scheme, sampleCount } = this.#options.settings
    if (content === null) return { content: null, problem: 'declined', probabilities: null }
    if (parseAnswer(content, scheme.labels, count) === null) return { content: null, problem: 'form', probabilities: null }
    const probabilities = tokens === null || count > 1 || sampleCount > 1 ? null : labelProbabilities(content, tokens, scheme.labels)
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
