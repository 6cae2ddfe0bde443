import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { schemeTag } from '../../../src/base/scheme/scheme-tag.js'
import { createScheme, STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { AggregateOptions } from '../../../src/count/breakdown/breakdown.js'
import { breakdownOfPartial, mergePartials, openMerge, openPartial, partialOf } from '../../../src/count/partial/partial.js'
import type { PartialBreakdown } from '../../../src/count/partial/partial-breakdown.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { runCount } from '../../run-count.js'
import { PIVOT, RETREAT, scoredPost } from '../scored-posts.js'
import { arbitraryParts, arbitraryPosts } from './arbitrary-posts.js'
import { smallRoom } from './small-room.js'

const numRuns = runCount()
const json = (value: unknown): string => JSON.stringify(value)
const DEALS = new Map([['deal-a', { mover: 'Acme', move: 'Acme leases its plant.' }]])
const RENAMED = new Map([['deal-a', { mover: 'Acme', move: 'Acme sells its plant.' }]])

const ROOMS = { 'in memory': {}, 'spilled after every few posts': { spill: smallRoom(2048) } }
const OPTIONS: readonly Partial<AggregateOptions>[] = [{}, { countDuplicates: 'once' }, { count: 'replies' }]
const CASES = Object.entries(ROOMS).flatMap(([name, room]) =>
  OPTIONS.map((options) => ({ name, options, input: { scheme, deals: DEALS, ...room, options: { resampleCount: 20, ...options } } })),
)

/** Splits posts into four parts; threads, authors and repetitions are split as well. */
function cut(posts: readonly ScoredPost[], parts: Iterable<number>): ScoredPost[][] {
  const cutParts: ScoredPost[][] = [[], [], [], []]
  const next = parts[Symbol.iterator]()
  for (const post of posts) cutParts[Number(next.next().value ?? 0)]?.push(post)
  return cutParts
}

describe.each(CASES)('partials, $name, options $options', ({ input }) => {
  const partial = (posts: readonly ScoredPost[]): PartialBreakdown => partialOf(posts, input)
  const checkParts = (check: (parts: readonly PartialBreakdown[], posts: readonly ScoredPost[]) => void): void => {
    fc.assert(
      fc.property(arbitraryPosts, arbitraryParts, (posts, stream) => check(cut(posts, stream).map(partial), posts)),
      { numRuns: Math.ceil(numRuns / 50) },
    )
  }

  it('merge to the partial of all posts, byte for byte, and give its breakdown', () => {
    checkParts((parts, posts) => {
      expect(json(mergePartials(parts))).toBe(json(partial(posts)))
      expect(json(breakdownOfPartial(...parts))).toBe(json(aggregate(posts, input)))
      const merge = openMerge(input)
      for (const [index, part] of parts.entries()) merge.add(part, `part ${index}`)
      expect(json(merge.breakdown())).toBe(json(aggregate(posts, { scheme, deals: DEALS, options: input.options })))
    })
  })

  it('merge in any order', () => {
    checkParts(([first, second, ...rest]) => {
      if (!first || !second) throw new Error('four parts')
      expect(json(mergePartials([second, first]))).toBe(json(mergePartials([first, second])))
      expect(json(mergePartials([...rest, second, first]))).toBe(json(mergePartials([first, second, ...rest])))
    })
  })

  it('merge in any grouping', () => {
    checkParts(([a, b, c]) => {
      if (!a || !b || !c) throw new Error('four parts')
      expect(json(mergePartials([mergePartials([a, b]), c]))).toBe(json(mergePartials([a, mergePartials([b, c])])))
    })
  })

  it('do not change by a merge with an empty partial, or by a merge alone', () => {
    checkParts((_, posts) => {
      const whole = partial(posts)
      for (const parts of [[whole], [whole, partial([])], [partial([]), whole]]) expect(json(mergePartials(parts))).toBe(json(whole))
    })
  })

  it('survive JSON, and do not depend on the order of posts', () => {
    checkParts((_, posts) => {
      const whole = partial(posts)
      expect(json(mergePartials([JSON.parse(json(whole)) as PartialBreakdown]))).toBe(json(whole))
      expect(json(partial([...posts].reverse()))).toBe(json(whole))
    })
  })
})

describe('a partial', () => {
  const posts = ['a', 'b', 'c'].map((id) => scoredPost(RETREAT, { id, author: `author ${id}` }))

  it('holds no text, id or author, and states in one sentence where counting is not exact', () => {
    const text = json(partialOf(posts, { scheme }))
    expect(text).not.toContain('giving up')
    expect(text).not.toContain('author a')
    expect(JSON.parse(text)).toMatchObject({ schema: 'dealstance/partial@2', model: 'test-model', postCount: 3, posts: { length: 3 } })
    const { exactness } = partialOf(posts, { scheme })
    expect(exactness).toMatch(/^All counts are exact but one: without texts, .*\.$/)
    expect(aggregate(posts, { scheme }).overall.cautions).not.toContain(exactness)
    expect(aggregate(posts, { scheme, options: { countDuplicates: 'once' } }).overall.cautions).toContain(exactness)
  })

  it('has the same bytes when built batch by batch', () => {
    const builder = openPartial({ scheme })
    for (const post of posts) builder.add([post])
    expect(builder.postCount).toBe(3)
    expect(json(builder.finish())).toBe(json(partialOf(posts, { scheme })))
    expect(json(builder.breakdown())).toBe(json(aggregate(posts, { scheme })))
  })

  it('lists its input files by name, and so does the breakdown', () => {
    const builderOf = (name: string, hash: string, post: ScoredPost) => {
      const builder = openPartial({ scheme })
      builder.add([post])
      builder.addEvidence({ role: 'scored', name, sha256: hash.repeat(64), postCount: 1 })
      return builder.finish()
    }
    const [one, two] = [builderOf('b.jsonl', 'b', scoredPost(RETREAT)), builderOf('a.jsonl', 'a', scoredPost(PIVOT))]
    expect(mergePartials([one, two]).evidence.map(({ name }) => name)).toEqual(['a.jsonl', 'b.jsonl'])
    expect(breakdownOfPartial(one, two).evidence).toEqual([
      { role: 'scored', name: 'a.jsonl', sha256: 'a'.repeat(64) },
      { role: 'scored', name: 'b.jsonl', sha256: 'b'.repeat(64) },
    ])
    expect(() => mergePartials([one, two, one])).toThrow(expect.objectContaining({ code: 'PARTIAL_REPEATED' }))
  })

  it('sums sentiments and weights as integers: 0.1 three times has the mean 0.1', () => {
    const same = Array.from({ length: 3 }, () => scoredPost(RETREAT, { sentiment: 0.1 }))
    expect(aggregate(same, { scheme }).overall.sentiment.mean).toBe(0.1)
  })

  it('saturates weights above the largest safe integer', () => {
    const evidence = [{ start: 0, end: 4, text: 'They', toward: RETREAT, weight: 1e300 }]
    const loud = Array.from({ length: 3 }, () => scoredPost(RETREAT, { evidence }))
    const parts = loud.map((post) => partialOf([post], { scheme }))
    expect(json(mergePartials(parts))).toBe(json(partialOf(loud, { scheme })))
    expect(aggregate(loud, { scheme }).overall.phrases[RETREAT]).toMatchObject([{ phrase: 'they', postCount: 3 }])
  })
})

describe('repeated posts', () => {
  const posts = Array.from({ length: 30_000 }, (_, index) => scoredPost(RETREAT, { id: `${index}` }))

  it('are refused among many posts', () => {
    const builder = openPartial({ scheme, spill: smallRoom(1e6) })
    builder.add(posts)
    expect(() => builder.add(posts.slice(20_000, 20_001))).toThrow(
      expect.objectContaining({ code: 'SCORED_INVALID', message: expect.stringMatching(/post "20000" of thread "t1" twice/) }),
    )
    expect(() => mergePartials([builder.finish(), partialOf(posts.slice(80, 81), { scheme })])).toThrow(
      expect.objectContaining({ code: 'PARTIAL_REPEATED', message: expect.stringMatching(/partial 2: .* a second time/) }),
    )
  })
})

describe('the names of a deal', () => {
  const named = partialOf([scoredPost(RETREAT)], { scheme, deals: DEALS })
  const unnamed = partialOf([scoredPost(RETREAT)], { scheme })
  it.each([[[named, unnamed]], [[unnamed, named]]])('are those of the partial that knows them', (partials) => {
    expect(mergePartials(partials).deals).toEqual([['deal-a', 'Acme', 'Acme leases its plant.']])
  })
})

describe('posts of one breakdown', () => {
  const marked = (modelHash: string, optionsHash: string) => scoredPost(RETREAT, { modelHash, optionsHash })
  it.each([
    ['two models', [scoredPost(RETREAT), scoredPost(RETREAT, { model: 'other' })], /of the model "test-model", got "other"/],
    ['other weights under one id', [marked('a', 'b'), scoredPost(RETREAT), marked('c', 'b')], /the model with the hash "a", got "c"/],
    ['two sets of options', [scoredPost(RETREAT), marked('a', 'b'), marked('a', 'c')], /the options with the hash "b", got "c"/],
  ])('are refused from %s', (_, posts, message) => {
    expect(() => aggregate(posts, { scheme })).toThrow(
      expect.objectContaining({ code: 'SCORED_INVALID', message: expect.stringMatching(message) }),
    )
  })
})

describe('incompatible partials', () => {
  const one = partialOf([scoredPost(RETREAT, { modelHash: 'a'.repeat(16), optionsHash: 'c'.repeat(16) })], { scheme, deals: DEALS })
  const mine = createScheme({ ...scheme, id: 'mine' })
  it.each([
    [
      'another model',
      partialOf([scoredPost(RETREAT, { model: 'other' })], { scheme }),
      'PARTIAL_MISMATCH',
      /the model "test-model".*"other"/,
    ],
    [
      'other weights under the same id',
      partialOf([scoredPost(RETREAT, { modelHash: 'b'.repeat(16) })], { scheme }),
      'PARTIAL_MISMATCH',
      /the model with the hash "a{16}".*"b{16}"/,
    ],
    [
      'other options of the scoring',
      partialOf([scoredPost(RETREAT, { modelHash: 'a'.repeat(16), optionsHash: 'd'.repeat(16) })], { scheme }),
      'PARTIAL_MISMATCH',
      /the options with the hash "c{16}".*"d{16}"/,
    ],
    ['another version', partialOf([], { scheme, version: '0.0.1' }), 'PARTIAL_MISMATCH', /version.*null.*"0\.0\.1"/],
    [
      'other options',
      partialOf([scoredPost(RETREAT)], { scheme, options: { seed: 2 } }),
      'PARTIAL_MISMATCH',
      /options.*"seed":1.*"seed":2/,
    ],
    [
      'other options of the caller',
      partialOf([scoredPost(RETREAT)], { scheme, callerOptions: { twoWay: true } }),
      'PARTIAL_MISMATCH',
      /options/,
    ],
    ['another scheme', partialOf([scoredPost(RETREAT, { scheme: schemeTag(mine) })], { scheme: mine }), 'PARTIAL_MISMATCH', /scheme/],
    ['another name of a deal', partialOf([scoredPost(RETREAT)], { scheme, deals: RENAMED }), 'PARTIAL_MISMATCH', /deal-a/],
  ])('are refused: %s', (_, other, code, message) => {
    expect(() => mergePartials([one, other])).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })

  it('are refused with a post in both, and an empty list is refused', () => {
    expect(() => mergePartials([one, one])).toThrow(
      expect.objectContaining({ code: 'PARTIAL_REPEATED', message: expect.stringMatching(/a second time/) }),
    )
    expect(() => mergePartials([])).toThrow(RangeError)
  })
})
