import type { PostFeatures } from '../../features/post-features.js'
import type { Token } from '../../features/token.js'

/** Posts of at most so many words are taken apart word by word, longer ones stretch by stretch first. */
const MAX_SINGLE_WORDS = 10
/** Stretches that a longer post is cut into. */
const STRETCH_COUNT = 6
/** Stretches whose words are then looked at one by one: those that moved the answer most. */
const REFINED_COUNT = 1

/** Neighbouring tokens of a post, first and last inclusive. */
interface Stretch {
  readonly first: number
  readonly last: number
}

/**
 * How much each token speaks for an answer: what the answer loses when the token is taken out of the text. Short posts
 * are taken apart word by word; longer ones in stretches, of which the strongest is then taken apart, the words of the
 * others share alike. At most some dozen texts are scored, however long the post.
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
  const isShort = words.length <= MAX_SINGLE_WORDS
  const stretches = isShort ? words : cutInto(words, STRETCH_COUNT)
  const [whole, ...rest] = await measure([text, ...stretches.map((stretch) => without(features, stretch))])
  const losses = rest.map((value) => (whole as number) - value)
  const share = ({ first, last }: Stretch, loss: number): void => {
    const inside = words.filter((word) => word.first >= first && word.last <= last)
    for (const word of inside) byToken[word.first] = loss / inside.length
  }
  stretches.forEach((stretch, index) => {
    share(stretch, losses[index] as number)
  })
  if (isShort) return byToken
  const strongest = stretches
    .map((stretch, index) => ({ stretch, loss: Math.abs(losses[index] as number) }))
    .sort((one, other) => other.loss - one.loss)
    .slice(0, REFINED_COUNT)
    .flatMap(({ stretch }) => words.filter(({ first, last }) => first >= stretch.first && last <= stretch.last))
  const values = await measure(strongest.map((word) => without(features, word)))
  strongest.forEach((word, index) => {
    share(word, (whole as number) - (values[index] as number))
  })
  return byToken
}

function listWords({ tokens, addresseeTokenCount }: PostFeatures): Stretch[] {
  const words: Stretch[] = []
  for (let index = addresseeTokenCount; index < tokens.length; index++) {
    const { kind } = tokens[index] as Token
    if (kind !== 'punctuation' && kind !== 'other' && kind !== 'mention') words.push({ first: index, last: index })
  }
  return words
}

/** Stretches of about the same number of words. */
function cutInto(words: readonly Stretch[], count: number): Stretch[] {
  return Array.from({ length: count }, (_, part) => {
    const inside = words.slice(Math.round((part * words.length) / count), Math.round(((part + 1) * words.length) / count))
    return { first: (inside[0] as Stretch).first, last: (inside.at(-1) as Stretch).last }
  })
}

function without({ text, tokens }: PostFeatures, { first, last }: Stretch): string {
  return text.slice(0, (tokens[first] as Token).start) + text.slice((tokens[last] as Token).end)
}
