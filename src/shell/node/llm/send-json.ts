import { readUpTo } from '../file/read-source.js'
import { systemCodeOf } from '../file/system-fault.js'

/** A reply, or the fault in its place. */
export interface HttpReply {
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

/** Longest reply that is read, far more than any valid answer. */
const MAX_REPLY_BYTES = 8 * 1024 * 1024

interface SendOptions {
  /** Sent as `Authorization: Bearer …`; null sends none. */
  readonly key: string | null
  /** Time limit from the first byte sent to the last byte received. */
  readonly timeoutMs: number
  readonly stop: AbortSignal
}

/** Sends one request and reads the complete reply. Does not follow redirects. */
export async function sendJson(url: URL, body: object, { key, timeoutMs, stop }: SendOptions): Promise<HttpReply> {
  const headers = {
    'content-type': 'application/json',
    accept: 'application/json',
    ...(key !== null && { authorization: `Bearer ${key}` }),
  }
  const timeout = AbortSignal.timeout(timeoutMs)
  const signal = AbortSignal.any([stop, timeout])
  try {
    const response = await fetch(url, { method: 'POST', body: JSON.stringify(body), headers, redirect: 'manual', signal })
    const { status, ok } = response
    const fault = ok ? 'reply of another form' : `HTTP ${status}`
    // A reply that is too long is treated as empty.
    const text = (await readUpTo(MAX_REPLY_BYTES, response.body ?? []))?.toString('utf8') ?? ''
    return { status, body: text, retryAfterMs: retryDelayOf(response.headers), fault, code: null }
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

/** True if the server asks to retry later. */
export const isRateLimited = ({ status, retryAfterMs }: HttpReply): boolean => status === 429 || (status === 503 && retryAfterMs !== null)

/** The start of a reply on one line, with every occurrence of the key removed. */
export function quoteReply({ body }: HttpReply, key: string | null): string {
  return (key ? body.replaceAll(key, '…') : body)
    .replace(/\bsk-[\w*-]+/g, '…')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, 200)
}
