import type { StanceScheme } from '../../scheme/stance-scheme.js'
import type { LlmCounts } from './llm-asker.js'
import type { BudgetLimits, TokenCounts } from './llm-budget.js'

/** What decides on the answers of a language model. */
export interface LlmModelSettings {
  /** As the server calls it. */
  readonly model: string
  /** File of the prompt; null takes the one that ships. */
  readonly promptPath: string | null
  readonly scheme: StanceScheme
  /** In [0, 2]; null takes 0 for one sample and 1 for several. */
  readonly temperature: number | null
  /** Integer >= 0; sample number n is asked with seed + n. */
  readonly seed: number
  /** Longest answer; integer >= 1. */
  readonly answerTokens: number
  /** Times that every question is asked; integer >= 1. */
  readonly sampleCount: number
  /** Ask for log-probabilities where the server has them. */
  readonly logprobs: boolean
  /** Posts per request; integer >= 1. */
  readonly batchSize: number
  /** Of the order in which posts are put together; null leaves them as they come. */
  readonly batchSeed: number | null
  /** What becomes of every text before it is shown, such as pseudonyms in the place of names. */
  readonly edit: (text: string) => string
  /** The caller cannot do without probabilities. */
  readonly needsProbabilities: boolean
}

/** Where it is asked, and how hard. */
export interface LlmRunSettings extends LlmModelSettings {
  readonly url: string
  /** Sent as a bearer token; null sends none. Kept nowhere. */
  readonly key: string | null
  /** Texts may go to another machine. */
  readonly isRemoteAllowed: boolean
  readonly cachePath: string
  /** Requests under way at once; integer >= 1. */
  readonly slots: number
  readonly timeoutMs: number
  readonly retryCount: number
  /** First wait after a failed request. Default 500. */
  readonly backoffMs?: number
  readonly limits: BudgetLimits
  /** Called after every answer. */
  readonly onAnswer?: (state: LlmState) => void
}

/** How far a run has come, and what it has used. */
export interface LlmState extends LlmCounts {
  readonly requestCount: number
  readonly tokens: TokenCounts
}
