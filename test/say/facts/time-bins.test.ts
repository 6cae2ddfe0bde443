import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { binPosts, binTimes, MAX_BIN_COUNT } from '../../../src/say/charts/time-chart.js'
import { labelsToShow } from '../../../src/say/facts/hand-labels.js'
import { strongestPosts } from '../../../src/say/facts/strongest-posts.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../../count/scored-posts.js'
import { runCount } from '../../support/run-count.js'

const at = (date: string): number => Date.parse(date)

describe('binTimes', () => {
  it.each([
    ['2026-03-01T10:00:00Z', '2026-03-01T10:25:00Z', '10 minutes', ['1 Mar, 10:00', '1 Mar, 10:10', '1 Mar, 10:20']],
    ['2026-03-01T10:59:00Z', '2026-03-01T14:01:00Z', 'hour', [10, 11, 12, 13, 14].map((hour) => `1 Mar, ${hour}:00`)],
    ['2026-02-27T12:00:00Z', '2026-03-04T12:00:00Z', 'day', ['27 Feb', '28 Feb', '1 Mar', '2 Mar', '3 Mar', '4 Mar']],
    // 2026-03-02 and every seventh day after it is a Monday.
    ['2026-03-08T00:00:00Z', '2026-03-30T00:00:00Z', 'week', ['2 Mar', '9 Mar', '16 Mar', '23 Mar', '30 Mar']],
    ['2025-11-30T00:00:00Z', '2026-04-01T00:00:00Z', 'month', ['2025-11', '2025-12', '2026-01', '2026-02', '2026-03', '2026-04']],
    ['1999-12-31T00:00:00Z', '2026-01-01T00:00:00Z', 'year', Array.from({ length: 28 }, (_, year) => String(1999 + year))],
  ])('%s to %s by %s', (first, last, unit, names) => {
    const found = binTimes([at(last), at(first)])
    expect(found?.unit).toBe(unit)
    expect(found?.bins.map(({ name }) => name)).toEqual(names)
  })

  it('is null without times, and for times within ten minutes', () => {
    expect(binTimes([])).toBeNull()
    expect(binTimes([at('2026-03-01T10:00:00Z'), at('2026-03-01T10:09:59Z')])).toBeNull()
  })

  it('takes a longer unit for a lower maximum', () => {
    const times = [at('2026-03-01T10:00:00Z'), at('2026-03-01T21:00:00Z')]
    expect(binTimes(times)?.unit).toBe('hour')
    expect(binTimes(times, 4)?.unit).toBe('6 hours')
    expect(binTimes(times, 4)?.bins).toHaveLength(3)
  })

  it('takes no unit below a day where a post is dated by its day alone', () => {
    const dated = (createdAt: string) => Array.from({ length: 120 }, () => ({ createdAt }))
    const posts = [...dated('2026-03-01T10:00:00Z'), ...dated('2026-03-01T21:00:00Z')]
    expect(binPosts(posts)?.unit).toBe('6 hours')
    expect(binPosts([...posts, { createdAt: '2026-03-02' }])?.unit).toBe('day')
  })

  it('puts every time in exactly one bin, without gaps', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 0, max: 2e12 }), { minLength: 1, maxLength: 30 }), (times) => {
        const found = binTimes(times)
        if (found === null) return
        const { bins, unit } = found
        for (const [index, bin] of bins.entries()) if (index > 0) expect(bin.start).toBe(bins[index - 1]?.end)
        for (const time of times) expect(bins.filter(({ start, end }) => time >= start && time < end)).toHaveLength(1)
        if (unit !== 'year') expect(bins.length).toBeLessThanOrEqual(MAX_BIN_COUNT)
      }),
      { numRuns: runCount(1000) },
    )
  })
})

const sure = (label: string, probability: number) => ({ [RETREAT]: 0, [PIVOT]: 0, [NEITHER]: 1 - probability, [label]: probability })
const post = (
  id: string,
  label: string,
  probability: number,
  author: string | null = null,
  flags: readonly string[] = [],
  text?: string,
) => {
  const probabilities = sure(label, probability)
  const base = scoredPost(label, { id, author, flags, probabilities, text: text ?? `${id}: ${argument(id)}` })
  return { ...base, stances: base.stances.map((stance) => ({ ...stance, probabilities })) }
}
const argument = (id: string): string => Array.from({ length: 12 }, (_, index) => `${id.replaceAll(' ', '')}${index}`).join(' ')
const idsOf = (posts: ReturnType<typeof post>[], count: number): string[] => {
  const judged = posts.flatMap((post) => post.stances.filter(({ dealId }) => dealId === 'deal-a').map((judgement) => ({ post, judgement })))
  const shown = judged.map((each) => ({ ...each, ...labelsToShow(null)(each.post, each.judgement, 'deal-a') }))
  return strongestPosts(shown, RETREAT, count).map(({ post: { id } }) => id)
}

describe('strongestPosts', () => {
  it('takes the posts of the side with the highest probability, one per author, without repeats', () => {
    const posts = [
      post('weak', RETREAT, 0.5, 'ana'),
      post('sure', RETREAT, 0.9, 'ben'),
      post('again', RETREAT, 0.8, 'ben'),
      post('copy', RETREAT, 0.95, 'cem', ['duplicate-of:sure']),
      post('other side', PIVOT, 0.99, 'dov'),
      post('nameless', RETREAT, 0.7),
      post('nameless too', RETREAT, 0.6),
    ]
    expect(idsOf(posts, 3)).toEqual(['sure', 'nameless', 'nameless too'])
    expect(idsOf(posts, 9)).toEqual(['sure', 'nameless', 'nameless too', 'weak'])
    expect(idsOf([], 3)).toEqual([])
  })

  it('leaves out posts of fewer than twelve words, and those that say nearly the same as one before', () => {
    const words = 'they gave up on their own model and now rent one from a rival'
    const posts = [
      post('slogan', RETREAT, 0.99, 'ana', [], 'So they gave up.'),
      post('eleven', RETREAT, 0.98, 'eve', [], 'one two three four five six seven eight nine ten eleven'),
      post('first', RETREAT, 0.9, 'ben', [], words),
      post('echo', RETREAT, 0.8, 'cem', [], `Yes, ${words}!`),
      post('other', RETREAT, 0.7, 'dov'),
    ]
    expect(idsOf(posts, 3)).toEqual(['first', 'other'])
  })
})
