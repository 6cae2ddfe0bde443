import { PipelineError } from '../../errors.js'
import type { HttpReply } from './llm-client.js'

/** A server as described in messages. */
export interface ServerDescription {
  /** Address without its query. */
  readonly shown: string
  /** Must never appear in a message. */
  readonly key: string | null
}

/** Longest pause that a run waits for. A longer one ends the run, which can be resumed. */
const MAX_WAIT_MS = 10 * 60_000

/** Whether the server asks to retry later. */
export const isRateLimited = ({ status, retryAfterMs }: HttpReply): boolean => status === 429 || (status === 503 && retryAfterMs !== null)

/** The error for a reply after which no request can succeed; null for other replies. */
export function fatalError(http: HttpReply, server: ServerDescription): PipelineError | null {
  const { shown } = server
  const { status } = http
  if (status >= 300 && status < 400) {
    return noAnswerError(
      'LLM_REFUSED',
      shown,
      `answered with a redirect (HTTP ${status})`,
      'Redirects are not followed, since texts would go elsewhere: give the address itself with --llm-url',
    )
  }
  if (status === 401 || status === 403) {
    return noAnswerError(
      'LLM_REFUSED',
      shown,
      `did not take the key (HTTP ${status})`,
      'Put it into the environment variable that --llm-key-env names (DEALSTANCE_LLM_KEY unless told otherwise)',
    )
  }
  if (status === 404 || status === 405) {
    return noAnswerError(
      'LLM_REFUSED',
      shown,
      `does not know the route or the model (HTTP ${status}: ${quoteReply(http, server)})`,
      'Check --llm-url and --llm-model',
    )
  }
  if (status === 402 || (status === 429 && /insufficient_quota|billing/i.test(http.body))) {
    return noAnswerError(
      'LLM_UNAVAILABLE',
      shown,
      'says that the account is out of money',
      'Answers so far are kept; run again when it is filled',
    )
  }
  if (isRateLimited(http) && (http.retryAfterMs ?? 0) > MAX_WAIT_MS) {
    const seconds = Math.ceil((http.retryAfterMs ?? 0) / 1000)
    return noAnswerError('LLM_UNAVAILABLE', shown, `wants to be left alone for ${seconds} s`, 'Answers so far are kept; run again then')
  }
  return null
}

/**
 * @param did    what the server did instead of answering
 * @param advice what to do, without the full stop
 */
export function noAnswerError(code: 'LLM_UNAVAILABLE' | 'LLM_REFUSED', shown: string, did: string, advice: string): PipelineError {
  return new PipelineError(code, `expected an answer of the language model, got none: ${shown} ${did}. ${advice}.`, {
    context: { url: shown },
  })
}

/** The start of a reply on one line, with every occurrence of the key removed. */
export function quoteReply({ body }: HttpReply, { key }: Pick<ServerDescription, 'key'>): string {
  const bare = key === null || key === '' ? body : body.replaceAll(key, '…')
  return bare
    .replace(/\bsk-[\w*-]+/g, '…')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, 200)
}
