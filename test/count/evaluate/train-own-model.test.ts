import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { Post, PostMeta } from '../../../src/base/thread/post.js'
import { buildThreads } from '../../../src/base/thread/thread.js'
import { groupPosts, type LabelledPost, takeLabels } from '../../../src/count/evaluate/labelled-post.js'
import { type OwnTraining, trainOwnModel } from '../../../src/count/evaluate/train-own-model.js'
import { post } from '../../base/thread/post-example.js'
import { smallExamples } from '../../judge/stance/small-posts.js'

const posts: Post[] = smallExamples().map(({ features, label }, index) => ({
  ...post(`p${index}`, null, features.text, { label, deal: `d${index % 5}` }),
  threadId: `t${index % 6}`,
}))
const options = { scheme: STANCE_SCHEME, language: 'en', labelField: 'label' }
const take = (own: readonly Post[] = posts): readonly LabelledPost[] => takeLabels(buildThreads(own), options).posts
const training: OwnTraining = { id: 'own', scheme: STANCE_SCHEME, language: 'en' }
const withMeta = (meta: (post: Post, index: number) => PostMeta): Post[] =>
  posts.map((post, index) => ({ ...post, meta: meta(post, index) }))

const refused = (message: string) => expect.objectContaining({ code: 'TRAIN_DATA_INVALID', message: expect.stringContaining(message) })

describe('takeLabels', () => {
  it('takes the label of every post that has one, and counts the others', () => {
    const some = withMeta(({ meta }, index) => (index === 0 ? { ...meta, label: '' } : index === 1 ? { role: 'root' } : meta))
    const { posts: taken, unlabelledCount } = takeLabels(buildThreads(some), options)
    expect([taken.length, unlabelledCount]).toEqual([posts.length - 2, 2])
    expect(taken.every(({ weight }) => weight === 1)).toBe(true)
  })

  it.each([
    { name: 'a label that is none', meta: { role: 'root', label: 'Retreat' } as const, message: 'got "Retreat". Correct it' },
    { name: 'a label that is no text', meta: { role: 'root', label: 3 } as const, message: 'got 3' },
  ])('refuses $name', ({ meta, message }) => {
    expect(() => take(withMeta(({ meta: own }, index) => (index === 3 ? meta : own)))).toThrow(refused(message))
  })

  it('refuses posts without any label', () => {
    expect(() => take(withMeta(() => ({ role: 'root' })))).toThrow(refused('got 36 posts without one. Name the field with --label-field'))
  })
})

describe('groupPosts', () => {
  it('groups by deal, thread or any field, and returns null where a post lacks it', () => {
    expect(groupPosts(take(), 'deal', STANCE_SCHEME)?.slice(0, 2)).toEqual(['d0', 'd1'].map((id) => id).sort())
    expect(new Set(groupPosts(take(), 'thread', STANCE_SCHEME)).size).toBe(6)
    expect(groupPosts(take(), 'topic', STANCE_SCHEME)).toBeNull()
  })

  it('joins the groups of the deals that one row names together, whichever row comes first', () => {
    const rows = [['A'], ['B', 'C'], ['C', 'D'], ['E'], ['A', 'E'], ['B'], ['F']]
    const [one, other] = [rows, rows.toReversed()].map((deals) => {
      const own = deals.map((rowDeals, index) => ({
        ...(posts[index] as Post),
        threadId: 't',
        meta: { role: 'root' as const, label: 'neither', rowDeals },
      }))
      return groupPosts(take(own), 'deal', STANCE_SCHEME)
    })
    expect(one).toEqual(['A; E', 'B; C; D', 'B; C; D', 'A; E', 'A; E', 'B; C; D', 'F'])
    expect(other?.toReversed()).toEqual(one)
  })

  it('keeps posts of the same words together', () => {
    const [first, second] = posts as [Post, Post]
    const again = { ...second, id: 'again', text: `  ${first.text.toUpperCase()}`, meta: first.meta }
    const groups = groupPosts(take([...posts, again]), 'post', STANCE_SCHEME) as string[]
    expect(new Set(groups).size).toBe(posts.length)
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
    expect(own.tried.map(({ inverseRegularisation }) => inverseRegularisation)).toEqual([3, 10, 30, 100])
  })

  it('tests by thread where posts name no deals, by post where threads are few', () => {
    const nameless = withMeta(({ meta }) => ({ role: 'root', label: meta['label'] ?? '' }))
    const oneC = { ...training, inverseRegularisation: 3 }
    expect(trainOwnModel(take(nameless), oneC).grouping).toBe('thread')
    const single = nameless.map((post) => ({ ...post, threadId: 't' }))
    expect(trainOwnModel(take(single), oneC).grouping).toBe('post')
    expect(trainOwnModel(take(), { ...oneC, grouping: 'post' }).grouping).toBe('post')
  })

  it.each([
    { name: 'a field that posts lack', grouping: 'topic', message: 'posts that all name their topic' },
    { name: 'a field of one value', grouping: 'role', message: 'at least 2 "role", got 1' },
  ])('refuses $name', ({ grouping, message }) => {
    expect(() => trainOwnModel(take(), { ...training, grouping })).toThrow(refused(message))
  })

  it('refuses too few posts with their counts', () => {
    expect(() => trainOwnModel(take().slice(0, 9), training)).toThrow(refused('at least 10 labelled posts, and 2 of every label'))
  })
})
