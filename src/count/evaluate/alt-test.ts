import { mean, sum, variance } from '../../base/statistics/estimate/mean.js'
import { incompleteBeta } from '../../base/statistics/interval/incomplete-beta.js'

/** A post with independent labels of coders, and the model's label. */
export interface CodedPost {
  readonly labels: ReadonlyMap<string, string>
  /** Null without an answer, which agrees with nobody. */
  readonly predicted: string | null
}

/** Coders that the test needs, and posts of each shared with another coder. The t-test takes a mean of 30 as normal. */
export const ALT_TEST_NEEDS = { coderCount: 3, postCount: 30 } as const

/** Allowance for the model, since it costs less than a coder. Origin: the paper's value for each kind of coders. */
export const ALT_TEST_EPSILONS = [
  { coders: 'experts', epsilon: 0.2 },
  { coders: 'skilled', epsilon: 0.15 },
  { coders: 'crowd', epsilon: 0.1 },
] as const

/** Result of the test: may a model stand in for a coder? */
export interface AltTest {
  /** All coders, with their posts that another coder labelled too. */
  readonly coders: readonly { readonly coder: string; readonly postCount: number }[]
  /** Null where fewer than three coders have 30 such posts. */
  readonly result: {
    /** Mean chance over coders that the model agrees with the others at least as often as the coder does (rho). */
    readonly advantage: number
    /** By kind of coders: the part of them that the model is no worse than (omega). It passes with half of them. */
    readonly winningRates: readonly { readonly coders: string; readonly epsilon: number; readonly winningRate: number }[]
  } | null
}

/** Rate of false findings among the coders said to be beaten. */
const FALSE_RATE = 0.05

/**
 * The alternative annotator test. Each coder is left out once; a one-sided t-test compares how well coder and model agree with the others.
 * Labels either agree or not. Posts with one coder do not count.
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

/** Gives 1 to the coder or model that agrees with more of the other coders, or to both at a tie. Empty where the coder did not label the post. */
function compareOn({ labels, predicted }: CodedPost, coder: string): { model: number; coder: number }[] {
  const own = labels.get(coder)
  if (own === undefined) return []
  const others = [...labels].flatMap(([name, label]) => (name === coder ? [] : [label]))
  const agreeing = (given: string | null): number => others.filter((label) => label === given).length
  const lead = agreeing(predicted) - agreeing(own)
  return [{ model: Number(lead >= 0), coder: Number(lead <= 0) }]
}

/** Lower one-sided t-test of one sample: the chance of so low a mean if the true mean is `centre`. */
function chanceBelow(values: readonly number[], centre: number): number {
  const error = Math.sqrt((variance(values) ?? 0) / values.length)
  const gap = sum(values) / values.length - centre
  if (error === 0) return gap < 0 ? 0 : 1
  const [freedom, square] = [values.length - 1, (gap / error) ** 2]
  const tail = incompleteBeta(freedom / (freedom + square), square / (freedom + square), freedom / 2, 0.5) / 2
  return gap < 0 ? tail : 1 - tail
}

/**
 * Number of significant tests at a false discovery rate of 5 %, for tests with any dependence.
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
