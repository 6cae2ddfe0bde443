import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { Post, PostMeta } from '../../../src/base/thread/post.js'
import { buildThreads } from '../../../src/base/thread/thread.js'
import {
  chooseGroups,
  dealGroupsOf,
  type LabelledPost,
  takeLabels,
} from '../../../src/count/evaluate/labelled-post.js'
import { type OwnTraining, trainOwnModel } from '../../../src/count/evaluate/train-own-model.js'
import { post } from '../../base/thread/post-example.js'
import { smallExamples } from '../../judge/stance/small-posts.js'

const posts: Post[] = smallExamples().map(({ features, label }, index) => ({
  ...post(`p${index}`, null, features.text, { label, deal: `d${index % 5}` }),
  threadId: `t${index % 6}`,
}))
const options = { scheme: STANCE_SCHEME, language: 'en', labelField: 'label' }
const take = (own: readonly Post[] = posts): readonly LabelledPost[] =>
  takeLabels(buildThreads(own), options).posts
const training: OwnTraining = { id: 'own', scheme: STANCE_SCHEME, language: 'en' }
const withMeta = (meta: (post: Post, index: number) => PostMeta): Post[] =>
  posts.map((post, index) => ({ ...post, meta: meta(post, index) }))

const refused = (message: string) =>
  expect.objectContaining({ code: 'TRAIN_DATA_INVALID', message: expect.stringContaining(message) })

describe('takeLabels', () => {
  it('takes the label of every post that has one, and counts the others', () => {
    const some = withMeta(({ meta }, index) => {
      if (index === 0) return { ...meta, label: '' }
      return index === 1 ? { role: 'root' } : meta
    })
    const { posts: taken, unlabelledCount } = takeLabels(buildThreads(some), options)
    expect([taken.length, unlabelledCount]).toEqual([posts.length - 2, 2])
    expect(taken.every(({ weight }) => weight === 1)).toBe(true)
  })

  it.each([
    {
      name: 'a label that is none',
      meta: { role: 'root', label: 'Retreet' } as const,
      message: 'got "Retreet" (post "p3" of thread "t3"). Correct or empty them',
    },
    {
      name: 'a label that is no text',
      meta: { role: 'root', label: 3 } as const,
      message: 'got 3',
    },
  ])('refuses $name', ({ meta, message }) => {
    expect(() => take(withMeta(({ meta: own }, index) => (index === 3 ? meta : own)))).toThrow(
      refused(message),
    )
  })

  it('refuses posts without any label', () => {
    expect(() => take(withMeta(() => ({ role: 'root' })))).toThrow(
      refused('got 36 posts without one. Name the field: --columns label=NAME'),
    )
  })
})

describe('chooseGroups', () => {
  const nameless = withMeta(({ meta }) => ({ role: 'root', label: meta['label'] ?? '' }))
  it.each([
    ['deal', posts, 5],
    ['thread', nameless, 6],
    ['post', nameless.map((post) => ({ ...post, threadId: 't' })), 36],
    ['post', nameless.map((post, index) => ({ ...post, threadId: `t${index}` })), 36],
  ] as const)('takes the %s where it groups posts (%#)', (grouping, own, groupCount) => {
    const found = chooseGroups(take(own), STANCE_SCHEME)
    expect(found).toMatchObject({ grouping, foldCount: 5 })
    expect(new Set(found.groups).size).toBe(groupCount)
  })

  it('joins the groups of the deals that one row names together, whichever row comes first', () => {
    const rows = [['A'], ['B', 'C'], ['C', 'D'], ['E'], ['A', 'E'], ['B'], ['F']]
    const [one, other] = [rows, rows.toReversed()].map((deals) =>
      dealGroupsOf(deals.map((rowDeals) => ({ role: 'root', rowDeals }))),
    )
    expect(one).toEqual(['A; E', 'B; C; D', 'B; C; D', 'A; E', 'A; E', 'B; C; D', 'F'])
    expect(other?.toReversed()).toEqual(one)
  })

  it('keeps posts of the same words together', () => {
    const single = nameless.map((post) => ({ ...post, threadId: 't' }))
    const [first, second] = single as [Post, Post]
    const again = {
      ...second,
      id: 'again',
      text: `  ${first.text.toUpperCase()}`,
      meta: first.meta,
    }
    expect(new Set(chooseGroups(take([...single, again]), STANCE_SCHEME).groups).size).toBe(
      posts.length,
    )
  })
})

describe('trainOwnModel', () => {
  it('measures each post by a model that saw none of its deal, and beats the most frequent label', () => {
    const own = trainOwnModel(take(), training)
    expect(own).toMatchObject({ grouping: 'deal', groupCount: 5, foldCount: 5 })
    expect(own.predictions).toHaveLength(posts.length)
    const value = own.evaluation.models[0]?.measurement.macroF1.value ?? 0
    expect(value).toBeGreaterThan(own.majority.macroF1.value)
    expect(own.majority.accuracy).toBeCloseTo(1 / 3, 12)
    expect(own.tried.map(({ inverseRegularisation }) => inverseRegularisation)).toEqual([
      3, 10, 30, 100,
    ])
  })

  it('refuses too few posts with their counts', () => {
    expect(() => trainOwnModel(take().slice(0, 9), training)).toThrow(
      refused('at least 10 labelled posts, and 2 of every label'),
    )
  })
})
