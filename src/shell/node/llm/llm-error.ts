import { PipelineError } from '../../../base/errors.js'
import type { HttpReply } from './llm-client.js'

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
  const { status } = http
  const refused = (did: string, advice: string): PipelineError => noAnswerError('LLM_REFUSED', server.shown, did, advice)
  if (status >= 300 && status < 400) {
    const advice = 'Redirects are not followed, since texts would go elsewhere: give the address itself with --llm'
    return refused(`answered with a redirect (HTTP ${status})`, advice)
  }
  if (status === 401 || status === 403) {
    const advice = 'Put it into the environment variable that --llm-key-env names (DEALSTANCE_LLM_KEY unless told otherwise)'
    return refused(`did not take the key (HTTP ${status})`, advice)
  }
  if (status === 404 || status === 405) {
    const did = `does not know the route or the model (HTTP ${status}: ${quoteReply(http, server)})`
    return refused(did, 'Check --llm')
  }
  const unavailable = (did: string, advice: string): PipelineError =>
    noAnswerError('LLM_UNAVAILABLE', server.shown, did, `Answers so far are kept; ${advice}`)
  if (status === 402 || (status === 429 && /insufficient_quota|billing/i.test(http.body))) {
    return unavailable('says that the account is out of money', 'run again when it is filled')
  }
  const waitMs = http.retryAfterMs ?? 0
  if (!isRateLimited(http) || waitMs <= MAX_WAIT_MS) return null
  return unavailable(`wants to be left alone for ${Math.ceil(waitMs / 1000)} s`, 'run again then')
}

/**
 * @param did    what the server did instead of answering
 * @param advice what to do, without the full stop
 */
export function noAnswerError(code: 'LLM_UNAVAILABLE' | 'LLM_REFUSED', shown: string, did: string, advice: string): PipelineError {
  const message = `expected an answer of the language model, got none: ${shown} ${did}. ${advice}.`
  return new PipelineError(code, message, { context: { url: shown } })
}

/** The start of a reply on one line, with every occurrence of the key removed. */
export function quoteReply({ body }: HttpReply, { key }: Pick<ServerDescription, 'key'>): string {
  return (key ? body.replaceAll(key, '…') : body)
    .replace(/\bsk-[\w*-]+/g, '…')
    .replace(/[\s\p{Cc}\p{Cf}]+/gu, ' ')
    .slice(0, 200)
}
