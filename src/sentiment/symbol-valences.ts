import { plainEmoji } from '../features/join-emoji.js'

/**
 * Valences of the most frequent emoji and emoticons in reply threads, on AFINN's scale of -5 to 5. Origin: assigned by us from their
 * literal meaning. Laughing faces are left out, since they express mockery as often as amusement.
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

/** Valence of an emoji or emoticon in any skin tone; 0 if unknown. */
export function valenceOfSymbol(symbol: string): number {
  return SYMBOL_VALENCES.get(symbol) ?? SYMBOL_VALENCES.get(plainEmoji(symbol)) ?? 0
}
