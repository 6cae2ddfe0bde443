import { describe, expect, it } from 'vitest'
import { drawDirichlet } from '../../../../scripts/coverage/generate.js'
import { clusterBootstrap } from '../../../../scripts/research/evaluate/check-evidence.js'
import { type ClusterKind, type KnownWeights, replicateBootstrap } from '../../../../src/base/statistics/interval/replicate-bootstrap.js'
import { type Random, seededRandom } from '../../../../src/base/statistics/random/seeded-random.js'
import { IS_LONG, runCount, sampleCases } from '../../../support/run-count.js'

const repeatCount = Math.min(2000, Math.max(100, Math.floor(runCount() / 10)))
/** Three standard errors of a coverage of 95 %, in points. */
const tolerance = Math.ceil(300 * Math.sqrt((0.95 * 0.05) / repeatCount))
/** Crowds of which authors are drawn too, which takes longest. */
const drawnCount = IS_LONG ? repeatCount : 25
const TRUE_SHARE = 0.3
/** Intraclass correlation of an author's posts. */
const ICC = 0.3

/** Authors whose posts are of one mind more than those of others, drawn from a crowd in which 30 % of the posts have the first label. */
function drawAuthors(authorCount: number, countOf: (random: Random) => number, random: Random): (readonly [number, number])[] {
  const strength = 1 / ICC - 1
  return Array.from({ length: authorCount }, () => {
    const [share = 0] = drawDirichlet([TRUE_SHARE, 1 - TRUE_SHARE], strength, random)
    const posts = Array.from({ length: countOf(random) }, () => random() < share)
    return [posts.filter((isHit) => isHit).length, posts.length]
  })
}

function kindsOf(authors: readonly (readonly [number, number])[]): ClusterKind[] {
  const counts = new Map<string, number>()
  for (const author of authors) counts.set(author.join(), (counts.get(author.join()) ?? 0) + 1)
  return [...counts].map(([key, clusterCount]) => {
    const [hits = 0, cases = 0] = key.split(',').map(Number)
    return { hitCounts: [hits], caseCount: cases, clusterCount }
  })
}

const SIZES: Readonly<Record<string, (random: Random) => number>> = {
  'one post each': () => 1,
  'three posts each': () => 3,
  'exponentially many posts': (random) => 1 + Math.floor(-3 * Math.log(1 - random())),
  'a few authors of a hundred posts': (random) => (random() < 0.05 ? 100 : 1),
}

describe.each(sampleCases(Object.entries(SIZES), 1))('the bootstrap by replicate weights, authors of %s', (_, countOf) => {
  const seed = 5
  it(`holds the true share in 93 to 97 % of ${repeatCount} crowds of 1,000 authors (seed ${seed}, tolerance ${tolerance} points), as wide as drawing authors within 2 %`, () => {
    const random = seededRandom(seed)
    let [covered, byWeights, byDraws] = [0, 0, 0]
    for (let run = 0; run < repeatCount; run++) {
      const authors = drawAuthors(1000, countOf, random)
      const options = { resampleCount: 300, confidenceLevel: 0.95 }
      // With a seed for each run: with one for all, all would be too wide or too narrow together.
      const [weighted = { low: 0, high: 1 }] = replicateBootstrap(kindsOf(authors), { seed: run, ...options })
      if (weighted.low <= TRUE_SHARE && TRUE_SHARE <= weighted.high) covered += 1
      if (run >= drawnCount) continue
      const counts = { hitCounts: [authors.map(([hits]) => hits)], caseCounts: authors.map(([, cases]) => cases) }
      const [drawn = { low: 0, high: 1 }] = clusterBootstrap(counts, { random: seededRandom(run), ...options })
      byWeights += weighted.high - weighted.low
      byDraws += drawn.high - drawn.low
    }
    expect((100 * covered) / repeatCount).toBeGreaterThan(93 - tolerance)
    expect((100 * covered) / repeatCount).toBeLessThan(97 + tolerance)
    expect(byWeights / byDraws).toBeGreaterThan(0.98)
    expect(byWeights / byDraws).toBeLessThan(1.02)
  })
})

describe('replicate weights', () => {
  const kinds: readonly ClusterKind[] = [
    { hitCounts: [1, 0], caseCount: 1, clusterCount: 400 },
    { hitCounts: [0, 1], caseCount: 1, clusterCount: 300 },
    { hitCounts: [2, 1], caseCount: 4, clusterCount: 5000 },
  ]
  const options = { seed: 1, resampleCount: 199, confidenceLevel: 0.9 }

  it('do not depend on the order of clusters, but on the seed', () => {
    expect(replicateBootstrap([...kinds].reverse(), options)).toEqual(replicateBootstrap(kinds, options))
    expect(replicateBootstrap(kinds, { ...options, seed: 2 })).not.toEqual(replicateBootstrap(kinds, options))
  })

  it('stay the same after larger and smaller groups', () => {
    const sized = (clusterCount: number) => kinds.map((kind) => ({ ...kind, clusterCount }))
    const known: KnownWeights = new Map()
    for (const clusterCount of [4096, 9000, 300, 5000, 9000, 12_345]) {
      const expected = replicateBootstrap(sized(clusterCount), options)
      expect(replicateBootstrap(sized(clusterCount), { ...options, known })).toEqual(expected)
    }
    expect([...known.values()].map(({ clusterCount }) => clusterCount)).toEqual([12_345, 12_345, 12_345])
  })

  it('are enumerated for up to four clusters, as by drawing them', () => {
    // Percentiles of all 27 resamples, enumerated in Python with numpy.quantile.
    const few = [
      { hitCounts: [2], caseCount: 3, clusterCount: 1 },
      { hitCounts: [0], caseCount: 1, clusterCount: 1 },
      { hitCounts: [1], caseCount: 2, clusterCount: 1 },
    ]
    const [interval] = replicateBootstrap(few, { ...options, confidenceLevel: 0.95 })
    expect(interval?.low).toBeCloseTo(0.1625, 12)
    expect(interval?.high).toBeCloseTo(0.6395833333333333, 12)
  })

  it('give whole intervals where a replicate weighs no cluster at all', () => {
    const two = [
      { hitCounts: [1], caseCount: 1, clusterCount: 1 },
      { hitCounts: [0], caseCount: 1, clusterCount: 1 },
    ]
    expect(replicateBootstrap(two, { ...options, resampleCount: 3 })).toEqual([{ low: expect.any(Number), high: expect.any(Number) }])
    expect(() => replicateBootstrap([], options)).toThrow(RangeError)
  })
})
