import { setTimeout as wait } from 'node:timers/promises'
import { PipelineError } from '../../../base/errors.js'
import { seededRandom } from '../../../base/statistics/random/seeded-random.js'
import { type ChatReply, type ChatRequest, chatBody, OPTIONAL_PART_COUNT, parseChatReply } from './chat-protocol.js'
import type { LlmAddress } from './llm-address.js'
import { type HttpReply, isRateLimited, quoteReply, sendJson } from './send-json.js'

/** Reason for no reply to a question that the server rejects, for example for its length. */
export const REFUSED = 'the server refused the question, for example for its length'
/** Reasons for a reply without a label. */
const PROMPT_CUT =
  'the server read only a part of the prompt: set a larger context window (Ollama OLLAMA_CONTEXT_LENGTH, llama.cpp -c, vLLM --max-model-len)'
const ANSWER_CUT = 'the answer was cut off at the limit of tokens, for example by thoughts: take a model that answers without them'
const ANSWER_EMPTY = 'the answer was empty: take a model that answers without thoughts, or a server that shows its answer'

/** Limits and retries of the requests to a language model. */
export interface RequestSettings {
  /** Bearer token; null for none. Never stored, and in no message. */
  readonly key: string | null
  /** Maximum requests, retries included; null for no limit. */
  readonly maxRequests: number | null
  /** Milliseconds to wait for an answer. Default 240,000; Node itself gives up after 300,000. */
  readonly timeoutMs?: number
  /** Retries after a failed request. Default 5. */
  readonly retryCount?: number
  /** Initial delay after a failed request, in milliseconds. It doubles with each further failure, up to a minute. Default 500. */
  readonly backoffMs?: number
}

const MAX_BACKOFF_MS = 60_000
/** A busy server is not a failure until it has been busy {@link RequestSettings.retryCount} times this factor. */
const BUSY_RETRY_FACTOR = 6
/** After this many consecutive questions without an answer, all retries included, the server counts as gone. */
const MAX_CONSECUTIVE_FAILURES = 3

/** Sends requests to one server, with retries. Requests may run concurrently. A pause that the server demands applies to all. */
export class LlmServer {
  readonly #address: LlmAddress
  readonly #settings: RequestSettings
  readonly #stop = new AbortController()
  /** Adds jitter to delays, so that rejected requests do not all return at once. */
  readonly #random = seededRandom(process.pid)
  /** Parts of requests that the server refused, and whether it has answered since. */
  #leftOutCount = 0
  #isProven = false
  #pausedUntil = 0
  #consecutiveFailureCount = 0
  #lastFailure: PipelineError | null = null
  #requestCount = 0

  constructor(address: LlmAddress, settings: RequestSettings) {
    this.#address = address
    this.#settings = settings
  }

  get #sending() {
    const { key, timeoutMs = 240_000 } = this.#settings
    return { key, timeoutMs, stop: this.#stop.signal }
  }

  /** Requests that were sent. */
  get requestCount(): number {
    return this.#requestCount
  }

  /** The last failure while no request has succeeded; otherwise null. */
  get failure(): PipelineError | null {
    return this.#isProven ? null : this.#lastFailure
  }

  /**
   * Asks one question, with all retries.
   *
   * @returns the reply; or the reason of its absence, one of a fixed set, such as {@link REFUSED}
   * @throws {PipelineError} `LLM_REFUSED` for a rejected key or model, or a redirect; `LLM_UNAVAILABLE` for a server that is gone or
   *   demands a long pause
   */
  async ask(request: ChatRequest): Promise<ChatReply | string> {
    const { key, maxRequests, retryCount = 5 } = this.#settings
    let [failedCount, waitedCount] = [0, 0]
    for (;;) {
      await this.#waitForPause()
      if (maxRequests !== null && this.#requestCount >= maxRequests) return 'not asked: the budget of requests was spent (--max-requests)'
      const leftOutCount = this.#leftOutCount
      this.#requestCount += 1
      const http = await sendJson(this.#address.url, chatBody(request, leftOutCount), this.#sending)
      const reply = http.status >= 200 && http.status < 300 ? parseChatReply(http.body) : null
      if (reply !== null) {
        if (!this.#isProven) this.#leftOutCount = leftOutCount
        this.#isProven = true
        this.#consecutiveFailureCount = 0
        // A server may repeat the key as the name of its model, which is stored.
        return (
          findCut(reply, request) ?? (key === null ? reply : { ...reply, servedModel: reply.servedModel?.replaceAll(key, '…') ?? null })
        )
      }
      this.#stop.signal.throwIfAborted()
      if (!this.#isProven && MAYBE_ABOUT_PARTS.includes(http.status) && leftOutCount < OPTIONAL_PART_COUNT) {
        // Another question may have left the part out meanwhile.
        if (leftOutCount === this.#leftOutCount) this.#leftOutCount += 1
        continue
      }
      const fatal = fatalError(http, this.#address.shown, key)
      if (fatal !== null) this.#abort(fatal)
      if (isRateLimited(http) && waitedCount < retryCount * BUSY_RETRY_FACTOR) {
        waitedCount += 1
        this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + (http.retryAfterMs ?? this.#backoff(waitedCount)))
        continue
      }
      if (http.status >= 400 && http.status < 500 && ![408, 409, 429].includes(http.status)) {
        const did = `refused every form of request (${quoteReply(http, key)})`
        this.#lastFailure ??= noAnswerError('LLM_REFUSED', this.#address.shown, did, 'Check --llm and the server')
        if (this.#isProven) return REFUSED
        this.#countFailure(this.#lastFailure)
        // The next question begins anew: this one may be at fault.
        this.#leftOutCount = 0
        return REFUSED
      }
      failedCount += 1
      if (failedCount > retryCount) return this.#giveUp(http, failedCount)
      await this.#sleep(this.#backoff(failedCount))
    }
  }

  /** Aborts all requests, running and waiting. */
  close(): void {
    this.#stop.abort(this.#lastFailure ?? new PipelineError('LLM_UNAVAILABLE', 'the run was ended.'))
  }

  #giveUp({ fault, code }: HttpReply, triedCount: number): string {
    const did = `gave no answer in ${triedCount} tries (${code === null ? fault : `${fault}: ${code}`})`
    const advice = 'Answers so far are kept; start the server and run again'
    this.#lastFailure = noAnswerError('LLM_UNAVAILABLE', this.#address.shown, did, advice)
    this.#countFailure(this.#lastFailure)
    return `the server of the language model gave no answer in ${triedCount} tries (${fault})`
  }

  #countFailure(error: PipelineError): void {
    this.#consecutiveFailureCount += 1
    if (this.#consecutiveFailureCount >= MAX_CONSECUTIVE_FAILURES) this.#abort(error)
  }

  #abort(error: PipelineError): never {
    this.#lastFailure = error
    this.#stop.abort(error)
    throw error
  }

  #backoff(count: number): number {
    return Math.min(MAX_BACKOFF_MS, (this.#settings.backoffMs ?? 500) * 2 ** (count - 1)) * (0.5 + this.#random())
  }

  async #waitForPause(): Promise<void> {
    // Jitter spreads out the waiting requests.
    for (let left = this.#pausedUntil - performance.now(); left > 0; left = this.#pausedUntil - performance.now())
      await this.#sleep(left + this.#random() * Math.min(left, 1000))
    this.#stop.signal.throwIfAborted()
  }

  async #sleep(waitMs: number): Promise<void> {
    await wait(waitMs, undefined, { signal: this.#stop.signal }).catch(() => {})
    this.#stop.signal.throwIfAborted()
  }
}

/** A token holds at most one word, since no common vocabulary joins two. Less a tenth, for words that a server splits elsewhere. */
const leastTokens = (text: string): number => Math.floor((text.match(/[\p{L}\p{M}'’]+|\p{N}+/gu)?.length ?? 0) * 0.9)

/** Finds a cut prompt, and a cut or empty answer: such a reply is never a label. */
function findCut({ promptTokenCount, isCut, content }: ChatReply, { system, user }: ChatRequest): string | null {
  if (promptTokenCount !== null && promptTokenCount < leastTokens(system) + leastTokens(user)) return PROMPT_CUT
  if (isCut) return ANSWER_CUT
  return content?.trim() === '' ? ANSWER_EMPTY : null
}

/** Answers to a request with parts that a server does not take: some call them forbidden for the key. */
const MAYBE_ABOUT_PARTS = [400, 403, 422]

/** Longest pause that a run waits for. A longer one ends the run, which can be resumed. */
const MAX_WAIT_MS = 10 * 60_000

/** The error for a reply after which no request can succeed; null for other replies. */
function fatalError(http: HttpReply, shown: string, key: string | null): PipelineError | null {
  const { status, body, retryAfterMs } = http
  const refused = (did: string, advice: string): PipelineError => noAnswerError('LLM_REFUSED', shown, did, advice)
  const unavailable = (did: string, advice: string): PipelineError =>
    noAnswerError('LLM_UNAVAILABLE', shown, did, `Answers so far are kept; ${advice}`)
  if (status >= 300 && status < 400) {
    const advice = 'Redirects are not followed, since texts would go elsewhere: give the address itself with --llm'
    return refused(`answered with a redirect (HTTP ${status})`, advice)
  }
  if (status === 401 || status === 403) {
    const advice = "Put it into the service's own environment variable, such as OPENAI_API_KEY, or into DEALSTANCE_LLM_KEY for a URL"
    return refused(`did not take the key (HTTP ${status})`, advice)
  }
  if (status === 404 || status === 405)
    return refused(
      `does not know the route or the model (HTTP ${status}: ${quoteReply(http, key)})`,
      'Check --llm (Ollama: ollama list, ollama pull NAME)',
    )
  if (status === 402 || (status === 429 && /insufficient_quota|billing/i.test(body)))
    return unavailable('says that the account is out of money', 'run again when it is filled')
  if (!isRateLimited(http) || retryAfterMs === null || retryAfterMs <= MAX_WAIT_MS) return null
  return unavailable(`asks for a pause of ${Math.ceil(retryAfterMs / 1000)} s`, 'run again then')
}

/**
 * @param did    what the server did instead of answering
 * @param advice what to do, without the full stop
 */
function noAnswerError(code: 'LLM_UNAVAILABLE' | 'LLM_REFUSED', shown: string, did: string, advice: string): PipelineError {
  const message = `expected an answer of the language model, got none: ${shown} ${did}. ${advice}.`
  return new PipelineError(code, message, { context: { url: shown } })
}
