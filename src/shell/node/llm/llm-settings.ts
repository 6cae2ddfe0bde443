import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { TokenCounts } from './llm-budget.js'

/** Settings that determine the answers of a language model. */
export interface LlmModelSettings {
  /** Model name on the server. */
  readonly model: string
  /** Prompt file; null for the built-in prompt. */
  readonly promptPath: string | null
  readonly scheme: StanceScheme
  /** Applied to every text before it is sent, for example to replace names by pseudonyms. */
  readonly edit: (text: string) => string
  /** Whether the caller requires probabilities. */
  readonly needsProbabilities: boolean
}

/** Server, limits and retries of a run. */
export interface LlmRunSettings extends LlmModelSettings {
  readonly url: string
  /** Bearer token; null for none. Never stored. */
  readonly key: string | null
  /** Whether texts may be sent to another machine. */
  readonly isRemoteAllowed: boolean
  readonly cachePath: string
  /** Maximum concurrent requests; integer >= 1. */
  readonly slots: number
  /** Maximum requests, retries included; null for no limit. */
  readonly maxRequests: number | null
  /** Milliseconds to wait for an answer. Default 240,000; Node itself gives up after 300,000. */
  readonly timeoutMs?: number
  /** Tries after a request that failed. Default 5. */
  readonly retryCount?: number
  /** Initial delay after a failed request, in milliseconds. It doubles with each further failure, up to a minute. Default 500. */
  readonly backoffMs?: number
  /** Called after every answer. */
  readonly onAnswer?: (state: LlmState) => void
}

/** Progress of a run. */
export interface LlmCounts {
  /** Questions that are finished, with or without an answer. */
  readonly questionCount: number
  /** Of these, answered from the cache. */
  readonly cachedCount: number
  /** Of these, without a valid answer after the retry. */
  readonly failedCount: number
  /** Of these, not sent or without a reply. */
  readonly silentCount: number
}

/** Progress and usage of a run. */
export interface LlmState extends LlmCounts {
  readonly requestCount: number
  readonly tokens: TokenCounts
}
