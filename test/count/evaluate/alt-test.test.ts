import { describe, expect, it } from 'vitest'
import { altTest, type CodedPost } from '../../../src/count/evaluate/alt-test.js'

/** Eighty posts; three of four coders label each, and the fourth stops after 36. All err by plain arithmetic, the model every so many posts. */
function composePosts(errorEvery: number): CodedPost[] {
  return Array.from({ length: 80 }, (_, i) => {
    const truth = (i * 7) % 3
    const labels = ['a', 'b', 'c', 'd'].flatMap((coder, k) => {
      if ((i + k) % 4 === 0 || (coder === 'd' && i >= 36)) return []
      const isWrong = (i * (k + 5) + k) % (7 + k) === 0 || (i * i + k) % 11 === 3
      return [[coder, String(isWrong ? (truth + 1) % 3 : truth)] as const]
    })
    return { labels: new Map(labels), predicted: String((i * 3 + 1) % errorEvery === 0 ? (truth + 2) % 3 : truth) }
  })
}

describe('altTest', () => {
  // Expected: alt_test of the authors' alt_test_example.ipynb (github.com/nitaytech/AltTest at 18428b1) with SciPy 1.17.1, on these posts.
  it.each([
    [4, [0, 0, 0], 0.7277777777777779],
    [5, [2 / 3, 2 / 3, 2 / 3], 0.85],
    [13, [1, 1, 2 / 3], 0.9499999999999998],
  ] as const)('gives the winning rates and the advantage of the reference, with an error every %i posts', (every, rates, advantage) => {
    const { coders, result } = altTest(composePosts(every))
    expect(coders.map(({ postCount }) => postCount)).toEqual([60, 60, 60, 27])
    expect(result?.winningRates.map(({ epsilon, winningRate }) => [epsilon, winningRate])).toEqual([
      [0.2, rates[0]],
      [0.15, rates[1]],
      [0.1, rates[2]],
    ])
    expect(result?.advantage).toBeCloseTo(advantage, 12)
  })

  it('does not depend on the order of posts and coders', () => {
    const turned = composePosts(5).map(({ labels, predicted }) => ({ labels: new Map([...labels].reverse()), predicted }))
    expect(altTest(turned.reverse())).toEqual(altTest(composePosts(5)))
  })

  it('takes a post without an answer for one that agrees with nobody', () => {
    const silent = composePosts(5).map((post) => ({ ...post, predicted: null }))
    const other = composePosts(5).map((post) => ({ ...post, predicted: 'another' }))
    expect(altTest(silent)).toEqual(altTest(other))
  })

  it('says nothing with fewer than three coders of thirty posts that another coder has too', () => {
    expect(altTest([])).toEqual({ coders: [], result: null })
    const few = altTest(composePosts(5).slice(0, 39))
    expect(few.result).toBe(null)
    expect(few.coders.map(({ postCount }) => postCount)).toEqual([29, 30, 29, 27])
    const alone = composePosts(5).map(({ labels, predicted }) => ({ labels: new Map([...labels].slice(0, 1)), predicted }))
    expect(altTest(alone)).toEqual({ coders: [], result: null })
  })

  it('beats all coders where it always agrees with coders who always agree', () => {
    const posts = Array.from(
      { length: 30 },
      (): CodedPost => ({ labels: new Map(['a', 'b', 'c'].map((name) => [name, '1'])), predicted: '1' }),
    )
    expect(altTest(posts).result).toMatchObject({
      advantage: 1,
      winningRates: [{ winningRate: 1 }, { winningRate: 1 }, { winningRate: 1 }],
    })
    const wrong = altTest(posts.map((post) => ({ ...post, predicted: '2' })))
    expect(wrong.result).toMatchObject({ advantage: 0, winningRates: [{ winningRate: 0 }, { winningRate: 0 }, { winningRate: 0 }] })
  })
})
