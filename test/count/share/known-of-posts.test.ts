import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { cite } from '../../../src/say/cite/cite.js'
import { saidOf } from '../../support/said-of.js'
import { auditOf } from '../audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const WORDS = 'amber birch cedar delta ember fjord grove heath inlet joist knoll larch'.split(' ')
/** Texts of twelve words that share no half. */
const textOf = (at: number) =>
  WORDS.map(
    (word, place) => `${word}${'abcdefghij'[Math.floor(at / 10 ** (place % 3)) % 10]}`,
  ).join(' ')
const postsOf = (
  count: number,
  changes: (at: number) => Partial<ScoredPost> = () => ({}),
  deals = (_: number): readonly string[] => ['d'],
) =>
  Array.from({ length: count }, (_, at) =>
    scoredPost(
      [RETREAT, PIVOT, NEITHER][at % 3] ?? '',
      { id: `p${at}`, author: `user ${at}`, text: textOf(at), ...changes(at) },
      [...deals(at)],
    ),
  )
const breakDown = (posts: readonly ScoredPost[]): Breakdown =>
  aggregate(posts, {
    scheme,
    audit: {
      audit: {
        ...auditOf(posts, 80, ({ label }) => label ?? ''),
        accepted: 'the labels are the model’s in this test',
      },
      sha256: null,
    },
  })
const said = (posts: readonly ScoredPost[]) => {
  const breakdown = breakDown(posts)
  const [group = breakdown.overall] = breakdown.deals
  return saidOf(group).join(' ')
}

describe('cautions on the posts of the file', () => {
  it('takes one account in several spellings for one', () => {
    const spelt = (at: number): Partial<ScoredPost> =>
      at < 24 ? { author: ['Bob', 'bob', 'BOB', 'Bob_', ' bob'][at % 5] ?? null } : {}
    expect(said(postsOf(120, spelt))).toContain(
      'One account, its name in 5 spellings, wrote 24 of the 120 posts',
    )
  })

  it('says in the footnote that a column of the table tied the posts, and how many it did not', () => {
    const byColumn = postsOf(120, undefined, (at) => (at < 60 ? ['d'] : ['other'])).map((post) => ({
      ...post,
      stances: post.stances.map((stance) => ({ ...stance, by: 'column' as const })),
    }))
    const breakdown = breakDown(byColumn)
    expect(said(byColumn)).toContain(
      'A column of the table ties these 60 posts to the move, and not the other 60.',
    )
    expect(said(postsOf(120))).not.toContain('A column of the table')
    const { sentence, footnote } = cite(breakdown, {
      dealId: 'd',
    })
    expect(sentence).toContain('Of 60 replies in one thread')
    expect(footnote).toContain('and not the other 60.')
  })

  it('follows every post from the file to its label', () => {
    const posts = postsOf(130, (at) =>
      at < 10 ? { meta: { role: 'reply', node: 'deleted' } } : {},
    )
    const breakdown = breakDown(posts)
    const { audit } = breakdown
    const [deal] = audit?.deals ?? []
    expect([breakdown.overall.postCount, deal?.populationCount, audit?.origin.setAside]).toEqual([
      120,
      120,
      { deleted: 10 },
    ])
  })
})
