import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { aggregate } from '../../../src/aggregate/aggregate.js'
import type { AggregateOptions } from '../../../src/aggregate/breakdown/breakdown.js'
import { breakdownOfPartial, mergePartials, openPartial, type PartialInput, partialOf } from '../../../src/aggregate/partial/partial.js'
import type { PartialBreakdown } from '../../../src/aggregate/partial/partial-breakdown.js'
import { PARTIAL_LIMITS } from '../../../src/aggregate/partial/partial-limits.js'
import { schemeTag } from '../../../src/scheme/scheme-tag.js'
import { createScheme, STANCE_SCHEME as scheme } from '../../../src/scheme/stance-scheme.js'
import type { ScoredPost } from '../../../src/stance/stance-prediction.js'
import { PIVOT, RETREAT, scoredPost } from '../scored-posts.js'
import { arbitraryParts, arbitraryPosts } from './arbitrary-posts.js'

const numRuns = Number(process.env['DEALSTANCE_RUNS'] ?? 1000)
const json = (value: unknown): string => JSON.stringify(value)
const DEALS = new Map([['deal-a', { mover: 'Acme', move: 'Acme leases its plant.' }]])

/** Every post held; sums of all; sums, and samples of nearly everything, so that the limits are met by forty posts. */
const LIMITS = {
  'every post held': PARTIAL_LIMITS,
  'sums alone': { ...PARTIAL_LIMITS, posts: 0 },
  'sums of more than 12 posts': { ...PARTIAL_LIMITS, posts: 12 },
  'samples of authors, words and bursts': { posts: 5, authors: 6, phrases: 4, bursts: 7 },
  'nothing held': { posts: 3, authors: 0, phrases: 0, bursts: 0 },
}
const OPTIONS: readonly Partial<AggregateOptions>[] = [{}, { countDuplicates: 'once' }, { count: 'replies' }]
const CASES = Object.entries(LIMITS).flatMap(([name, limits]) =>
  OPTIONS.map((options) => ({ name, options, input: { scheme, deals: DEALS, limits, options: { resampleCount: 20, ...options } } })),
)

/** Cuts posts into four parts, by post; by thread where a thread has to stay together. */
function cut(posts: readonly ScoredPost[], parts: Iterable<number>, { options }: PartialInput): ScoredPost[][] {
  const cutParts: ScoredPost[][] = [[], [], [], []]
  const partOf = new Map<string, number>()
  const next = parts[Symbol.iterator]()
  for (const post of posts) {
    const part = (options?.count === 'replies' ? partOf.get(post.threadId) : undefined) ?? Number(next.next().value ?? 0)
    partOf.set(post.threadId, part)
    cutParts[part]?.push(post)
  }
  return cutParts
}

describe.each(CASES)('partials, $name, options $options', ({ input }) => {
  const partial = (posts: readonly ScoredPost[]): PartialBreakdown => partialOf(posts, input)
  const checkParts = (check: (parts: readonly PartialBreakdown[], posts: readonly ScoredPost[]) => void): void => {
    fc.assert(
      fc.property(arbitraryPosts, arbitraryParts, (posts, stream) => check(cut(posts, stream, input).map(partial), posts)),
      { numRuns: Math.ceil(numRuns / 10) },
    )
  }

  it('merge to the partial of all posts, byte for byte, and give its breakdown', () => {
    checkParts((parts, posts) => {
      expect(json(mergePartials(parts))).toBe(json(partial(posts)))
      expect(json(breakdownOfPartial(...parts))).toBe(json(aggregate(posts, input)))
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

  it('are left as they are by the partial of no posts, and by being merged alone', () => {
    checkParts((_, posts) => {
      const whole = partial(posts)
      for (const parts of [[whole], [whole, partial([])], [partial([]), whole]]) expect(json(mergePartials(parts))).toBe(json(whole))
    })
  })

  it('survive JSON, and the posts may come in any order', () => {
    checkParts((_, posts) => {
      const whole = partial(posts)
      expect(json(mergePartials([JSON.parse(json(whole)) as PartialBreakdown]))).toBe(json(whole))
      expect(json(partial([...posts].reverse()))).toBe(json(whole))
    })
  })
})

describe('a partial', () => {
  const limits = { posts: 2, authors: 10, phrases: 10, bursts: 10 }
  const posts = ['a', 'b', 'c'].map((id) => scoredPost(RETREAT, { id, author: id }))

  it('holds posts without their words and their authors, then sums', () => {
    const text = json(partialOf(posts.slice(0, 2), { scheme, limits }))
    expect(text).not.toContain('giving up')
    expect(JSON.parse(text)).toMatchObject({ schema: 'dealstance/partial@1', model: 'test-model', posts: [{}, {}], sums: null })
    expect(partialOf(posts, { scheme, limits })).toMatchObject({ posts: null, sums: { postCount: 3 } })
  })

  it('is built batch by batch to the same bytes', () => {
    for (const input of [{ scheme }, { scheme, limits }]) {
      const builder = openPartial(input)
      for (const post of posts) builder.add([post])
      expect(builder.postCount).toBe(3)
      expect(json(builder.finish())).toBe(json(partialOf(posts, input)))
      expect(json(builder.breakdown())).toBe(json(aggregate(posts, input)))
    }
  })

  it('names the files of its posts, by name, and the breakdown names them too', () => {
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

  it('adds sentiments and weights as whole numbers: 0.1 three times has the mean 0.1', () => {
    const same = Array.from({ length: 3 }, () => scoredPost(RETREAT, { sentiment: 0.1 }))
    expect(aggregate(same, { scheme }).overall.sentiment.mean).toBe(0.1)
  })

  it('holds weights that no sum can hold', () => {
    const evidence = [{ start: 0, end: 4, text: 'They', toward: RETREAT, weight: 1e300 }]
    const loud = Array.from({ length: 3 }, () => scoredPost(RETREAT, { evidence }))
    const parts = loud.map((post) => partialOf([post], { scheme }))
    expect(json(mergePartials(parts))).toBe(json(partialOf(loud, { scheme })))
    expect(aggregate(loud, { scheme }).overall.phrases[RETREAT]).toMatchObject([{ phrase: 'they', postCount: 3 }])
  })
})

describe('posts that come twice where only sums are left (were counted twice)', () => {
  const input = { scheme, limits: { ...PARTIAL_LIMITS, posts: 100, phrases: 100 } }
  const posts = Array.from({ length: 30_000 }, (_, index) => scoredPost(RETREAT, { id: `${index}` }))
  const whole = partialOf(posts, input)

  it('are refused, by a sample of at most 10,000 that is the same however the posts come', () => {
    const parts = [posts.slice(0, 10_001), posts.slice(10_001)].map((part) => partialOf(part, input))
    expect(json(mergePartials(parts))).toBe(json(whole))
    expect(whole.sums?.keyFloor).toBeGreaterThan(0)
    expect(whole.sums?.keys.length).toBeGreaterThan(4_000)
    expect(whole.sums?.keys.length).toBeLessThanOrEqual(10_000)
    expect(() => mergePartials([whole, whole])).toThrow(
      expect.objectContaining({ code: 'PARTIAL_REPEATED', message: expect.stringMatching(/partial 2: .* a second time/) }),
    )
    expect(() => mergePartials([partialOf(posts.slice(0, 80), input), whole])).toThrow(
      expect.objectContaining({ code: 'PARTIAL_REPEATED' }),
    )
    const again = expect.objectContaining({ code: 'SCORED_INVALID', message: expect.stringMatching(/of thread "t1" twice/) })
    expect(() => mergePartials([whole, partialOf(posts.slice(0, 80), input)])).toThrow(again)
    const builder = openPartial(input)
    builder.add(posts)
    expect(() => builder.add(posts.slice(20_000))).toThrow(again)
  })
})

describe('posts of one breakdown', () => {
  const marked = (modelHash: string, optionsHash: string) => scoredPost(RETREAT, { modelHash, optionsHash })
  it.each([
    ['two models', [scoredPost(RETREAT), scoredPost(RETREAT, { model: 'other' })], /of the model "test-model", got "other"/],
    ['other weights under one id', [marked('a', 'b'), scoredPost(RETREAT), marked('c', 'b')], /the model with the hash "a", got "c"/],
    ['two sets of options', [scoredPost(RETREAT), marked('a', 'b'), marked('a', 'c')], /the options with the hash "b", got "c"/],
  ])('are refused where they are of %s', (_, posts, message) => {
    expect(() => aggregate(posts, { scheme })).toThrow(
      expect.objectContaining({ code: 'SCORED_INVALID', message: expect.stringMatching(message) }),
    )
  })
})

describe('partials that do not belong together', () => {
  const one = partialOf([scoredPost(RETREAT, { modelHash: 'a'.repeat(16), optionsHash: 'c'.repeat(16) })], { scheme })
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
    ['other limits', partialOf([], { scheme, limits: { ...PARTIAL_LIMITS, posts: 1 } }), 'PARTIAL_MISMATCH', /limits/],
    ['another name of a deal', partialOf([scoredPost(RETREAT)], { scheme, deals: DEALS }), 'PARTIAL_MISMATCH', /deal-a/],
  ])('are refused: %s', (_, other, code, message) => {
    expect(() => mergePartials([one, other])).toThrow(expect.objectContaining({ code, message: expect.stringMatching(message) }))
  })

  it('are refused with a post that stands in both, and without any partial', () => {
    expect(() => mergePartials([one, one])).toThrow(
      expect.objectContaining({ code: 'SCORED_INVALID', message: expect.stringMatching(/twice/) }),
    )
    expect(() => mergePartials([])).toThrow(RangeError)
  })
})
