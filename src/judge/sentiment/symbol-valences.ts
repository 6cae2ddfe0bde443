import { plainEmoji } from '../features/join-emoji.js'

/**
 * Valences of the most frequent emoji and emoticons in reply threads, on AFINN's scale of -5 to 5. Origin: assigned by us from their
 * literal meaning. Laughing faces are left out, since they express mockery as often as amusement.
 */
export const SYMBOL_VALENCES: ReadonlyMap<string, number> = new Map(
  (
    [
      [2, '🔥 👏 🎉 🙌 💪 👍 💯 ❤ ❤\u200d🔥 😍 🥳 😎 🏆 💎 ✅ 😊 😀 😃 😄 😁 🤩 🙏'],
      [1.5, '🚀 📈 🐐 ⭐ ✨ 🙂 😉 :) :-) :D :-D ;) ;-) =) <3 ^_^'],
      [-2, '🤡 💩 🤮 😡 🤬 😠 👎 💀 ☠ 🗑 😭 😤 😱 🤢 💔'],
      [-1.5, "📉 🙄 😬 🤦 😢 😞 😔 😕 🙁 ☹ 🚩 ⚠ ❌ :( :-( :'( :/ :-/ =("],
    ] as const
  ).flatMap(([valence, symbols]) => symbols.split(' ').map((symbol) => [symbol, valence] as const)),
)

/** Valence of an emoji or emoticon in any skin tone; 0 if unknown. */
export const valenceOfSymbol = (symbol: string): number => SYMBOL_VALENCES.get(symbol) ?? SYMBOL_VALENCES.get(plainEmoji(symbol)) ?? 0
