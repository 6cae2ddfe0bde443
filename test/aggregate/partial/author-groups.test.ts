import { describe, expect, it } from 'vitest'
import { countAuthors } from '../../../src/aggregate/group-authors.js'
import { AUTHOR_GROUP_COUNT, addVerdict, emptyGroup } from '../../../src/aggregate/partial/group-sums.js'
import { type AuthorClusters, clustersOf } from '../../../src/aggregate/tally/count-authors.js'
import { STANCE_SCHEME as scheme } from '../../../src/scheme/stance-scheme.js'
import { clusterBootstrap } from '../../../src/statistics/interval/cluster-bootstrap.js'
import type { Interval } from '../../../src/statistics/interval/interval.js'
import { type Random, seededRandom } from '../../../src/statistics/random/seeded-random.js'
import { groupOfHash, hashText } from '../../../src/text/hash-text.js'
import { drawGamma } from '../audit/simulate.js'

const runCount = Math.max(100, Math.floor(Number(process.env['DEALSTANCE_RUNS'] ?? 1000) / 10))
/** Three standard errors of a coverage of 95 %, in points. */
const tolerance = Math.ceil(300 * Math.sqrt((0.95 * 0.05) / runCount))
const TRUE_SHARE = 0.3
/** Intraclass correlation of an author's posts; see the tests of `population` intervals. */
const ICC = 0.3

/** Authors whose posts are of one mind more than those of others, drawn from a crowd in which 30 % of the posts have the first label. */
function drawAuthors(authorCount: number, countOf: (random: Random) => number, random: Random): number[][] {
  const strength = 1 / ICC - 1
  return Array.from({ length: authorCount }, () => {
    const [hits, misses] = [drawGamma(TRUE_SHARE * strength, random), drawGamma((1 - TRUE_SHARE) * strength, random)]
    const row = [0, 0, 0, 0]
    for (let post = countOf(random); post > 0; post--) {
      const slot = random() < hits / (hits + misses) ? 0 : 1
      row[slot] = (row[slot] ?? 0) + 1
    }
    return row
  })
}

const SIZES: Readonly<Record<string, (random: Random) => number>> = {
  'one post each': () => 1,
  'three posts each': () => 3,
  'exponentially many posts': (random) => 1 + Math.floor(-3 * Math.log(1 - random())),
  'a few authors of a hundred posts': (random) => (random() < 0.01 ? 100 : 1),
}

describe.each(Object.entries(SIZES))('groups of authors, %s', (_, countOf) => {
  const seed = 5
  it(`as clusters hold the true share in 93 to 97 % of ${runCount} crowds of 3,000 authors (seed ${seed}, tolerance ${tolerance} points), as wide as single authors as clusters within 2 %`, () => {
    const random = seededRandom(seed)
    let [covered, byGroups, byAuthors] = [0, 0, 0]
    for (let run = 0; run < runCount; run++) {
      const rows = drawAuthors(3000, countOf, random)
      const sums = emptyGroup(scheme, '')
      for (const [index, row] of rows.entries()) {
        const place = groupOfHash(hashText(`author ${run} ${index}`), AUTHOR_GROUP_COUNT)
        const group = sums.authorGroups.get(place) ?? [0, 0, 0, 0]
        sums.authorGroups.set(
          place,
          group.map((count, slot) => count + (row[slot] ?? 0)),
        )
      }
      const interval = drawInterval(countAuthors(sums, { rows: [], sampleRate: 2 }, scheme).clusters, run)
      if (interval.low <= TRUE_SHARE && TRUE_SHARE <= interval.high) covered += 1
      byGroups += interval.high - interval.low
      const single = drawInterval(clustersOf(rows, scheme), run)
      byAuthors += single.high - single.low
    }
    expect((100 * covered) / runCount).toBeGreaterThan(93 - tolerance)
    expect((100 * covered) / runCount).toBeLessThan(97 + tolerance)
    expect(byGroups / byAuthors).toBeGreaterThan(0.98)
    expect(byGroups / byAuthors).toBeLessThan(1.02)
  })
})

/** With a seed for each run: with one for all, all would be too wide or too narrow together. */
function drawInterval({ labelCounts, postCounts }: AuthorClusters, seed: number): Interval {
  const [found] = clusterBootstrap(
    { hitCounts: labelCounts, caseCounts: postCounts },
    { random: seededRandom(seed), resampleCount: 300, confidenceLevel: 0.95 },
  )
  return found ?? { low: 0, high: 1 }
}

describe('the number of authors', () => {
  const sumsOf = (authorCount: number, postsEach: number) => {
    const sums = emptyGroup(scheme, '')
    for (let author = 0; author < authorCount; author++) {
      const authorGroup = groupOfHash(hashText(`author ${author}`), AUTHOR_GROUP_COUNT)
      for (let post = 0; post < postsEach; post++) {
        addVerdict(sums, { author: 'known', meta: { role: 'reply' }, sentimentUnits: 0 }, { slot: 0, status: 'scored', authorGroup })
      }
    }
    return sums
  }
  const estimate = (authorCount: number, heldCount: number, sampleRate: number): number =>
    countAuthors(sumsOf(authorCount, 2), { rows: Array.from({ length: heldCount }, () => [2, 0, 0, 0]), sampleRate }, scheme).authorCount

  it('is told from the groups that are taken, where few are: within 5 % of 3, 40, 300 and 1,000', () => {
    expect(estimate(3, 0, 64)).toBe(3)
    for (const authorCount of [40, 300, 1000]) {
      expect(Math.abs(estimate(authorCount, 0, 64) / authorCount - 1)).toBeLessThan(0.05)
    }
  })

  it('is told from the sample where all are taken, and never above the posts', () => {
    expect(estimate(20_000, 320, 64)).toBe(20_480)
    expect(estimate(20_000, 10_000, 64)).toBe(40_000)
  })
})
