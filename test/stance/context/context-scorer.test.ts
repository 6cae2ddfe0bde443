import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extractFeatures } from '../../../src/features/extract-features.js'
import { createScheme, STANCE_SCHEME } from '../../../src/scheme/stance-scheme.js'
import { ContextReader } from '../../../src/stance/context/context-reader.js'
import { createPhrases, type RelationModel } from '../../../src/stance/context/relation-model.js'
import { leanOf } from '../../../src/stance/judge.js'
import type { StanceClassifier, StanceInput } from '../../../src/stance/stance-classifier.js'
import type { Post } from '../../../src/thread/post.js'

/** Says what stands in the text: "r 0.8 0.1 0.1" has these probabilities. */
const spoken: StanceClassifier = {
  id: 'spoken',
  scheme: STANCE_SCHEME,
  readsTarget: false,
  score: (inputs) =>
    inputs.map(({ features }) => Float64Array.from(features.text.match(/0\.\d+/g) ?? [], (each) => Math.log(Number(each)))),
  probabilitiesOf: (scores) => scores.map(Math.exp),
}

/** Agreement, objection and neither from one word each, with logits 2, 2 and 0 over an even start. */
const relation: RelationModel = {
  id: 'small',
  weights: new Map([
    ['intercept', [0, 0, 0]],
    ['opens yes', [2, 0, 0]],
    ['opens no', [0, 2, 0]],
  ]),
  phrases: createPhrases([]),
}
const STRONG = Math.exp(2) / (Math.exp(2) + 2)
const WEAK = 1 / (Math.exp(2) + 2)

/** The same, but hardly sure of it. */
const weak: RelationModel = {
  ...relation,
  weights: new Map([
    ['intercept', [0, 0, 0]],
    ['opens yes', [0.5, 0, 0]],
    ['opens no', [0, 0.5, 0]],
    ['opens well', [0, 0, 0.5]],
  ]),
}

function thread(...posts: readonly (readonly [id: string, parentId: string | null, text: string])[]): StanceInput[] {
  const records = posts.map(
    ([id, parentId, text]): Post => ({
      id,
      threadId: 't',
      parentId,
      author: null,
      createdAt: null,
      text,
      meta: { role: parentId === null ? 'root' : 'reply' },
    }),
  )
  return extractFeatures({ id: 't', posts: records, headers: [] }).map((features) => ({ features, target: null }))
}

const expectClose = (values: ArrayLike<number> | null | undefined, expected: readonly number[]): void => {
  expect(values).toHaveLength(expected.length)
  expected.forEach((value, index) => {
    expect(values?.[index]).toBeCloseTo(value, 12)
  })
}

describe('ContextReader', () => {
  const inputs = thread(['a', null, 'r 0.7 0.1 0.2'], ['b', 'a', 'yes 0.2 0.2 0.6'], ['c', 'b', 'no 0.3 0.3 0.4'])

  it('mixes what the parent hands on with the words of the reply (by hand)', async () => {
    const [a, b, c] = await new ContextReader(spoken, { relation }).read(inputs)
    expectClose(a?.probabilities, [0.7, 0.1, 0.2])
    expect(a?.isInherited).toBe(false)
    // 0.7 of it answers "retreat" with agreement, 0.1 "shrewd pivot" with agreement, 0.2 nothing: its own words.
    const ofB = [0.7 * STRONG + 0.1 * WEAK + 0.2 * 0.2, 0.7 * WEAK + 0.1 * STRONG + 0.2 * 0.2, 0.8 * WEAK + 0.2 * 0.6] as const
    expectClose(b?.probabilities, ofB)
    const ofC = [
      ofB[0] * WEAK + ofB[1] * STRONG + ofB[2] * 0.3,
      ofB[0] * STRONG + ofB[1] * WEAK + ofB[2] * 0.3,
      (ofB[0] + ofB[1]) * WEAK + ofB[2] * 0.4,
    ]
    expectClose(c?.probabilities, ofC)
    expect(c?.chain.map(({ postId, relation: kind, side }) => [postId, kind, side])).toEqual([
      ['b', 'disagrees', 'retreat'],
      ['a', 'agrees', 'retreat'],
    ])
    expect(c?.chain[0]?.probability).toBeCloseTo(STRONG, 12)
  })

  it('tells no chain where the words of a reply outweigh what it is to the post answered (once told that it disagrees and takes the same side)', async () => {
    // Under 0.45 / 0.15 the objection speaks for the second side, the reply's own words for the first, with the 0.4 that are left.
    const [, reply] = await new ContextReader(spoken, { relation: weak }).read(
      thread(['a', null, 'r 0.45 0.15 0.4'], ['b', 'a', 'no 0.98 0.01 0.01']),
    )
    expect(reply).toMatchObject({ isInherited: true, chain: [] })
    expect(reply?.probabilities?.[0]).toBeGreaterThan(reply?.probabilities?.[1] as number)
  })

  it('mixes to probabilities, and tells chains that lead to the lean step by step, whatever the posts say', async () => {
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
        for (const { probabilities, chain } of await new ContextReader(spoken, { relation: weak }).read(thread(...posts))) {
          expect(probabilities?.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9)
          let side: string | undefined = leanOf(probabilities as Float64Array, STANCE_SCHEME)
          for (const link of chain) {
            expect(side).toBe(link.relation === 'agrees' ? link.side : link.side === first ? second : first)
            side = link.side
          }
        }
      }),
      { numRuns: Number(process.env['DEALSTANCE_RUNS'] ?? 1000), seed: 4 },
    )
  })

  it('gives the same in any order, in parts, and for a reply whose parent was not asked for', async () => {
    const all = await new ContextReader(spoken, { relation }).read(inputs)
    const backwards = await new ContextReader(spoken, { relation }).read([...inputs].reverse())
    expect(backwards.reverse()).toEqual(all)
    const reader = new ContextReader(spoken, { relation })
    const last = await reader.read(inputs.slice(2))
    expect([...(await reader.read(inputs.slice(0, 2))), ...last]).toEqual(all)
  })

  it('leaves posts to their own words without a relation model, under a neutral parent, and where nothing may be handed on', async () => {
    const own = [0.2, 0.2, 0.6]
    const [, alone] = await new ContextReader(spoken, { relation: null }).read(inputs)
    expectClose(alone?.probabilities, own)
    const [, forbidden] = await new ContextReader(spoken, { relation, mayInherit: () => false }).read(inputs)
    expectClose(forbidden?.probabilities, own)
    const neutral = thread(['a', null, 'n 0.005 0.005 0.99'], ['b', 'a', 'yes 0.2 0.2 0.6'])
    const [, under] = await new ContextReader(spoken, { relation }).read(neutral)
    expectClose(under?.probabilities, own)
    expect(under).toMatchObject({ isInherited: false, chain: [] })
  })

  it('reads no relations in a scheme of three sides, where objecting names no one label', async () => {
    const scheme = createScheme({ id: 'other', labels: ['a', 'b', 'c'], sides: ['a', 'b', 'c'], neutral: null })
    const readings = await new ContextReader({ ...spoken, scheme }, { relation }).read(inputs)
    expect(readings.every(({ isInherited }) => !isInherited)).toBe(true)
  })

  it('leaves a classifier without probabilities alone', async () => {
    const readings = await new ContextReader({ ...spoken, probabilitiesOf: () => null }, { relation }).read(inputs)
    expect(readings.map(({ probabilities, isInherited }) => [probabilities, isInherited])).toEqual([
      [null, false],
      [null, false],
      [null, false],
    ])
  })

  it('reads a chain of 10,000 replies, last first, in time that grows with its length', async () => {
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
    const reader = new ContextReader(counting, { relation })
    const [last] = await reader.read(chain.slice(-1))
    expect(last?.probabilities?.reduce((sum, each) => sum + each, 0)).toBeCloseTo(1, 9)
    await reader.read(chain)
    expect(scoredCount).toBe(10_001)
    expect(last?.chain.length).toBeLessThanOrEqual(5)
  })
})
