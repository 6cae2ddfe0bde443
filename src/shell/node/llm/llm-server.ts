import { setTimeout as wait } from 'node:timers/promises'
import { PipelineError } from '../../../base/errors.js'
import { seededRandom } from '../../../base/statistics/random/seeded-random.js'
import {
  type ChatDialect,
  type ChatReply,
  type ChatRequest,
  chatBody,
  parseChatReply,
  relaxDialect,
  type TokenCounts,
} from '../../../judge/stance/llm/chat-protocol.js'
import { readUpTo } from '../file/read-source.js'
import { systemCodeOf } from '../file/system-fault.js'

/** Why there is no reply to a question that the server rejects, for example because it is too long. */
export const REFUSED = 'the server refused the question, such as for its length'

/** Limits and retries of the requests to a language model. */
export interface RequestSettings {
  /** Bearer token; null for none. Never stored, and in no message. */
  readonly key: string | null
  /** Maximum requests, retries included; null for no limit. */
  readonly maxRequests: number | null
  /** Milliseconds to wait for an answer. Default 240,000; Node itself gives up after 300,000. */
  readonly timeoutMs?: number
  /** Tries after a request that failed. Default 5. */
  readonly retryCount?: number
  /** Initial delay after a failed request, in milliseconds. It doubles with each further failure, up to a minute. Default 500. */
  readonly backoffMs?: number
}

const MAX_BACKOFF_MS = 60_000
/** A busy server is not a failure until it has been busy {@link RequestSettings.retryCount} times this factor. */
const BUSY_RETRY_FACTOR = 6
/** After this many consecutive requests without an answer, all retries included, the server counts as gone. */
const MAX_CONSECUTIVE_FAILURES = 3
/** Words in errors of servers that lack a part of the protocol. */
const UNSUPPORTED = /logprob|logits_all|response_format|json_schema|max_completion_tokens/i
/** Words in errors about the question itself. */
const TOO_LONG = /context|too (?:long|large|many tokens)|maximum (?:length|input|prompt|sequence|number of tokens|tokens)|exceed/i

/** Dialect of the first request to a server. */
const FULL_DIALECT: ChatDialect = { format: 'json_schema', logprobs: true, tokenLimit: 'max_tokens', temperature: true }

/** Sends requests to one server, with retries. Requests may run concurrently. A pause that the server demands applies to all. */
export class LlmServer {
  readonly #address: LlmAddress
  readonly #settings: RequestSettings
  readonly #stop = new AbortController()
  /** Adds jitter to delays, so that rejected requests do not all return at once. */
  readonly #random = seededRandom(process.pid)
  /** The dialect of the first request that succeeded, so later rejections concern the question; null until then. */
  #proven: ChatDialect | null = null
  #pausedUntil = 0
  #consecutiveFailureCount = 0
  #lastFailure: PipelineError | null = null
  #requestCount = 0
  #tokens: TokenCounts = { prompt: 0, answer: 0 }

  constructor(address: LlmAddress, settings: RequestSettings) {
    this.#address = address
    this.#settings = settings
  }

  /** Requests that were sent, and the tokens of their answers. */
  get usage(): { readonly requestCount: number; readonly tokens: TokenCounts } {
    return { requestCount: this.#requestCount, tokens: this.#tokens }
  }

  /** The last failure while no request has succeeded; otherwise null. */
  get failure(): PipelineError | null {
    return this.#proven === null ? this.#lastFailure : null
  }

  /**
   * Asks one question, with all retries.
   *
   * @returns the reply; or the reason of its absence, one of a fixed set, such as {@link REFUSED}
   * @throws {PipelineError} `LLM_REFUSED` for a rejected key or model, or a redirect; `LLM_UNAVAILABLE` for a server that is gone or
   *   demands a long pause
   */
  async ask(request: ChatRequest): Promise<ChatReply | string> {
    const { key, maxRequests, timeoutMs = 240_000, retryCount = 5 } = this.#settings
    const stop = this.#stop.signal
    let dialect = this.#proven ?? FULL_DIALECT
    let [failedCount, waitedCount] = [0, 0]
    for (;;) {
      await this.#waitForPause()
      if (maxRequests !== null && this.#requestCount >= maxRequests) return 'not asked: the budget of requests was spent (--max-requests)'
      this.#requestCount += 1
      const http = await postJson(this.#address, JSON.stringify(chatBody(request, dialect)), { key, timeoutMs, stop })
      const reply = http.status >= 200 && http.status < 300 ? parseChatReply(http.body) : null
      if (reply !== null) {
        this.#proven ??= dialect
        this.#consecutiveFailureCount = 0
        const { prompt, answer } = tokensOf(reply, request)
        this.#tokens = { prompt: this.#tokens.prompt + prompt, answer: this.#tokens.answer + answer }
        // A server may repeat the key as the name of its model, which is stored.
        return key === null ? reply : { ...reply, servedModel: reply.servedModel?.replaceAll(key, '…') ?? null }
      }
      stop.throwIfAborted()
      const fatal = fatalError(http, this.#address.shown, key)
      if (fatal !== null) this.#abort(fatal)
      if (isRateLimited(http) && waitedCount < retryCount * BUSY_RETRY_FACTOR) {
        waitedCount += 1
        this.#pausedUntil = Math.max(this.#pausedUntil, performance.now() + (http.retryAfterMs ?? this.#backoff(waitedCount)))
        continue
      }
      const isAboutRequest = http.status >= 400 && http.status < 500 && ![408, 409, 429].includes(http.status)
      // Some servers report an unsupported part of the protocol as a fault of their own.
      const mayRelax = isAboutRequest || (http.status >= 500 && this.#proven === null && UNSUPPORTED.test(http.body))
      const next = mayRelax ? this.#nextDialect(http, dialect) : null
      if (next !== null) {
        dialect = next
        continue
      }
      if (isAboutRequest) {
        const did = `refused every form of request (${quoteReply(http, key)})`
        this.#lastFailure ??= noAnswerError('LLM_REFUSED', this.#address.shown, did, 'Check --llm and the server')
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

  /** The dialect for the next attempt; null when the question itself is rejected. */
  #nextDialect({ body }: HttpReply, dialect: ChatDialect): ChatDialect | null {
    if (this.#proven !== null) return dialect === this.#proven ? null : this.#proven
    return TOO_LONG.test(body) ? null : relaxDialect(dialect, body)
  }

  #giveUp({ fault, code }: HttpReply, triedCount: number): string {
    const did = `gave no answer in ${triedCount} tries (${code === null ? fault : `${fault}: ${code}`})`
    this.#consecutiveFailureCount += 1
    const advice = 'Answers so far are kept; start the server and run again'
    this.#lastFailure = noAnswerError('LLM_UNAVAILABLE', this.#address.shown, did, advice)
    if (this.#consecutiveFailureCount >= MAX_CONSECUTIVE_FAILURES) this.#abort(this.#lastFailure)
    return `the server of the language model gave no answer in ${triedCount} tries (${fault})`
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

const tokensOf = ({ usage, content }: ChatReply, { system, user }: ChatRequest): TokenCounts =>
  usage ?? { prompt: estimateTokens(system) + estimateTokens(user), answer: estimateTokens(content ?? '') }

/**
 * Estimates the tokens of a text: one per four ASCII characters, and one per other character. For costs before the server
 * has counted; the true number differs by model and language.
 */
export function estimateTokens(text: string): number {
  const otherCount = text.match(/[\x80-\uffff]/g)?.length ?? 0
  return Math.ceil((text.length - otherCount) / 4) + otherCount
}

/** Longest pause that a run waits for. A longer one ends the run, which can be resumed. */
const MAX_WAIT_MS = 10 * 60_000

/** True if the server asks to retry later. */
const isRateLimited = ({ status, retryAfterMs }: HttpReply): boolean => status === 429 || (status === 503 && retryAfterMs !== null)

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
    const advice = 'Put it into the environment variable that --llm-key-env names (DEALSTANCE_LLM_KEY unless told otherwise)'
    return refused(`did not take the key (HTTP ${status})`, advice)
  }
  if (status === 404 || status === 405)
    return refused(`does not know the route or the model (HTTP ${status}: ${quoteReply(http, key)})`, 'Check --llm')
  if (status === 402 || (status === 429 && /insufficient_quota|billing/i.test(body)))
    return unavailable('says that the account is out of money', 'run again when it is filled')
  if (!isRateLimited(http) || retryAfterMs === null || retryAfterMs <= MAX_WAIT_MS) return null
  return unavailable(`wants to be left alone for ${Math.ceil(retryAfterMs / 1000)} s`, 'run again then')
}

/**
 * @param did    what the server did instead of answering
 * @param advice what to do, without the full stop
 */
function noAnswerError(code: 'LLM_UNAVAILABLE' | 'LLM_REFUSED', shown: string, did: string, advice: string): PipelineError {
  const message = `expected an answer of the language model, got none: ${shown} ${did}. ${advice}.`
  return new PipelineError(code, message, { context: { url: shown } })
}

/** The start of a reply on one line, with every occurrence of the key removed. */
function quoteReply({ body }: HttpReply, key: string | null): string {
  return (key ? body.replaceAll(key, '…') : body)
    .replace(/\bsk-[\w*-]+/g, '…')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, 200)
}

interface LlmAddress {
  /** URL of `…/chat/completions`. */
  readonly url: URL
  /** True if the server is this machine, so that texts do not leave it. */
  readonly isLoopback: boolean
  /** Address for messages, without its query. */
  readonly shown: string
}

const ROUTE = '/chat/completions'
/** Names of query parameters that may carry secrets. */
const SECRET = /key|token|secret|password|sig/i

/** This machine by name or address, which `URL` spells in one way. Other names could lead anywhere. */
const LOOPBACK = /^(?:localhost|127(?:\.\d{1,3}){3}|\[::1\]|\[::ffff:7f[\da-f]{2}:[\da-f]{1,4}\])$/

/** Parses the address of a server: its base (`http://localhost:8080/v1`), or the full address of the route. */
export function parseLlmAddress(text: string): LlmAddress {
  const fail = (got: string): never => {
    const message = `expected --llm with the address of a server, such as http://localhost:8080/v1, got ${got}.`
    throw new PipelineError('USAGE_OPTION_INVALID', message)
  }
  const url = URL.canParse(text) ? new URL(text) : fail(`"${text.replace(/[?#].*|(?<=:\/\/)[^/]*@/gs, '…').slice(0, 80)}"`)
  if (url.protocol !== 'http:' && url.protocol !== 'https:') fail(`the scheme ${url.protocol}`)
  if (url.username !== '' || url.password !== '') fail('one that holds a name or a password. Keys come from the environment alone')
  if ([...url.searchParams.keys()].some((name) => SECRET.test(name))) {
    fail('one that holds a key among its parameters. Keys come from the environment alone')
  }
  url.hash = ''
  const path = url.pathname.replace(/(?<!\/)\/+$/, '')
  if (!path.endsWith(ROUTE)) url.pathname = `${path === '' ? '/v1' : path}${ROUTE}`
  return { url, isLoopback: LOOPBACK.test(url.hostname), shown: `${url.origin}${url.pathname}` }
}

/** A reply, or the fault in its place. */
interface HttpReply {
  /** 0 when no whole reply came. */
  readonly status: number
  readonly body: string
  /** Pause that the server demands, in milliseconds; null for none. */
  readonly retryAfterMs: number | null
  /** The fault of a reply that holds no answer, in the same words on every system. */
  readonly fault: string
  /** The system's own word for the fault; null for none. */
  readonly code: string | null
}

/** Far more than any valid answer. */
const MAX_REPLY_BYTES = 8 * 1024 * 1024

/**
 * Sends one request and reads the complete reply. Does not follow redirects.
 *
 * @param key       sent as `Authorization: Bearer …`; null sends none
 * @param timeoutMs from the first byte sent to the last byte received
 */
async function postJson(
  { url }: LlmAddress,
  question: string,
  { key, timeoutMs, stop }: { readonly key: string | null; readonly timeoutMs: number; readonly stop: AbortSignal },
): Promise<HttpReply> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(key !== null && { authorization: `Bearer ${key}` }),
  }
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([stop, timeout])
  try {
    const response = await fetch(url, { method: 'POST', headers, body: question, redirect: 'manual', signal })
    const { status, ok } = response
    const fault = ok ? 'reply of another form' : `HTTP ${status}`
    // One that is too long is no answer.
    const body = (await readUpTo(MAX_REPLY_BYTES, response.body ?? []))?.toString('utf8') ?? ''
    return { status, body, retryAfterMs: retryDelayOf(response.headers), fault, code: null }
  } catch (cause) {
    const fault = timeout.aborted ? 'timed out' : 'connection failed'
    return { status: 0, body: '', retryAfterMs: null, fault, code: systemCodeOf((cause as Error).cause ?? cause) }
  }
}

/** The pause of `Retry-After` (seconds or a date), or of `retry-after-ms`, which some servers send. */
function retryDelayOf(headers: Headers): number | null {
  const [exact, wait] = ['retry-after-ms', 'retry-after'].map((name) => headers.get(name)?.trim() || 'none')
  const delay = [Number(exact), Number(wait) * 1000, Date.parse(wait ?? '') - Date.now()].find(Number.isFinite)
  return delay === undefined ? null : Math.max(0, delay)
}
