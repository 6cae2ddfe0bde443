import { PipelineError } from '../../../base/errors.js'

export interface LlmAddress {
  /** URL of `…/chat/completions`. */
  readonly url: URL
  /** Whether the server is this machine, so that texts do not leave it. */
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

/** A complete reply of a server. */
export interface HttpReply {
  readonly status: number
  readonly body: string
  /** Pause that the server demands, in milliseconds; null for none. */
  readonly retryAfterMs: number | null
}

/** No reply, or an incomplete one. */
export class HttpFault extends Error {
  readonly kind: 'timed out' | 'connection failed' | 'reply too long'

  constructor(kind: HttpFault['kind'], options?: ErrorOptions) {
    super(kind, options)
    this.kind = kind
  }
}

/** Far more than any valid answer. */
const MAX_REPLY_BYTES = 8 * 1024 * 1024
/** Longest pause taken from a date in `Retry-After`. */
const MAX_DATE_WAIT_MS = 24 * 3600 * 1000

/**
 * Sends one request and reads the complete reply. Does not follow redirects.
 *
 * @param key       sent as `Authorization: Bearer …`; null sends none
 * @param timeoutMs from the first byte sent to the last byte received
 */
export async function postJson(
  { url }: LlmAddress,
  body: string,
  { key, timeoutMs, stop }: { readonly key: string | null; readonly timeoutMs: number; readonly stop: AbortSignal },
): Promise<HttpReply | HttpFault> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(key !== null && { authorization: `Bearer ${key}` }),
  }
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([stop, timeout])
  try {
    const response = await fetch(url, { method: 'POST', headers, body, redirect: 'manual', signal })
    return { status: response.status, body: await readBody(response), retryAfterMs: retryDelayOf(response.headers) }
  } catch (cause) {
    if (cause instanceof HttpFault) return cause
    return new HttpFault(timeout.aborted ? 'timed out' : 'connection failed', { cause: (cause as Error).cause ?? cause })
  }
}

async function readBody({ body }: Response): Promise<string> {
  const chunks: Uint8Array[] = []
  let byteCount = 0
  for await (const chunk of body ?? []) {
    byteCount += chunk.length
    if (byteCount > MAX_REPLY_BYTES) throw new HttpFault('reply too long')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks).toString('utf8')
}

/** The pause of `Retry-After` (seconds or a date), or of `retry-after-ms`, which some servers send. */
function retryDelayOf(headers: Headers): number | null {
  const exact = headers.get('retry-after-ms')
  if (exact !== null && Number(exact) >= 0) return Number(exact)
  const wait = headers.get('retry-after')
  if (wait === null) return null
  if (/^\d+(\.\d+)?$/.test(wait.trim())) return Number(wait) * 1000
  const until = Date.parse(wait)
  return Number.isNaN(until) ? null : Math.min(MAX_DATE_WAIT_MS, Math.max(0, until - Date.now()))
}
