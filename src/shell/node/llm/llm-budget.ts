/** Approximate characters per token in English. The true number differs by model and language. */
const CHARACTERS_PER_TOKEN = 4

/**
 * Estimates the tokens of a text: one per four ASCII characters, and one per other character. For budgets and costs before the
 * server has counted.
 */
export function estimateTokens(text: string): number {
  let otherCount = 0
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) otherCount++
  return Math.ceil((text.length - otherCount) / CHARACTERS_PER_TOKEN) + otherCount
}

/** Tokens of questions and of answers. */
export interface TokenCounts {
  readonly prompt: number
  readonly answer: number
}

/** Price per million tokens, in any currency. */
export type TokenPrice = TokenCounts

/** Cost of tokens, in the currency of the price. */
export const costOf = (tokens: TokenCounts, price: TokenPrice): number =>
  (tokens.prompt * price.prompt + tokens.answer * price.answer) / 1e6

/** Limits of a run. */
export interface BudgetLimits {
  /** Requests, retries included; null for no limit. */
  readonly maxRequests: number | null
  /** Tokens of prompts and answers; null for no limit. */
  readonly maxTokens: number | null
}

/** The remaining budget. Running requests count with their estimate, so that concurrent ones do not exceed the limit. */
export class LlmBudget {
  readonly #limits: BudgetLimits
  #requestCount = 0
  #tokens = { prompt: 0, answer: 0 }
  #reserved = 0

  constructor(limits: BudgetLimits) {
    this.#limits = limits
  }

  get requestCount(): number {
    return this.#requestCount
  }

  get tokens(): TokenCounts {
    return { ...this.#tokens }
  }

  /** Reserves budget for a request: null, or the reason why it must not be sent. */
  reserve(estimate: number): string | null {
    const { maxRequests, maxTokens } = this.#limits
    if (maxRequests !== null && this.#requestCount >= maxRequests) return 'not asked: the budget of requests was spent (--max-requests)'
    const used = this.#tokens.prompt + this.#tokens.answer + this.#reserved
    if (maxTokens !== null && used + estimate > maxTokens) return 'not asked: the budget of tokens was spent (--max-tokens)'
    this.#requestCount += 1
    this.#reserved += estimate
    return null
  }

  /** @param used tokens reported by the server; null for a failed request */
  settle(estimate: number, used: TokenCounts | null): void {
    this.#reserved -= estimate
    if (used === null) return
    this.#tokens.prompt += used.prompt
    this.#tokens.answer += used.answer
  }
}
