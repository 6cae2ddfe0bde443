import { PipelineError } from '../../errors.js'
import type { HttpReply } from './llm-client.js'

/** A server as messages speak of it. */
export interface ShownServer {
  /** For messages. */
  readonly shown: string
  /** Never to stand in a message. */
  readonly key: string | null
}

/** A server that wants to be left alone for longer ends the run, which can be taken up again. */
const MAX_WAIT_MS = 10 * 60_000

/** The request was turned away, and may come back. */
export const isBusy = ({ status, retryAfterMs }: HttpReply): boolean => status === 429 || (status === 503 && retryAfterMs !== null)

/** The error that ends the run, for a reply after which no other request can succeed; null for every other reply. */
export function fatalFault(http: HttpReply, server: ShownServer): PipelineError | null {
  const { shown } = server
  const { status } = http
  if (status >= 300 && status < 400) {
    return noAnswer(
      'LLM_REFUSED',
      shown,
      `answered with a redirect (HTTP ${status})`,
      'Redirects are not followed, since texts would go elsewhere: give the address itself with --llm-url',
    )
  }
  if (status === 401 || status === 403) {
    return noAnswer(
      'LLM_REFUSED',
      shown,
      `did not take the key (HTTP ${status})`,
      'Put it into the environment variable that --llm-key-env names (DEALSTANCE_LLM_KEY unless told otherwise)',
    )
  }
  if (status === 404 || status === 405) {
    return noAnswer(
      'LLM_REFUSED',
      shown,
      `does not know the route or the model (HTTP ${status}: ${saidBy(http, server)})`,
      'Check --llm-url and --llm-model',
    )
  }
  if (status === 402 || (status === 429 && /insufficient_quota|billing/i.test(http.body))) {
    return noAnswer(
      'LLM_UNAVAILABLE',
      shown,
      'says that the account is out of money',
      'Answers so far are kept; run again when it is filled',
    )
  }
  if (isBusy(http) && (http.retryAfterMs ?? 0) > MAX_WAIT_MS) {
    const seconds = Math.ceil((http.retryAfterMs ?? 0) / 1000)
    return noAnswer('LLM_UNAVAILABLE', shown, `wants to be left alone for ${seconds} s`, 'Answers so far are kept; run again then')
  }
  return null
}

/**
 * @param did    what the server did instead of answering
 * @param advice what to do, a sentence without its full stop
 */
export function noAnswer(code: 'LLM_UNAVAILABLE' | 'LLM_REFUSED', shown: string, did: string, advice: string): PipelineError {
  return new PipelineError(code, `expected an answer of the language model, got none: ${shown} ${did}. ${advice}.`, {
    context: { url: shown },
  })
}

/** The start of what a server said, in one line and without the key, however it was repeated. */
export function saidBy({ body }: HttpReply, { key }: Pick<ShownServer, 'key'>): string {
  const bare = key === null || key === '' ? body : body.replaceAll(key, '…')
  return bare
    .replace(/\bsk-[\w*-]+/g, '…')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, 200)
}
