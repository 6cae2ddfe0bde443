/**
 * Estimates the tokens of a text: one per four ASCII characters, and one per other character. For costs before the server
 * has counted; the true number differs by model and language.
 */
export function estimateTokens(text: string): number {
  const otherCount = text.match(/[\x80-\uffff]/g)?.length ?? 0
  return Math.ceil((text.length - otherCount) / 4) + otherCount
}

/** A number of tokens that hardly any text exceeds: one per three bytes. */
export const manyTokens = (text: string): number => Math.ceil(Buffer.byteLength(text) / 3)

/** Part of {@link leastTokens} that still counts as a whole prompt. */
const TOLERANCE = 0.9

/**
 * The fewest tokens that a text can have: one per word or number, since no common vocabulary joins two words. Less a tenth, for words that
 * it splits elsewhere. A server that counts fewer has cut the prompt.
 */
export const leastTokens = (text: string): number => Math.floor((text.match(/[\p{L}\p{M}'’]+|\p{N}+/gu)?.length ?? 0) * TOLERANCE)
