import { setTimeout as wait } from 'node:timers/promises'
import * as v from 'valibot'
import { PipelineError } from '../../../base/errors.js'
import { COUNT, onlyOf, parseJson, TEXT } from '../../../base/json-shape.js'
import type { TokenChoice } from '../../../judge/stance/llm/label-probabilities.js'
import { systemCodeOf } from '../file/system-fault.js'
import type { LlmAddress } from './llm-address.js'

/** Reasons for no label, in fixed words. */
export const REFUSED = 'the server refused the question, for example for its length'
const SPENT = 'not asked: the budget of requests was spent (--max-requests)'
const PROMPT_CUT =
  'the server read only a part of the prompt: set a larger context window (Ollama OLLAMA_CONTEXT_LENGTH, llama.cpp -c, vLLM --max-model-len)'
const ANSWER_CUT =
  'the answer was cut off at the limit of tokens, for example by reasoning: take a model that answers without it'
const ANSWER_EMPTY =
  'the answer was empty: take a model that answers without reasoning, or a server that shows its answer'

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
  /**
   * First delay after a failed request, in milliseconds; it doubles up to a minute. Default 500.
   */
  readonly backoffMs?: number
}

interface ChatRequest {
  readonly model: string
  readonly system: string
  readonly user: string
  readonly labels: readonly string[]
}

/** Longest answer, in tokens. A dozen is enough; models that think need more. */
const ANSWER_TOKENS = 2000

/**
 * Parts that not every server takes, those of the fewest first. A server that refuses a run's first
 * request is asked without the first of them, then without the first two, and so on; the prompt
 * asks for the form too. Ollama and newer servers turn thoughts off by the first, vLLM and
 * llama.cpp by the second: Qwen and GLM name it in one way, DeepSeek and Granite in the other.
 */
const OPTIONAL_PARTS: readonly ((labels: readonly string[]) => object)[] = [
  () => ({ reasoning_effort: 'none' }),
  () => ({ chat_template_kwargs: { enable_thinking: false, thinking: false } }),
  () => ({ logprobs: true, top_logprobs: 20 }),
  () => ({ max_tokens: ANSWER_TOKENS, temperature: 0 }),
  (labels) => {
    const properties = { label: { type: 'string', enum: labels } }
    const schema = { type: 'object', properties, required: ['label'], additionalProperties: false }
    return {
      response_format: {
        type: 'json_schema',
        json_schema: { name: 'answer', strict: true, schema },
      },
    }
  },
]

/** Parameters of a request beside the prompt. A server may refuse some of them. */
export const requestParameters = (labels: readonly string[]): object =>
  Object.assign({}, ...OPTIONAL_PARTS.map((partOf) => partOf(labels)))

export interface ChatReply {
  /** The model's answer; null when it declined. */
  readonly content: string | null
  /** Null where the server lists no log-probabilities. */
  readonly tokens: readonly TokenChoice[] | null
  /** The model as named by the server; null when it names none. */
  readonly served: string | null
}

const WORDS = v.nullish(v.string(), '')
const TOKEN = {
  token: TEXT,
  logprob: v.number(),
  bytes: v.fallback(v.nullable(v.array(v.pipe(COUNT, v.maxValue(255)))), null),
}
const TOKENS = v.object({
  content: v.array(onlyOf({ ...TOKEN, top_logprobs: v.array(onlyOf(TOKEN)) })),
})
const CHOICE = {
  message: v.object({ content: WORDS, refusal: WORDS }),
  finish_reason: v.fallback(WORDS, ''),
}
const REPLY = v.object({
  model: v.fallback(v.nullable(v.string()), null),
  choices: v.looseTuple([v.object({ ...CHOICE, logprobs: v.fallback(v.nullable(TOKENS), null) })]),
  usage: v.fallback(v.object({ prompt_tokens: v.nullable(COUNT) }), { prompt_tokens: null }),
})

/**
 * A token holds at most one word, since no common vocabulary joins two. Less a tenth, for words
 * that a server splits elsewhere.
 */
const leastTokens = (text: string): number =>
  Math.floor((text.match(/[\p{L}\p{M}'’]+|\p{N}+/gu)?.length ?? 0) * 0.9)

/**
 * Parses a reply; null for none of the protocol. A cut prompt, and a cut or empty answer, are
 * reasons for no label.
 */
export function parseReply(body: string, prompt: string): ChatReply | string | null {
  const { success, output } = v.safeParse(
    REPLY,
    parseJson(body, () => null),
  )
  if (!success) return null
  const { message, finish_reason: end, logprobs } = output.choices[0]
  const { prompt_tokens: tokenCount } = output.usage
  if (tokenCount !== null && tokenCount < leastTokens(prompt)) return PROMPT_CUT
  // As OpenAI, Mistral and translated services name the end at a limit.
  if (['length', 'model_length', 'max_tokens'].includes(end)) return ANSWER_CUT
  const hasDeclined = message.refusal !== '' || end === 'content_filter'
  if (!hasDeclined && message.content.trim() === '') return ANSWER_EMPTY
  return {
    content: hasDeclined ? null : message.content,
    tokens: logprobs?.content ?? null,
    served: output.model || null,
  }
}

/** A reply of a server; status 0 when no whole one came. */
interface HttpReply {
  readonly status: number
  readonly body: string
  /** Pause that the server demands, in milliseconds; null for none. */
  readonly pauseMs: number | null
  /** The fault of a reply that holds no answer. */
  readonly fault: string
}

/** No answer is longer: a label, its tokens with their choices, and thoughts. */
const MAX_REPLY_BYTES = 1_000_000

/** The body as text; null as soon as it is longer than a reply may be. */
async function readBody({ body }: Response): Promise<string | null> {
  const pieces: Uint8Array[] = []
  let byteCount = 0
  for await (const piece of body ?? []) {
    byteCount += piece.length
    if (byteCount > MAX_REPLY_BYTES) return null
    pieces.push(piece)
  }
  return Buffer.concat(pieces).toString('utf8')
}

/**
 * Sends one request and reads the complete reply. Does not follow redirects.
 *
 * @param key sent as `Authorization: Bearer …`
 */
async function sendJson(
  url: URL,
  body: object,
  key: string | null,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<HttpReply> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(key !== null && { authorization: `Bearer ${key}` }),
  }
  const timeout = AbortSignal.timeout(timeoutMs)
  try {
    const signal = AbortSignal.any([stop, timeout])
    const response = await fetch(url, {
      method: 'POST',
      body: JSON.stringify(body),
      headers,
      redirect: 'manual',
      signal,
    })
    const { status, ok } = response
    const after = response.headers.get('retry-after') ?? ''
    const pause = [Number(after || Number.NaN) * 1000, Date.parse(after) - Date.now()].find(
      Number.isFinite,
    )
    const pauseMs = pause === undefined ? null : Math.max(0, pause)
    const whole = await readBody(response)
    const fault = whole === null ? 'reply of more than 1 MB' : 'reply of another form'
    return { status, body: whole ?? '', pauseMs, fault: ok ? fault : `HTTP ${status}` }
  } catch (cause) {
    const fault = timeout.aborted
      ? 'timed out'
      : `connection failed: ${systemCodeOf((cause as Error).cause ?? cause)}`
    return { status: 0, body: '', pauseMs: null, fault }
  }
}

/** The start of a reply on one line, without keys. */
const quote = (body: string, key: string | null): string =>
  (key ? body.replaceAll(key, '…') : body)
    .replace(/\bsk-[\w*-]+/g, '…')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, 200)

type Failure = readonly [code: 'LLM_UNAVAILABLE' | 'LLM_REFUSED', did: string, advice: string]

const KEPT = 'Answers so far are kept'
/** A longer pause that a server demands ends the run, which can be continued. */
const MAX_PAUSE_MS = 10 * 60_000

/** The failure after which no request can succeed; null for other replies. */
function endOf({ status, body, pauseMs }: HttpReply, key: string | null): Failure | null {
  if (status >= 300 && status < 400) {
    const advice =
      'Redirects are not followed, since texts would go elsewhere: give the address itself with --llm'
    return ['LLM_REFUSED', `answered with a redirect (HTTP ${status})`, advice]
  }
  if (status === 401 || status === 403) {
    const advice =
      "Put it into the service's own environment variable, such as OPENAI_API_KEY, or into DEALSTANCE_LLM_KEY for a URL"
    return ['LLM_REFUSED', `did not take the key (HTTP ${status})`, advice]
  }
  if (status === 404 || status === 405) {
    const did = `does not know the route or the model (HTTP ${status}: ${quote(body, key)})`
    return ['LLM_REFUSED', did, 'Check --llm (Ollama: ollama list, ollama pull NAME)']
  }
  if (status === 402 || (status === 429 && /insufficient_quota|billing/i.test(body)))
    return [
      'LLM_UNAVAILABLE',
      'says that the account is out of money',
      `${KEPT}; run again when it is filled`,
    ]
  if (pauseMs === null || pauseMs <= MAX_PAUSE_MS) return null
  return [
    'LLM_UNAVAILABLE',
    `asks for a pause of ${Math.ceil(pauseMs / 1000)} s`,
    `${KEPT}; run again then`,
  ]
}

const MAX_BACKOFF_MS = 60_000
/** A busy server is not a failure until it has been busy `retryCount` times this factor. */
const BUSY_RETRY_FACTOR = 6
/**
 * After this many questions in a row without an answer, all retries included, the server counts as
 * gone.
 */
const MAX_FAILURES_IN_A_ROW = 3
/**
 * True for a refusal that may be about a part of the request. OpenAI forbids log-probabilities of
 * models that think by HTTP 403.
 */
const isAboutParts = ({ status, body }: HttpReply): boolean =>
  [400, 422].includes(status) || (status === 403 && body.includes('logprobs'))

/** Tries of one question so far. */
interface Tries {
  failedCount: number
  busyCount: number
}

/** One server, asked with retries; several questions may be under way. */
export function openLlmServer({ url, shown }: LlmAddress, settings: RequestSettings) {
  const { key, maxRequests, timeoutMs = 240_000, retryCount = 5, backoffMs = 500 } = settings
  const stop = new AbortController()
  let leftOutCount = 0
  let requestCount = 0
  let failuresInARow = 0
  let isProven = false
  let failure: PipelineError | null = null
  const fail = ([code, did, advice]: Failure, isEnd = false): void => {
    const message = `expected an answer of the language model, got none: ${shown} ${did}. ${advice}.`
    failure = new PipelineError(code, message, { context: { url: shown } })
    failuresInARow += 1
    if (isEnd || failuresInARow >= MAX_FAILURES_IN_A_ROW) stop.abort(failure)
    stop.signal.throwIfAborted()
  }
  /**
   * Waits the time demanded, or a doubling one. Jitter keeps rejected requests from returning all
   * at once.
   */
  const pause = async (count: number, demandedMs: number | null): Promise<void> => {
    const ms = demandedMs ?? Math.min(MAX_BACKOFF_MS, backoffMs * 2 ** (count - 1))
    await wait(ms * (1 + Math.random() / 2), undefined, { signal: stop.signal }).catch(() => {})
  }

  /**
   * Asks one question, with all retries: the reply, or the reason for its absence. Throws where no
   * question can be answered.
   */
  const ask = async (request: ChatRequest): Promise<ChatReply | string> => {
    const tries: Tries = { failedCount: 0, busyCount: 0 }
    for (;;) {
      stop.signal.throwIfAborted()
      if (maxRequests !== null && requestCount >= maxRequests) return SPENT
      requestCount += 1
      const leftOut = leftOutCount
      const { http, reply } = await send(request, leftOut)
      if (reply !== null) {
        if (!isProven) leftOutCount = leftOut
        isProven = true
        failuresInARow = 0
        return reply
      }
      stop.signal.throwIfAborted()
      if (!isProven && isAboutParts(http) && leftOut < OPTIONAL_PARTS.length) {
        // Another question may have left the part out meanwhile.
        leftOutCount = Math.max(leftOutCount, leftOut + 1)
        continue
      }
      const reason = await afterFailure(http, tries)
      if (reason !== null) return reason
    }
  }

  /** Sends a question once. @param leftOut number of optional parts that it goes without */
  const send = async ({ model, system, user, labels }: ChatRequest, leftOut: number) => {
    const messages = Object.entries({ system, user }).map(([role, content]) => ({ role, content }))
    const parts = OPTIONAL_PARTS.slice(leftOut).map((partOf) => partOf(labels))
    const body = Object.assign({ model, messages }, ...parts)
    const http = await sendJson(url, body, key, timeoutMs, stop.signal)
    const isWell = http.status >= 200 && http.status < 300
    return { http, reply: isWell ? parseReply(http.body, `${system} ${user}`) : null }
  }

  /** Waits for the next try; the reason for no label where none follows. */
  const afterFailure = async (http: HttpReply, tries: Tries): Promise<string | null> => {
    const { status, pauseMs } = http
    const end = endOf(http, key)
    if (end !== null) fail(end, true)
    const isBusy = status === 429 || (status === 503 && pauseMs !== null)
    if (isBusy && tries.busyCount < retryCount * BUSY_RETRY_FACTOR) {
      await pause(++tries.busyCount, pauseMs)
      return null
    }
    if (status >= 400 && status < 500 && ![408, 409, 429].includes(status)) {
      if (!isProven) failEveryForm(http)
      return REFUSED
    }
    if (++tries.failedCount <= retryCount) {
      await pause(tries.failedCount, null)
      return null
    }
    const did = `gave no answer in ${tries.failedCount} tries`
    const advice = `${KEPT}; start the server and run again`
    fail(['LLM_UNAVAILABLE', `${did} (${http.fault})`, advice])
    return `the server of the language model ${did}`
  }

  const failEveryForm = ({ body }: HttpReply): void => {
    const did = `refused every form of request (${quote(body, key)})`
    fail(['LLM_REFUSED', did, 'Check --llm and the server'])
    // The next question begins anew: this one may be at fault.
    leftOutCount = 0
  }

  return {
    ask,
    requestCount: () => requestCount,
    /** The last failure while no request has succeeded; else null. */
    failure: () => (isProven ? null : failure),
    /** Aborts all requests, running and waiting. */
    close: () => stop.abort(failure ?? new PipelineError('LLM_UNAVAILABLE', 'the run was ended.')),
  }
}
