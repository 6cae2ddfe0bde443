import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { sum } from '../../../src/base/statistics/estimate/mean.js'
import { hypergeometricInterval } from '../../../src/base/statistics/interval/hypergeometric.js'
import { seededRandom, shuffled } from '../../../src/base/statistics/random/seeded-random.js'
import { assistShares } from '../../../src/count/share/assisted.js'
import { shareIntervals } from '../../../src/count/share/intervals.js'
import type { FrameUnit } from '../../../src/count/share/join-audit.js'
import { compareSides } from '../../../src/count/share/lead.js'
import { standingOf } from '../../../src/count/share/lead-without-one-account.js'
import { runCount } from '../../support/run-count.js'
import { PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const logFactorials = [0]
for (let number = 1; number <= 400; number++)
  logFactorials.push((logFactorials[number - 1] ?? 0) + Math.log(number))
const logChoose = (n: number, k: number) =>
  (logFactorials[n] ?? 0) - (logFactorials[k] ?? 0) - (logFactorials[n - k] ?? 0)
/** Chance of k hits among n posts drawn from N, of which K are hits. */
const chanceOf = (k: number, n: number, K: number, N: number) =>
  k > K || n - k > N - K ? 0 : Math.exp(logChoose(K, k) + logChoose(N - K, n - k) - logChoose(N, n))

const CELLS = [30, 40, 60, 100, 150, 200].flatMap((N) =>
  [30, 40, 50, 80, 100, 150].filter((n) => n < N).map((n) => [N, n] as const),
)

describe('the interval of a count', () => {
  // Chances of every true count by enumeration: no simulation, no tolerance.
  const held = CELLS.map(([N, n]) => {
    const bounds = Array.from({ length: n + 1 }, (_, k) => hypergeometricInterval(k, n, N, 0.95))
    const isHeld = (K: number, k: number) =>
      (bounds[k]?.low ?? 1) <= K / N + 1e-12 && (bounds[k]?.high ?? 0) >= K / N - 1e-12
    const chances = Array.from({ length: N + 1 }, (_, K) =>
      sum(bounds.map((_, k) => (isHeld(K, k) ? chanceOf(k, n, K, N) : 0))),
    )
    return { name: `${n} of ${N}`, N, n, chances }
  })

  it('holds every true count of up to 200 posts in 92 % of samples, but for the six counts named here', () => {
    const low = held.flatMap(({ name, chances }) =>
      chances.flatMap((chance, K) =>
        chance < 0.92 ? [`${name}, true count ${K}: ${chance.toFixed(4)}`] : [],
      ),
    )
    expect(low).toEqual([
      '40 of 60, true count 7: 0.9162',
      '40 of 60, true count 53: 0.9162',
      '30 of 200, true count 18: 0.9192',
      '30 of 200, true count 182: 0.9192',
      '80 of 200, true count 6: 0.9170',
      '80 of 200, true count 194: 0.9170',
    ])
  })

  it('holds less than 93 % at 2 % of the true counts: 52 of 2,589, a quarter of a count too many, most of them in small populations', () => {
    const below = held.map(({ name, N, chances }) => ({
      name,
      N,
      count: chances.filter((chance) => chance < 0.93).length,
    }))
    expect([sum(below.map(({ count }) => count)), sum(held.map(({ N }) => N + 1))]).toEqual([
      52, 2589,
    ])
    const over = below.flatMap(({ name, N, count }) =>
      count > 0.02 * (N + 1) ? [`${name}: ${count} of ${N + 1}`] : [],
    )
    expect(over).toEqual([
      '30 of 60: 4 of 61',
      '40 of 60: 2 of 61',
      '50 of 60: 5 of 61',
      '40 of 100: 4 of 101',
      '50 of 100: 9 of 101',
      '30 of 150: 4 of 151',
      '40 of 200: 6 of 201',
    ])
  })

  it('holds 95 % or more on average over the true counts, in every population and size of sample', () => {
    for (const { name, N, chances } of held)
      expect(sum(chances) / (N + 1), name).toBeGreaterThan(0.95)
  })

  it('closes on the truth where every post is labelled', () => {
    const counts = { populationCount: 40, hitCounts: [6, 11, 23], missingCount: 0 }
    for (const { share, low, high, standardError } of shareIntervals(counts, scheme.labels))
      expect([low, high, standardError]).toEqual([share, share, 0])
  })

  it('allows for any label of the posts that have none', () => {
    const boundsOf = (populationCount: number, hitCounts: number[], missingCount: number) => {
      const counts = { populationCount, hitCounts, missingCount, pendingCount: 1 }
      const [first] = shareIntervals(counts, scheme.labels)
      return [first?.low, first?.share, first?.high]
    }
    expect(boundsOf(41, [8, 8, 16], 8)).toEqual([8 / 41, 0.25, 17 / 41])
    expect(boundsOf(10, [3, 3, 2], 2)).toEqual([0.3, 3 / 9, 0.4])
  })
})

const DRAWS = runCount(1000)

const spread = (counts: readonly number[]): number[] =>
  counts.flatMap((count, label) => Array.from({ length: count }, () => label))

/** A population of these counts in order, and a sample of it by label. */
function drawFrom(
  counts: readonly number[],
  size: number,
  random: () => number,
): { hitCounts: number[]; drawn: number[] } {
  const labelOf = spread(counts)
  const drawn = shuffled([...labelOf.keys()], random).slice(0, size)
  return {
    drawn,
    hitCounts: counts.map((_, label) => drawn.filter((index) => labelOf[index] === label).length),
  }
}

describe('who is ahead', () => {
  it('is said of a census from 21 posts on, of a sample from 31 labels on', () => {
    const wordOf = (labelledCount: number, populationCount: number) =>
      standingOf(
        { populationCount, hitCounts: [labelledCount, 0, 0], missingCount: 0 },
        {
          units: [],
          labels: scheme.labels,
          sides: scheme.sides,
          estimate: (sample) => shareIntervals(sample, scheme.labels),
        },
      ).lead?.word
    expect([wordOf(20, 20), wordOf(21, 21)]).toEqual(['few', 'more'])
    expect([wordOf(30, 400), wordOf(31, 400)]).toEqual([undefined, 'more'])
  })

  it('is nobody where the interval of the difference begins at 0 as printed', () => {
    // Without a third label, it begins where the upper interval begins, less where the lower one
    // ends.
    const share = (label: string, low: number) => ({
      label,
      share: low + 0.1,
      low,
      high: low + 0.2,
      standardError: 0.05,
    })
    const wordOf = (gap: number) =>
      compareSides([share(RETREAT, 0.3), share(PIVOT, 0.5 + gap)], [RETREAT, PIVOT], {
        populationCount: 400,
        hitCounts: [40, 60, 0],
        missingCount: 0,
      })?.word
    expect([wordOf(0.004), wordOf(0.014)]).toEqual(['unclear', 'more'])
  })

  it.each([
    [[60, 60, 80], 80],
    [[100, 100, 0], 60],
    [[20, 20, 160], 100],
  ])(`is nobody of %j, but in 5 %% of samples of %i (${DRAWS} draws)`, (counts, size) => {
    const random = seededRandom(7)
    let wrong = 0
    for (let draw = 0; draw < DRAWS; draw++) {
      const { hitCounts } = drawFrom(counts, size, random)
      const sample = { populationCount: 200, hitCounts, missingCount: 0 }
      const shares = shareIntervals(sample, scheme.labels)
      if (compareSides(shares, [RETREAT, PIVOT], sample)?.word === 'more') wrong += 1
    }
    expect(wrong / DRAWS).toBeLessThan(0.05 + 3 * Math.sqrt((0.05 * 0.95) / DRAWS))
  })
})

describe('shares with the help of a model', () => {
  const draws = Math.min(300, DRAWS)
  it(`hold the truth in 93 % or more, and are narrower (${draws} draws)`, () => {
    const counts = [120, 100, 80]
    const random = seededRandom(11)
    const truth = spread(counts)
    let held = 0
    let width = 0
    let plainWidth = 0
    let explained = 0
    for (let draw = 0; draw < draws; draw++) {
      const { drawn, hitCounts } = drawFrom(counts, 100, random)
      const sampled = new Set(drawn)
      const units = truth.map((label, index): FrameUnit => {
        const said = scheme.labels[random() < 0.85 ? label : Math.floor(random() * 3)] ?? ''
        const { stances: _, ...judgement } = scoredPost(said)
        const isDrawn = sampled.has(index)
        const unit = { post: judgement, judgement, dealId: null, isFirst: true }
        return {
          ...(unit as unknown as FrameUnit),
          outcome: isDrawn ? 'labelled' : null,
          label: isDrawn ? (scheme.labels[label] ?? '') : null,
        }
      })
      const plain = shareIntervals(
        { populationCount: 300, hitCounts, missingCount: 0 },
        scheme.labels,
      )
      const { intervals, explained: own } = assistShares(units, plain, scheme)
      const [one = { low: 1, high: 0 }] = intervals
      if (one.low <= 0.4 && 0.4 <= one.high) held += 1
      width += one.high - one.low
      plainWidth += (plain[0]?.high ?? 0) - (plain[0]?.low ?? 0)
      explained += own / draws
    }
    expect(held / draws).toBeGreaterThan(0.93 - 3 * Math.sqrt((0.07 * 0.93) / draws))
    expect(width / plainWidth).toBeLessThan(0.85)
    expect(explained).toBeGreaterThan(0.3)
  })
})
