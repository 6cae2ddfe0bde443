import { describe, expect, it } from 'vitest'
import { clusterBootstrap } from '../../../scripts/research/evaluate/check-evidence.js'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { groupBy } from '../../../src/base/statistics/group-by.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { IS_LONG } from '../../support/run-count.js'
import { saidOf } from '../../support/said-of.js'
import { judge, scoredPost } from '../scored-posts.js'

/** Beyond 50,000, where counting once became a sample, in `npm run test:long`. */
const POST_COUNT = IS_LONG ? 60_000 : 5000
const DEALS = ['deal-a', 'deal-b', 'deal-c']

/** Posts with authors, words, repetitions and ledgers, all of them many. */
function drawPosts(): ScoredPost[] {
  const random = seededRandom(1)
  const pick = (count: number) => Math.floor(random() * count)
  return Array.from({ length: POST_COUNT }, (_, index) => {
    const thread = Math.floor(index / 20)
    const isRoot = index % 20 === 0
    const label = [...scheme.labels, 'unsure', 'unscored'][pick(5)] ?? ''
    const dealIds =
      pick(10) === 0 ? [] : [DEALS[pick(3)] ?? '', ...(pick(20) === 0 ? ['deal-d'] : [])]
    const post = scoredPost(label, { id: `p${index}`, threadId: `t${thread}` }, dealIds)
    return {
      ...post,
      stances: dealIds.map((dealId, place) => ({
        dealId,
        by: 'text',
        ...judge(place === 0 ? label : (scheme.labels[pick(3)] ?? '')),
      })),
      parentId: isRoot ? null : `p${20 * thread}`,
      author: pick(20) === 0 ? null : `author ${Math.floor(25_000 * random() ** 2)}`,
      createdAt: new Date(Date.UTC(2026, 2, 1) + 400 * index).toISOString(),
      text: pick(4) === 0 ? `the same text number ${pick(5)}` : `a text of its own ${index}`,
      sentiment: (pick(20_001) - 10_000) / 10_000,
      meta: {
        role: isRoot ? 'root' : 'reply',
        ...(isRoot && {
          capture: { ...emptyLedger('x-api'), reportedCount: 25, capturedCount: 19 },
        }),
      },
      flags: pick(30) === 0 && !isRoot ? [`duplicate-of:p${20 * thread + pick(20)}`] : [],
      evidence: [
        { start: 0, end: 4, text: `word ${pick(30_000)}`, toward: label, weight: pick(100) / 10 },
      ],
    } satisfies ScoredPost
  })
}

const posts = drawPosts()
const count = <Item>(items: readonly Item[], isCounted: (item: Item) => boolean): number =>
  items.filter(isCounted).length

/** The verdicts of some posts by brute force, for all posts or one deal. */
interface Judged {
  readonly post: ScoredPost
  readonly label: string | null
  readonly status: string
}

const judgedOf = (dealId: string | null): Judged[] =>
  posts.flatMap((post) =>
    dealId === null
      ? [{ post, label: post.label, status: post.status }]
      : post.stances
          .filter((stance) => stance.dealId === dealId)
          .map(({ label, status }) => ({ post, label, status })),
  )

const breakdown = aggregate(posts, { scheme })

describe(`a breakdown of ${POST_COUNT} posts`, () => {
  it.each([null, ...DEALS, 'deal-d'])('equals brute-force counts, %s', (dealId) => {
    const judged = judgedOf(dealId)
    const group =
      dealId === null ? breakdown.overall : breakdown.deals.find((deal) => deal.dealId === dealId)
    const labelled = count(judged, ({ label }) => label !== null)
    expect(group).toMatchObject({
      postCount: judged.length,
      rootCount: count(judged, ({ post }) => post.meta.role === 'root'),
      authorCount: new Set(judged.flatMap(({ post }) => post.author ?? [])).size,
      unknownAuthorCount: count(judged, ({ post }) => post.author === null),
      shares: Object.fromEntries(
        scheme.labels.map((label) => [
          label,
          count(judged, (one) => one.label === label) / labelled,
        ]),
      ),
      bounds: scheme.labels.map((label) => ({
        label,
        low: count(judged, (one) => one.label === label) / judged.length,
        high: count(judged, (one) => one.label === label || one.label === null) / judged.length,
      })),
    })
  })

  it('counts every repetition, and says how many there are', () => {
    const repeatedCount = count(
      posts,
      ({ flags, id }) => flags.length > 0 && flags[0] !== `duplicate-of:${id}`,
    )
    expect(repeatedCount).toBeGreaterThan(IS_LONG ? 100 : 15)
    expect(saidOf(breakdown.overall).join(' ').replaceAll(',', '')).toContain(
      `${repeatedCount} posts repeat the words of an earlier one`,
    )
    expect(breakdown.overall.postCount).toBe(POST_COUNT)
  })

  it('sums the ledgers of all threads', () => {
    const threadCount = POST_COUNT / 20
    expect(breakdown.capture).toMatchObject({
      reportedCount: 25 * threadCount,
      capturedCount: 19 * threadCount,
      uncapturedCount: 6 * threadCount,
      unknownThreadCount: 0,
      threads: { length: threadCount },
    })
  })

  // Of fewer posts the two draws differ by more.
  it.runIf(IS_LONG)(
    'has the intervals of a bootstrap that draws every author, within a tenth of a point',
    () => {
      const labelled = posts.filter(({ label }) => label !== null)
      const rows = [...groupBy(labelled, ({ author, id }) => author ?? `unknown ${id}`).values()]
      const counts = {
        hitCounts: scheme.labels.map((label) =>
          rows.map((own) => count(own, (post) => post.label === label)),
        ),
        caseCounts: rows.map(({ length }) => length),
      }
      const drawn = clusterBootstrap(counts, {
        random: seededRandom(1),
        resampleCount: 500,
        confidenceLevel: 0.95,
      })
      for (const [index, { low, high }] of breakdown.overall.intervals.slice(0, 3).entries()) {
        expect(Math.abs(low - (drawn[index]?.low ?? 0))).toBeLessThan(0.001)
        expect(Math.abs(high - (drawn[index]?.high ?? 0))).toBeLessThan(0.001)
      }
    },
  )
})
