import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import type { DealRecord } from '../../../src/base/thread/capture-ledger.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { findingWords } from '../../../src/say/facts/finding-words.js'
import { RETREAT, scoredPost } from '../scored-posts.js'

const DEAL: DealRecord = { id: 'deal-a', mover: 'Toyota', move: 'Toyota sells its robots.' }

/** Two threads of three posts, each with the names that stand in place of the company's. */
const wordsOf = (...instead: readonly (readonly string[] | undefined)[]) => {
  const posts = instead.flatMap((names, thread) =>
    ['a', 'b', 'c'].map((id, at) => {
      const post = scoredPost(RETREAT, { id: `${id}${thread}`, threadId: `t${thread}` }, ['deal-a'])
      if (at > 0) return post
      const deals = [{ ...DEAL, ...(names && { instead: names }) }]
      return { ...post, meta: { ...post.meta, capture: { deals } } }
    }),
  )
  const orders = [posts, [...posts].reverse()].map((each) =>
    aggregate(each, { scheme: STANCE_SCHEME }).deals.flatMap(({ findings }) =>
      findings.flatMap((finding) => (finding.id === 'mover-unnamed' ? findingWords(finding) : [])),
    ),
  )
  expect(orders[0]).toEqual(orders[1])
  return orders[0] ?? []
}

describe('a company that no post names', () => {
  it('is found in sentence rank, with the names that the threads hold', () => {
    expect(wordsOf(['Volta', 'CATL'], ['Volta', 'Erfurt'])).toEqual([
      'None of 6 posts names Toyota. Other names in the posts: CATL, Erfurt, Volta.',
    ])
    expect(wordsOf([], [])).toEqual(['None of 6 posts names Toyota.'])
  })

  it('is named as soon as one thread names it', () => {
    expect(wordsOf(['Volta'], undefined)).toEqual([])
    expect(wordsOf(undefined, ['Volta'])).toEqual([])
  })
})
