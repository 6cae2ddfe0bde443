import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { createScheme, STANCE_SCHEME } from '../../../../src/base/scheme/stance-scheme.js'
import type { PostMeta } from '../../../../src/base/thread/post.js'
import { extractFeatures } from '../../../../src/judge/features/extract-features.js'
import { ContextScorer } from '../../../../src/judge/stance/inherit/context-scorer.js'
import { leanOf } from '../../../../src/judge/stance/judge.js'
import type { StanceClassifier, StanceInput } from '../../../../src/judge/stance/stance-classifier.js'
import { post } from '../../../base/thread/post-example.js'
import { inRows } from '../../../support/in-rows.js'
import { runCount } from '../../../support/run-count.js'
import { DRIFT_OFFSET, smallRelation, standIn } from '../small-posts.js'

/** Takes its probabilities from the text: "r 0.8 0.1 0.1". */
const spoken = standIn({
  score: (inputs) =>
    inputs.map(({ features }) => Float64Array.from(features.text.match(/0\.\d+/g) ?? [], (each) => Math.log(Number(each)))),
  probabilitiesOf: (scores) => scores.map(Math.exp),
})

/** Agreement, objection and neither from one word each: logit 2 for the word's relation, 0 otherwise. */
const relation = smallRelation({ yes: [2, 0, 0], no: [0, 2, 0] })
const STRONG = Math.exp(2) / (Math.exp(2) + 2)
const WEAK = 1 / (Math.exp(2) + 2)

const scaled = (values: readonly number[]): number[] => values.map((value) => value / values.reduce((sum, each) => sum + each, 0))

/** The same with weaker weights. */
const weak = smallRelation({ yes: [0.5, 0, 0], no: [0, 0.5, 0], well: [0, 0, 0.5] })

type GivenPost = readonly [id: string, parentId: string | null, text: string, marks?: Partial<PostMeta>]

function thread(...posts: readonly GivenPost[]): StanceInput[] {
  const records = posts.map((given) => post(...given))
  return extractFeatures({ id: 't', posts: records, headers: [] }).map((features) => ({ features, target: null }))
}

const expectClose = (values: ArrayLike<number> | null | undefined, expected: readonly number[]): void => {
  expect(values).toHaveLength(expected.length)
  expected.forEach((value, index) => {
    expect(values?.[index]).toBeCloseTo(value, 12)
  })
}

describe('ContextScorer', () => {
  const inputs = thread(['a', null, 'r 0.7 0.1 0.2'], ['b', 'a', 'yes 0.2 0.2 0.6'], ['c', 'b', 'no 0.3 0.3 0.4'])

  it('calibrates posts that inherit nothing, and passes on what was not calibrated', async () => {
    const calibrated: StanceClassifier = {
      ...spoken,
      probabilitiesOf: () => Float64Array.of(0.6, 0.2, 0.2),
      mixableOf: spoken.probabilitiesOf as never,
    }
    const [a, b] = await new ContextScorer(calibrated, { relation }).score(inputs)
    const [, plain] = await new ContextScorer(spoken, { relation }).score(inputs)
    expectClose(a?.probabilities, [0.6, 0.2, 0.2])
    expect(b?.probabilities).toEqual(plain?.probabilities)
  })

  it('weighs a reply’s own words by what is expected under its parent (computed by hand)', async () => {
    const [a, b, c] = await new ContextScorer(spoken, { relation }).score(inputs)
    expectClose(a?.probabilities, [0.7, 0.1, 0.2])
    expect(a?.isInherited).toBe(false)
    // Of the root 0.8 takes a side, 7 to 1: there the relation counts, weighed by the square root of the own words. Else they count alone.
    const [same, other] = [7 / 8, 1 / 8]
    const sided = scaled([
      (same * STRONG + other * WEAK) * Math.sqrt(0.2),
      (same * WEAK + other * STRONG) * Math.sqrt(0.2),
      WEAK * Math.sqrt(0.6),
    ])
    const ofB = sided.map((each, label) => 0.8 * each + 0.2 * ([0.2, 0.2, 0.6][label] as number)) as [number, number, number]
    expectClose(b?.probabilities, ofB)
    // Under a reply that takes no side a tenth takes each side.
    const ofC = scaled([
      (ofB[0] * WEAK + ofB[1] * STRONG + ofB[2] * 0.1) * Math.sqrt(0.3),
      (ofB[0] * STRONG + ofB[1] * WEAK + ofB[2] * 0.1) * Math.sqrt(0.3),
      ((ofB[0] + ofB[1]) * WEAK + ofB[2] * 0.8) * Math.sqrt(0.4) * Math.exp(DRIFT_OFFSET),
    ])
    expectClose(c?.probabilities, ofC)
  })

  it('tells the chain of a side that is sure', async () => {
    const sure = thread(['a', null, 'r 0.97 0.01 0.02'], ['b', 'a', 'yes 0.45 0.05 0.5'], ['c', 'b', 'no 0.02 0.88 0.1'])
    const [, , c] = await new ContextScorer(spoken, { relation }).score(sure)
    expect(c?.chain.map(({ postId, relation: kind, side }) => [postId, kind, side])).toEqual([
      ['b', 'disagrees', 'retreat'],
      ['a', 'agrees', 'retreat'],
    ])
    expect(c?.chain[0]?.probability).toBeCloseTo(STRONG, 12)
  })

  it('gives an empty chain when the reply’s own words outweigh its relation to the parent (gave "disagrees" with the same side)', async () => {
    // With a parent at 0.45 / 0.15, the objection favours the second side; its own words, which have the remaining 0.4, favour the first.
    const [, reply] = await new ContextScorer(spoken, { relation: weak }).score(
      thread(['a', null, 'r 0.45 0.15 0.4'], ['b', 'a', 'no 0.98 0.01 0.01']),
    )
    expect(reply).toMatchObject({ isInherited: true, chain: [] })
    expect(reply?.probabilities?.[0]).toBeGreaterThan(reply?.probabilities?.[1] as number)
  })

  it('gives probabilities that sum to 1, and chains that lead to the lean step by step, for any posts', async () => {
    const share = fc.integer({ min: 1, max: 98 })
    const said = fc
      .tuple(fc.constantFrom('yes', 'no', 'well'), share, share)
      .filter(([, first, second]) => first + second < 99)
      .map(
        ([word, ...both]) => `${word} ${[...both, 100 - both[0] - both[1]].map((each) => `0.${String(each).padStart(2, '0')}`).join(' ')}`,
      )
    const [first, second] = STANCE_SCHEME.sides
    await fc.assert(
      fc.asyncProperty(fc.array(said, { minLength: 2, maxLength: 7 }), async (texts) => {
        const posts = texts.map((text, index) => [String(index), index === 0 ? null : String(index - 1), text] as const)
        for (const { probabilities, chain } of await new ContextScorer(spoken, { relation: weak }).score(thread(...posts))) {
          expect(probabilities?.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9)
          let side: string | undefined = leanOf(probabilities as Float64Array, STANCE_SCHEME)
          for (const link of chain) {
            expect(side).toBe(link.relation === 'agrees' ? link.side : link.side === first ? second : first)
            side = link.side
          }
        }
      }),
      { numRuns: runCount(), seed: 4 },
    )
  })

  it('gives the same scores in any order, in parts, and for a reply whose parent is not an input', async () => {
    const all = await new ContextScorer(spoken, { relation }).score(inputs)
    const backwards = await new ContextScorer(spoken, { relation }).score([...inputs].reverse())
    expect(backwards.reverse()).toEqual(all)
    const scorer = new ContextScorer(spoken, { relation })
    const last = await scorer.score(inputs.slice(2))
    expect([...(await scorer.score(inputs.slice(0, 2))), ...last]).toEqual(all)
  })

  it('uses a reply’s own words alone without a relation model, under a neutral parent, and where inheritance is not allowed', async () => {
    const own = [0.2, 0.2, 0.6]
    const [, alone] = await new ContextScorer(spoken, { relation: null }).score(inputs)
    expectClose(alone?.probabilities, own)
    const [, forbidden] = await new ContextScorer(spoken, { relation, canInherit: () => false }).score(inputs)
    expectClose(forbidden?.probabilities, own)
    const neutral = thread(['a', null, 'n 0.005 0.005 0.99'], ['b', 'a', 'yes 0.2 0.2 0.6'])
    const [, under] = await new ContextScorer(spoken, { relation }).score(neutral)
    expectClose(under?.probabilities, own)
    expect(under).toMatchObject({ isInherited: false, chain: [] })
  })

  it('inherits nothing through a guess, or through one of several posts', async () => {
    const retreat = ['a', null, 'r 0.7 0.1 0.2'] as const
    for (const marks of [{ isParentInferred: true as const }, { possibleParents: ['a', 'b'] }]) {
      const reply = ['c', 'b', 'yes 0.2 0.2 0.6', marks] as const
      const read = await new ContextScorer(spoken, { relation }).score(thread(retreat, ['b', null, 'r 0.6 0.1 0.3'], reply))
      expect(read[2]).toMatchObject({ isInherited: false, chain: [] })
      expectClose(read[2]?.probabilities, [0.2, 0.2, 0.6])
    }
  })

  it('reads a reply to a reply that takes no side as having drifted, unless it names the move', async () => {
    const target = { dealId: 'd', mover: 'Acme', move: 'sells its chips' }
    const under = (text: string) =>
      thread(['a', null, 'n 0.01 0.01 0.98'], ['b', 'a', 'n 0.1 0.1 0.8'], ['c', 'b', text]).map((input) => ({ ...input, target }))
    const drifting = smallRelation({ 'drift, names the mover': [0, 0, -2], 'drift, names the move': [0, 0, -1] })
    const neutralOf = async (text: string): Promise<number> =>
      (await new ContextScorer(spoken, { relation: drifting }).score(under(text))).at(-1)?.probabilities?.[2] as number
    const [aside, move, both] = [
      await neutralOf('nice weather 0.4 0.3 0.3'),
      await neutralOf('those chips 0.4 0.3 0.3'),
      await neutralOf('chips by Acme 0.4 0.3 0.3'),
    ]
    expect(aside).toBeGreaterThan(0.6)
    expect(move).toBeLessThan(aside)
    expect(both).toBeLessThan(move)
  })

  it('inherits nothing in a scheme of three sides, where disagreeing does not determine the label', async () => {
    const scheme = createScheme({ id: 'other', labels: ['a', 'b', 'c'], sides: ['a', 'b', 'c'], neutral: null })
    const readings = await new ContextScorer({ ...spoken, scheme }, { relation }).score(inputs)
    expect(readings.every(({ isInherited }) => !isInherited)).toBe(true)
  })

  it('inherits nothing from a classifier without probabilities', async () => {
    const readings = await new ContextScorer({ ...spoken, probabilitiesOf: () => null }, { relation }).score(inputs)
    expect(inRows(readings.map(({ probabilities, isInherited }) => [probabilities, isInherited]))).toEqual(['- | no', '- | no', '- | no'])
  })

  it('scores a chain of 10,000 replies, last first, in linear time', async () => {
    const chain = thread(
      ['p0', null, 'r 0.7 0.1 0.2'],
      ...Array.from({ length: 10_000 }, (_, index) => [`p${index + 1}`, `p${index}`, 'no 0.3 0.3 0.4'] as const),
    )
    let scoredCount = 0
    const counting: StanceClassifier = {
      ...spoken,
      score: (asked) => {
        scoredCount += asked.length
        return spoken.score(asked)
      },
    }
    const scorer = new ContextScorer(counting, { relation })
    const [last] = await scorer.score(chain.slice(-1))
    expect(last?.probabilities?.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9)
    await scorer.score(chain)
    expect(scoredCount).toBe(10_001)
    expect(last?.chain.length).toBeLessThanOrEqual(5)
  })
})
