import { plainEmoji } from '../features/join-emoji.js'

/**
 * Valences of emoji and emoticons on AFINN's scale of -5 to 5, the commonest on reply threads. Origin: set by us, by
 * their plain reading. Laughing faces are missing on purpose: they laugh with as often as at.
 */
export const SYMBOL_VALENCES: ReadonlyMap<string, number> = new Map([
  ...[
    '🔥',
    '👏',
    '🎉',
    '🙌',
    '💪',
    '👍',
    '💯',
    '❤',
    '❤\u200d🔥',
    '😍',
    '🥳',
    '😎',
    '🏆',
    '💎',
    '✅',
    '😊',
    '😀',
    '😃',
    '😄',
    '😁',
    '🤩',
    '🙏',
  ].map((symbol) => [symbol, 2] as const),
  ...['🚀', '📈', '🐐', '⭐', '✨', '🙂', '😉', ':)', ':-)', ':D', ':-D', ';)', ';-)', '=)', '<3', '^_^'].map(
    (symbol) => [symbol, 1.5] as const,
  ),
  ...['🤡', '💩', '🤮', '😡', '🤬', '😠', '👎', '💀', '☠', '🗑', '😭', '😤', '😱', '🤢', '💔'].map((symbol) => [symbol, -2] as const),
  ...['📉', '🙄', '😬', '🤦', '😢', '😞', '😔', '😕', '🙁', '☹', '🚩', '⚠', '❌', ':(', ':-(', ":'(", ':/', ':-/', '=('].map(
    (symbol) => [symbol, -1.5] as const,
  ),
])

/** Valence of an emoji or emoticon in any skin tone, or 0. */
export function valenceOfSymbol(symbol: string): number {
  return SYMBOL_VALENCES.get(symbol) ?? SYMBOL_VALENCES.get(plainEmoji(symbol)) ?? 0
}
