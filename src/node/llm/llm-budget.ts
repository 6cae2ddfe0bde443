/** Characters to a token in English, about: what servers charge differs by model and language. */
const CHARACTERS_PER_TOKEN = 4

/**
 * About how many tokens a text is: a quarter of its ASCII characters, and one for every other character. An estimate, for budgets and costs
 * before anything was asked.
 */
export function estimateTokens(text: string): number {
  let otherCount = 0
  for (let index = 0; index < text.length; index++) if (text.charCodeAt(index) > 127) otherCount++
  return Math.ceil((text.length - otherCount) / CHARACTERS_PER_TOKEN) + otherCount
}

/** Tokens read and written. */
export interface TokenCounts {
  readonly prompt: number
  readonly answer: number
}

/** US dollars, or whatever the price is in, per million tokens. */
export type TokenPrice = TokenCounts

/** What so many tokens cost, in the unit of the price. */
export const costOf = (tokens: TokenCounts, price: TokenPrice): number =>
  (tokens.prompt * price.prompt + tokens.answer * price.answer) / 1e6

/** What a run may ask for. */
export interface BudgetLimits {
  /** Requests sent, repeated ones included; null for no limit. */
  readonly maxRequests: number | null
  /** Tokens read and written; null for no limit. */
  readonly maxTokens: number | null
}

/** What may still be sent. Requests under way count as their estimate, so that many at once do not overrun the limit. */
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

  /**
   * Takes a request out of the budget.
   *
   * @param estimate tokens that it will cost, about
   * @returns null, or why it may not be sent
   */
  take(estimate: number): string | null {
    const { maxRequests, maxTokens } = this.#limits
    if (maxRequests !== null && this.#requestCount >= maxRequests) return 'not asked: the budget of requests was spent (--max-requests)'
    const used = this.#tokens.prompt + this.#tokens.answer + this.#reserved
    if (maxTokens !== null && used + estimate > maxTokens) return 'not asked: the budget of tokens was spent (--max-tokens)'
    this.#requestCount += 1
    this.#reserved += estimate
    return null
  }

  /** @param used null where nothing is known: a request that failed */
  settle(estimate: number, used: TokenCounts | null): void {
    this.#reserved -= estimate
    if (used === null) return
    this.#tokens.prompt += used.prompt
    this.#tokens.answer += used.answer
  }
}
