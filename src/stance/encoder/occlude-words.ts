import type { PostFeatures } from '../../features/post-features.js'
import { isWordLike, type Token } from '../../features/token.js'

/** Posts of at most so many words are taken apart word by word, longer ones stretch by stretch first. */
const MAX_SINGLE_WORDS = 10
/** Stretches that a longer post is cut into. */
const STRETCH_COUNT = 6
/** The strongest stretch is taken apart into its words, or into so many shorter stretches where it has more words. */
const MAX_REFINED = 32

/**
 * How much each token speaks for an answer: what the answer loses when the token is taken out of the text. Short posts
 * are taken apart word by word; longer ones in stretches, of which the strongest is then taken apart, again and again
 * until its words stand alone; the words of the others share alike. Some dozen texts are scored, and {@link MAX_REFINED}
 * more for each time that the post is so many times longer.
 *
 * @param measure the answer, such as a difference of log-probabilities, for each of some texts
 * @returns one value per token of the post; 0 for what only addresses someone and for punctuation
 * @see Zeiler & Fergus (2014), Visualizing and Understanding Convolutional Networks, for occlusion; Li, Monroe & Jurafsky (2016), Understanding Neural Networks through Representation Erasure, for erasing words
 */
export async function occludeWords(
  features: PostFeatures,
  measure: (texts: readonly string[]) => Promise<readonly number[]>,
): Promise<Float64Array> {
  const { tokens, text } = features
  const byToken = new Float64Array(tokens.length)
  const words = listWords(features)
  if (words.length === 0) return byToken
  const [whole] = (await measure([text])) as [number]
  let inside = words
  let most = words.length <= MAX_SINGLE_WORDS ? MAX_SINGLE_WORDS : STRETCH_COUNT
  for (;;) {
    const parts = cutInto(inside, Math.min(most, inside.length))
    const values = await measure(parts.map((part) => without(features, part)))
    const losses = values.map((value) => whole - value)
    parts.forEach((part, index) => {
      for (const word of part) byToken[word] = (losses[index] as number) / part.length
    })
    const sizes = losses.map(Math.abs)
    const strongest = parts[sizes.indexOf(Math.max(...sizes))] as readonly number[]
    if (strongest.length === 1) return byToken
    inside = strongest
    most = MAX_REFINED
  }
}

/** Places of the words among the tokens. */
function listWords({ tokens, addresseeTokenCount }: PostFeatures): readonly number[] {
  const words: number[] = []
  for (let index = addresseeTokenCount; index < tokens.length; index++) {
    if (isWordLike(tokens[index] as Token)) words.push(index)
  }
  return words
}

/** Parts of about the same number of words. */
function cutInto(words: readonly number[], count: number): (readonly number[])[] {
  return Array.from({ length: count }, (_, part) =>
    words.slice(Math.round((part * words.length) / count), Math.round(((part + 1) * words.length) / count)),
  )
}

function without({ text, tokens }: PostFeatures, words: readonly number[]): string {
  const [first, last] = [words[0] as number, words.at(-1) as number]
  return text.slice(0, (tokens[first] as Token).start) + text.slice((tokens[last] as Token).end)
}
