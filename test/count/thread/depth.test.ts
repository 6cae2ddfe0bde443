import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { recordedTag } from '../../../src/base/scheme/scheme-tag.js'
import { createScheme, STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import type { PostMeta } from '../../../src/base/thread/post.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { saidOf } from '../../support/said-of.js'
import { judge, NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const place = (id: string, parentId: string | null, label: string, meta: Partial<PostMeta> = {}): ScoredPost =>
  scoredPost(label, { id, parentId, meta: { role: parentId === null ? 'root' : 'reply', ...meta } })

/** One chain of seven, with others beside it. */
const THREAD = [
  place('0', null, NEITHER),
  place('1', '0', RETREAT),
  place('1b', '0', 'unsure'),
  place('2', '1', PIVOT),
  place('3', '2', NEITHER, { node: 'deleted' }),
  place('4', '3', NEITHER),
  place('5', '4', RETREAT),
  place('6', '5', NEITHER),
  place('either', '2', NEITHER, { possibleParents: ['2', '1'] }),
  place('same', '1', NEITHER, { possibleParents: ['1', '1b'] }),
  place('guess', '0', NEITHER, { isParentInferred: true }),
  place('below', 'guess', RETREAT),
  place('lost', 'gone', RETREAT),
  place('loop', 'ring', RETREAT),
  place('ring', 'loop', RETREAT),
]
const DEPTHS = [
  ['0', 1, 1, 1],
  ['1', 2, 1, 0],
  ['2', 2, 2, 1],
  ['3-4', 1, 1, 1],
  ['5+', 2, 2, 1],
  ['unknown', 6, 6, 2],
].map(([depth, postCount, labelledCount, neutralCount]) => ({ depth, postCount, labelledCount, neutralCount, neutralShare: null }))

describe('depths of a breakdown', () => {
  it.each([
    ['in the order of the thread', THREAD],
    ['newest first', THREAD.toReversed()],
    ['out of order', [...THREAD.slice(7), ...THREAD.slice(3, 7).toReversed(), ...THREAD.slice(0, 3)]],
  ])('are counted %s, a guess and all below it apart', (_, posts) => {
    const { deals, overall } = aggregate(posts, { scheme })
    expect(overall.depths).toEqual(DEPTHS)
    expect(deals[0]?.depths).toEqual(DEPTHS)
  })

  it('leave out an answered root where replies alone count', () => {
    expect(aggregate(THREAD, { scheme, options: { count: 'replies' } }).overall.depths).toEqual(DEPTHS.slice(1))
  })

  it('give a share from 30 labels on, and none under a scheme without a neutral label', () => {
    const replies = (count: number) => [
      place('0', null, RETREAT),
      ...Array.from({ length: count }, (_, n) => place(`r${n}`, '0', n < 12 ? NEITHER : PIVOT)),
    ]
    const sharesOf = (posts: readonly ScoredPost[]) => aggregate(posts, { scheme }).overall.depths.map(({ neutralShare }) => neutralShare)
    expect(sharesOf(replies(29))).toEqual([null, null])
    expect(sharesOf(replies(30))).toEqual([null, 0.4])
    const own = createScheme({ id: 'own', labels: ['for', 'against'], sides: ['for', 'against'], neutral: null })
    const post = { ...scoredPost(RETREAT, judge('for', own), []), scheme: recordedTag(own) as string }
    expect(aggregate([post], { scheme: own }).overall.depths).toEqual([])
  })

  it('take a column of possible parents that holds something else for none', () => {
    const posts = [place('0', null, RETREAT), place('1', '0', PIVOT, { possibleParents: 'two' as never })]
    expect(aggregate(posts, { scheme }).overall.depths.map(({ depth }) => depth)).toEqual(['0', '1'])
  })
})

describe('the caution of threads of replies to replies', () => {
  const cautionsOf = (posts: readonly ScoredPost[]): string => saidOf(aggregate(posts, { scheme }).overall).join('\n')
  const chain = (count: number) => Array.from({ length: count }, (_, n) => place(`${n}`, n === 0 ? null : `${n - 1}`, RETREAT))

  it('stands where they are most of the posts', () => {
    expect(cautionsOf(chain(5))).toContain('3 of 5 posts answer replies: at depth 5 of real threads most posts take no side')
    expect(cautionsOf(chain(4))).not.toContain('answer replies')
  })

  it('gives the figures of the card', () => {
    const card = readFileSync(new URL('../../../models/stance-en/card.md', import.meta.url), 'utf8')
    const [, macroF1 = 'none'] = /at depth 5 and more (?:macro-F1 )?is (\.\d+)/.exec(card) ?? []
    expect(cautionsOf(chain(5))).toContain(`macro-F1 is ${macroF1}.`)
  })
})
