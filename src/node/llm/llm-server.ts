import { setTimeout as wait } from 'node:timers/promises'
import { PipelineError } from '../../errors.js'
import { type ChatDialect, type ChatReply, type ChatRequest, chatBody, easeDialect, readChatReply } from '../../stance/llm/chat-protocol.js'
import type { Random } from '../../statistics/random/seeded-random.js'
import { estimateTokens, type LlmBudget } from './llm-budget.js'
import { HttpFault, type HttpReply, type LlmClient } from './llm-client.js'
import { fatalFault, isBusy, noAnswer, type ShownServer, saidBy } from './llm-error.js'

/** What came of one request, tries repeated. */
export type ServerAnswer =
  | { readonly kind: 'reply'; readonly reply: ChatReply }
  /** The server does not take this very question, such as one too long for its model. */
  | { readonly kind: 'refused'; readonly status: number }
  /** Nothing came, or nothing was sent; in fixed words. */
  | { readonly kind: 'silence'; readonly reason: string }

export interface LlmServerOptions extends ShownServer {
  readonly client: LlmClient
  readonly budget: LlmBudget
  /** Tries beyond the first, of a request that failed. */
  readonly retryCount: number
  /** Whether log-probabilities are asked for where the server has them. */
  readonly logprobs: boolean
  /** Of how long to wait, so that many that were turned away do not come back at once. */
  readonly random: Random
  /** First wait after a failure; the next ones are twice as long each, up to a minute. */
  readonly backoffMs?: number
}

const BACKOFF_MS = 500
const MAX_BACKOFF_MS = 60_000
/** Being told to come back later is no failure; a server that says so this many times more than {@link LlmServerOptions.retryCount} is one. */
const PATIENCE = 6
/** So many requests in a row, tried to the last, without one answer between them: the server is gone. */
const FAILURES_TO_STOP = 3
/** What servers name that lack a part of the protocol. */
const NOT_HAD = /logprob|logits_all|response_format|json_schema|max_completion_tokens/i
/** What servers say when it is the question that they cannot take. */
const TOO_LONG = /context|too (?:long|large|many tokens)|maximum .*(?:length|tokens)|exceed/i

/** Asks one server, however it falters. Many requests may be under way at once; a pause that it asks for holds for all. */
export class LlmServer {
  readonly #options: LlmServerOptions
  readonly #stop = new AbortController()
  #dialect: ChatDialect
  /** A request of this dialect was answered: what is refused now is refused for itself. */
  #isProven = false
  #pausedUntil = 0
  #failureRow = 0
  #lastFailure: PipelineError | null = null
  #answerCount = 0

  constructor(options: LlmServerOptions) {
    this.#options = options
    this.#dialect = { format: 'json_schema', logprobs: options.logprobs, tokenLimit: 'max_tokens', temperature: true, seed: true }
  }

  /** Whether anything was answered so far; where not, what the last failure was. */
  get failure(): PipelineError | null {
    return this.#answerCount > 0 ? null : this.#lastFailure
  }

  /**
   * @param estimate tokens that the request will cost, about
   * @throws {PipelineError} `LLM_REFUSED` for a key or a model that the server does not take, or a redirect; `LLM_UNAVAILABLE` for a server
   *   that is gone, or asks to be left alone for long
   */
  async ask(request: ChatRequest, estimate: number): Promise<ServerAnswer> {
    const { budget, client, retryCount } = this.#options
    let dialect = this.#dialect
    let [failedCount, waitedCount] = [0, 0]
    let hasBeenStale = false
    let hasBeenRepeated = false
    for (;;) {
      await this.#sitOut()
      const spent = budget.take(estimate)
      if (spent !== null) return { kind: 'silence', reason: spent }
      let http: HttpReply | HttpFault
      try {
        http = await client.post(JSON.stringify(chatBody(request, dialect)))
      } catch (fault) {
        if (!(fault instanceof HttpFault)) throw fault
        http = fault
      }
      // Once only: there are servers that name all their answers alike.
      if (!(http instanceof HttpFault) && http.isRepeated && !hasBeenRepeated) {
        hasBeenRepeated = true
        budget.settle(estimate, null)
        continue
      }
      const reply = http instanceof HttpFault || http.status < 200 || http.status > 299 ? null : readChatReply(http.body)
      budget.settle(estimate, reply && tokensOf(reply, request))
      if (reply !== null) {
        this.#note(dialect)
        return { kind: 'reply', reply }
      }
      this.#stop.signal.throwIfAborted()
      if (http instanceof HttpFault && http.isStale && !hasBeenStale) {
        hasBeenStale = true
        continue
      }
      if (!(http instanceof HttpFault)) {
        const fatal = fatalFault(http, this.#options)
        if (fatal !== null) this.#end(fatal)
        if (isBusy(http) && waitedCount < retryCount * PATIENCE) {
          waitedCount += 1
          this.#pause(http.retryAfterMs ?? this.#backoff(waitedCount))
          continue
        }
        const isAboutRequest = http.status >= 400 && http.status < 500 && http.status !== 408 && http.status !== 409 && http.status !== 429
        if (isAboutRequest || (http.status >= 500 && this.#mayEase(http, dialect))) {
          const next = this.#afterRefusal(http, dialect)
          if (next === null) {
            this.#lastFailure ??= noAnswer(
              'LLM_REFUSED',
              this.#options.shown,
              `refused every form of request (${saidBy(http, this.#options)})`,
              'Check --llm-model and the server',
            )
            return { kind: 'refused', status: http.status }
          }
          dialect = next
          continue
        }
      }
      failedCount += 1
      if (failedCount > retryCount) return this.#giveUp(http, failedCount)
      await this.#sleep(this.#backoff(failedCount))
    }
  }

  /** Ends what is under way or waiting. */
  close(): void {
    this.#stop.abort(this.#lastFailure ?? new PipelineError('LLM_UNAVAILABLE', 'the run was ended.'))
    this.#options.client.close()
  }

  #note(dialect: ChatDialect): void {
    this.#answerCount += 1
    this.#failureRow = 0
    if (this.#isProven) return
    this.#isProven = true
    this.#dialect = dialect
  }

  /** Some servers call it a fault of their own when they are asked for what they do not have. */
  #mayEase({ body }: HttpReply, dialect: ChatDialect): boolean {
    return !this.#isProven && NOT_HAD.test(body) && easeDialect(dialect, body) !== null
  }

  /** What to ask in next; null where the question itself is refused. */
  #afterRefusal({ body }: HttpReply, dialect: ChatDialect): ChatDialect | null {
    if (this.#isProven) return dialect === this.#dialect ? null : this.#dialect
    return TOO_LONG.test(body) ? null : easeDialect(dialect, body)
  }

  #giveUp(http: HttpReply | HttpFault, triedCount: number): ServerAnswer {
    const what =
      http instanceof HttpFault ? http.kind : http.status >= 200 && http.status < 300 ? 'reply of another form' : `HTTP ${http.status}`
    const said = http instanceof HttpFault ? `${what}${codeOf(http)}` : what
    this.#failureRow += 1
    this.#lastFailure = noAnswer(
      'LLM_UNAVAILABLE',
      this.#options.shown,
      `gave no answer in ${triedCount} tries (${said})`,
      'Answers so far are kept; start the server and run again',
    )
    if (this.#failureRow >= FAILURES_TO_STOP) this.#end(this.#lastFailure)
    return { kind: 'silence', reason: `the server of the language model gave no answer in ${triedCount} tries (${what})` }
  }

  #end(error: PipelineError): never {
    this.#lastFailure = error
    this.#stop.abort(error)
    throw error
  }

  #backoff(count: number): number {
    const { random, backoffMs = BACKOFF_MS } = this.#options
    return Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** (count - 1)) * (0.5 + random())
  }

  #pause(waitMs: number): void {
    this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + waitMs)
  }

  async #sitOut(): Promise<void> {
    for (;;) {
      const left = this.#pausedUntil - performance.now()
      if (left <= 0) break
      // Those who were turned away come back one after the other.
      await this.#sleep(left + this.#options.random() * Math.min(left, 1000))
    }
    this.#stop.signal.throwIfAborted()
  }

  async #sleep(waitMs: number): Promise<void> {
    await wait(waitMs, undefined, { signal: this.#stop.signal }).catch(() => {})
    this.#stop.signal.throwIfAborted()
  }
}

function tokensOf({ usage, content }: ChatReply, { system, user }: ChatRequest): { prompt: number; answer: number } {
  if (usage) return { prompt: usage.promptTokens, answer: usage.answerTokens }
  return { prompt: estimateTokens(system) + estimateTokens(user), answer: estimateTokens(content ?? '') }
}

function codeOf({ cause }: HttpFault): string {
  return cause instanceof Error && 'code' in cause ? `: ${String(cause.code)}` : ''
}
