import { describe, expect, it } from 'vitest'
import { extractFeatures } from '../../../src/features/extract-features.js'
import { createScheme, STANCE_SCHEME } from '../../../src/scheme/stance-scheme.js'
import { ContextReader } from '../../../src/stance/context/context-reader.js'
import { createPhrases, type RelationModel } from '../../../src/stance/context/relation-model.js'
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
