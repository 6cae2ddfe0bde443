import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { largestOf } from '../../base/statistics/extremes.js'
import { isWordLike, PostFeatures, type Token } from '../features/token.js'
import {
  type Decision,
  decide,
  type Evidence,
  type ExplainEffort,
  type StanceClassifier,
  type StanceInput,
} from './stance-classifier.js'

const MAX_STRETCHES = 5
/** Smallest weight of a deciding token, as a share of the strongest one's. */
const DECIDING_SHARE = 0.25

/**
 * Joins adjacent tokens that favour the same label into stretches of text, strongest first.
 *
 * @param byToken see `StanceClassifier.weighTokens`
 */
export function collectEvidence(
  features: PostFeatures,
  byToken: Float64Array,
  winner: string,
  rival: string,
): Evidence[] {
  const { tokens, text } = features
  let top = 0
  for (let index = 0; index < byToken.length; index++) {
    if (isWordLike(tokens[index] as Token)) top = Math.max(top, Math.abs(byToken[index] as number))
  }
  if (top === 0) return []
  const stretches: { first: number; last: number; weight: number }[] = []
  for (let index = 0; index < byToken.length; index++) {
    const value = byToken[index] as number
    if (Math.abs(value) < top * DECIDING_SHARE || !isWordLike(tokens[index] as Token)) continue
    const last = stretches.at(-1)
    if (last && last.last === index - 1 && Math.sign(last.weight) === Math.sign(value)) {
      last.last = index
      last.weight += value
    } else stretches.push({ first: index, last: index, weight: value })
  }
  return stretches
    .sort((a, b) => Math.abs(b.weight) - Math.abs(a.weight) || a.first - b.first)
    .slice(0, MAX_STRETCHES)
    .map(({ first, last, weight }) => {
      const start = (tokens[first] as Token).start
      const end = (tokens[last] as Token).end
      return {
        start,
        end,
        text: text.slice(start, end),
        toward: weight > 0 ? winner : rival,
        weight: Math.abs(weight),
      }
    })
}

type TokenWeigher = Required<Pick<StanceClassifier, 'score' | 'weighTokens'>>

export function explainByWeights({ labels }: StanceScheme, { score, weighTokens }: TokenWeigher) {
  return async (
    input: StanceInput,
    decision?: Decision,
    effort: ExplainEffort = 'full',
  ): Promise<readonly Evidence[]> => {
    const { winner, rival } = decision ?? decide((await score([input]))[0] ?? [])
    const weights = await weighTokens(input, { winner, rival }, effort)
    return weights
      ? collectEvidence(input.features, weights, labels[winner] as string, labels[rival] as string)
      : []
  }
}

/** Longest post that is occluded word by word. */
const MAX_SINGLE_WORDS = 10
/** Number of stretches a longer post is split into. */
const STRETCH_COUNT = 6
/** The most parts that the strongest stretch is split into. */
const MAX_REFINED = 32

/**
 * Weighs each token by occlusion: the loss of the score without it. Short posts are occluded word
 * by word, longer ones in stretches. The strongest stretch is split until it is a single word;
 * words of other stretches share their weight. About a dozen texts are scored, and
 * {@link MAX_REFINED} more each time the post is that many times longer.
 *
 * @returns one value per token of the post; 0 for punctuation and leading addressees
 * @see Zeiler & Fergus (2014), Visualizing and Understanding Convolutional Networks, for occlusion;
 *   Li, Monroe & Jurafsky (2016),
 *   Understanding Neural Networks through Representation Erasure, for erasing words
 */
export async function occludeWords(
  features: PostFeatures,
  scoreTexts: (texts: readonly string[]) => Promise<readonly number[]>,
): Promise<Float64Array> {
  const { tokens, text } = features
  const byToken = new Float64Array(tokens.length)
  const words = wordIndexes(features)
  if (words.length === 0) return byToken
  const [whole] = (await scoreTexts([text])) as [number]
  let inside = words
  let most = words.length <= MAX_SINGLE_WORDS ? MAX_SINGLE_WORDS : STRETCH_COUNT
  for (;;) {
    const parts = splitEvenly(inside, Math.min(most, inside.length))
    const values = await scoreTexts(parts.map((part) => textWithout(features, part)))
    const losses = values.map((value) => whole - value)
    parts.forEach((part, index) => {
      for (const word of part) byToken[word] = (losses[index] as number) / part.length
    })
    const sizes = losses.map(Math.abs)
    const strongest = parts[sizes.indexOf(largestOf(sizes))] as readonly number[]
    if (strongest.length === 1) return byToken
    inside = strongest
    most = MAX_REFINED
  }
}

/** A classifier's `weighTokens` by occlusion; null for little effort. */
export const weighByOcclusion =
  (score: (inputs: readonly StanceInput[]) => Promise<readonly ArrayLike<number>[]>) =>
  async (
    each: StanceInput,
    { winner, rival }: Decision,
    effort: ExplainEffort,
  ): Promise<Float64Array | null> => {
    if (effort === 'quick') return null
    return occludeWords(each.features, async (texts) => {
      const scores = await score(
        texts.map((text) => ({ ...each, features: new PostFeatures({ ...each.features, text }) })),
      )
      return scores.map(
        (textScores) => (textScores[winner] as number) - (textScores[rival] as number),
      )
    })
  }

const wordIndexes = ({ tokens, addresseeTokenCount }: PostFeatures): readonly number[] =>
  [...tokens.keys()].filter(
    (index) => index >= addresseeTokenCount && isWordLike(tokens[index] as Token),
  )

function splitEvenly(words: readonly number[], count: number): (readonly number[])[] {
  return Array.from({ length: count }, (_, part) =>
    words.slice(
      Math.round((part * words.length) / count),
      Math.round(((part + 1) * words.length) / count),
    ),
  )
}

function textWithout({ text, tokens }: PostFeatures, words: readonly number[]): string {
  const first = words[0] as number
  const last = words.at(-1) as number
  return text.slice(0, (tokens[first] as Token).start) + text.slice((tokens[last] as Token).end)
}
