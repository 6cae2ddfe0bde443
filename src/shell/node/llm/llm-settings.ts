import type { StanceScheme } from '../../../base/scheme/stance-scheme.js'
import type { BudgetLimits, TokenCounts } from './llm-budget.js'

/** Settings that determine the answers of a language model. */
export interface LlmModelSettings {
  /** Model name on the server. */
  readonly model: string
  /** Prompt file; null for the built-in prompt. */
  readonly promptPath: string | null
  readonly scheme: StanceScheme
  /** In [0, 2]; null means 0 for one sample and 1 for several. */
  readonly temperature: number | null
  /** Integer >= 0; sample n uses seed + n. */
  readonly seed: number
  /** Maximum tokens of an answer; integer >= 1. */
  readonly answerTokens: number
  /** Answers requested per question; integer >= 1. */
  readonly sampleCount: number
  /** Requests log-probabilities from servers that support them. */
  readonly logprobs: boolean
  /** Posts per request; integer >= 1. */
  readonly batchSize: number
  /** Seed of the order in which posts are batched; null keeps the input order. */
  readonly batchSeed: number | null
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
  readonly timeoutMs: number
  readonly retryCount: number
  /** Initial delay after a failed request. Default 500. */
  readonly backoffMs?: number
  readonly limits: BudgetLimits
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
