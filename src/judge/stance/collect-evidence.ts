import type { StanceScheme } from '../../base/scheme/stance-scheme.js'
import { isWordLike, type PostFeatures, type Token } from '../features/token.js'
import { type Decision, decide, type Evidence, type ExplainEffort, type StanceClassifier, type StanceInput } from './stance-classifier.js'

const MAX_STRETCHES = 5
/** A token counts as deciding when its weight is at least this share of the strongest token's. */
const DECIDING_SHARE = 0.25

/**
 * Joins adjacent tokens that favour the same label into stretches of text, strongest first.
 *
 * @param byToken contribution of each token to the score of `winner` over `rival`
 * @returns at most {@link MAX_STRETCHES} stretches; empty for a post without words
 */
export function collectEvidence(features: PostFeatures, byToken: Float64Array, winner: string, rival: string): Evidence[] {
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
      return { start, end, text: text.slice(start, end), toward: weight > 0 ? winner : rival, weight: Math.abs(weight) }
    })
}

/** The parts of a classifier that `explain` uses. */
type TokenWeigher = Required<Pick<StanceClassifier, 'score' | 'weighTokens'>>

/** Builds a classifier's `explain` method from its token weights. */
export function explainByWeights({ labels }: StanceScheme, { score, weighTokens }: TokenWeigher) {
  return async (input: StanceInput, decision?: Decision, effort: ExplainEffort = 'full'): Promise<readonly Evidence[]> => {
    const { winner, rival } = decision ?? decide((await score([input]))[0] ?? [])
    const weights = await weighTokens(input, { winner, rival }, effort)
    return weights ? collectEvidence(input.features, weights, labels[winner] as string, labels[rival] as string) : []
  }
}
