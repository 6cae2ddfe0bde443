import { mean, sum, variance } from '../../base/statistics/estimate/mean.js'
import { incompleteBeta } from '../../base/statistics/interval/incomplete-beta.js'

/** A post that coders labelled, each on their own, and what the model says of it. */
export interface CodedPost {
  readonly labels: ReadonlyMap<string, string>
  /** Null without an answer, which agrees with nobody. */
  readonly predicted: string | null
}

/** Coders that the test needs, and posts of each that another coder labelled too: the t-test takes the mean of 30 as normal. */
export const ALT_TEST_NEEDS = { coderCount: 3, postCount: 30 } as const

/** What the model may be worse by, since it costs less than a coder: the values that the paper gives for each kind of coders. */
export const ALT_TEST_EPSILONS = [
  { coders: 'experts', epsilon: 0.2 },
  { coders: 'skilled', epsilon: 0.15 },
  { coders: 'crowd', epsilon: 0.1 },
] as const

/** Whether a model may stand in for a coder. */
export interface AltTest {
  /** All coders, with their posts that another coder labelled too. */
  readonly coders: readonly { readonly coder: string; readonly postCount: number }[]
  /** Null where fewer than three coders have 30 such posts. */
  readonly result: {
    /** Mean chance over coders that the model agrees with the others at least as often as the coder does (rho). */
    readonly advantage: number
    /** For each kind of coders the part of them that the model is no worse than (omega); with half of them it passes. */
    readonly winningRates: readonly { readonly coders: string; readonly epsilon: number; readonly winningRate: number }[]
  } | null
}

/** Rate of false findings among the coders said to be beaten. */
const FALSE_RATE = 0.05

/**
 * The alternative annotator test: each coder is left out once, and a one-sided t-test asks whether model or coder agrees with the others
 * more. Labels either agree or not. Posts with one coder do not count.
 *
 * @see Calderon, Reichart, Dror (2025), The Alternative Annotator Test for LLM-as-a-Judge, ACL 2025, pages 16051 to 16081
 */
export function altTest(posts: readonly CodedPost[]): AltTest {
  const shared = posts.filter(({ labels }) => labels.size > 1)
  const names = [...new Set(shared.flatMap(({ labels }) => [...labels.keys()]))].sort()
  const ofCoders = names.map((coder) => ({ coder, compared: shared.flatMap((post) => compareOn(post, coder)) }))
  const tested = ofCoders.filter(({ compared }) => compared.length >= ALT_TEST_NEEDS.postCount)
  const coders = ofCoders.map(({ coder, compared }) => ({ coder, postCount: compared.length }))
  if (tested.length < ALT_TEST_NEEDS.coderCount) return { coders, result: null }
  return {
    coders,
    result: {
      advantage: mean(tested.map(({ compared }) => sum(compared.map(({ model }) => model)) / compared.length)) ?? 0,
      winningRates: ALT_TEST_EPSILONS.map((kind) => {
        const chances = tested.map(({ compared }) => {
          return chanceBelow(
            compared.map(({ model, coder }) => coder - model),
            kind.epsilon,
          )
        })
        return { ...kind, winningRate: countFound(chances) / tested.length }
      }),
    },
  }
}

/** 1 for whoever agrees with at least as many of the other coders as the other one does. Empty where the coder did not label it. */
function compareOn({ labels, predicted }: CodedPost, coder: string): { model: number; coder: number }[] {
  const own = labels.get(coder)
  if (own === undefined) return []
  const others = [...labels].flatMap(([name, label]) => (name === coder ? [] : [label]))
  const agreeing = (given: string | null): number => others.filter((label) => label === given).length
  const lead = agreeing(predicted) - agreeing(own)
  return [{ model: Number(lead >= 0), coder: Number(lead <= 0) }]
}

/** Chance of so low a mean where the true one is `centre`: the lower one-sided t-test of one sample. */
function chanceBelow(values: readonly number[], centre: number): number {
  const error = Math.sqrt((variance(values) ?? 0) / values.length)
  const gap = sum(values) / values.length - centre
  if (error === 0) return gap < 0 ? 0 : 1
  const [freedom, square] = [values.length - 1, (gap / error) ** 2]
  const tail = incompleteBeta(freedom / (freedom + square), square / (freedom + square), freedom / 2, 0.5) / 2
  return gap < 0 ? tail : 1 - tail
}

/**
 * How many of the tests find something, where five of a hundred findings may be false, whatever depends on what.
 *
 * @see Benjamini, Yekutieli (2001), The Annals of Statistics 29:1165
 */
function countFound(chances: readonly number[]): number {
  const count = chances.length
  const harmonic = sum(chances.map((_, index) => 1 / (index + 1)))
  return (
    chances
      .toSorted((one, other) => one - other)
      .findLastIndex((chance, index) => chance <= ((index + 1) / count) * (FALSE_RATE / harmonic)) + 1
  )
}
