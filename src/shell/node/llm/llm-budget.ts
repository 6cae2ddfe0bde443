/** Approximate characters per token in English. The true number differs by model and language. */
const CHARACTERS_PER_TOKEN = 4

/**
 * Estimates the tokens of a text: one per four ASCII characters, and one per other character. For costs before the server
 * has counted.
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

/** What a run has spent, and may still spend. */
export class LlmBudget {
  readonly #maxRequests: number | null
  #requestCount = 0
  #tokens = { prompt: 0, answer: 0 }

  /** @param maxRequests requests, retries included; null for no limit */
  constructor(maxRequests: number | null) {
    this.#maxRequests = maxRequests
  }

  get requestCount(): number {
    return this.#requestCount
  }

  get tokens(): TokenCounts {
    return { ...this.#tokens }
  }

  /** Counts a request that is about to be sent: null, or the reason why it must not be. */
  reserve(): string | null {
    if (this.#maxRequests !== null && this.#requestCount >= this.#maxRequests) {
      return 'not asked: the budget of requests was spent (--max-requests)'
    }
    this.#requestCount += 1
    return null
  }

  /** Adds the tokens of a reply. */
  spend({ prompt, answer }: TokenCounts): void {
    this.#tokens.prompt += prompt
    this.#tokens.answer += answer
  }
}
