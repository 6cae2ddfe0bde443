import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { assistedShares } from '../../../src/base/statistics/estimate/assisted-shares.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { estimateCaptured, intervalsOf, takeSample } from '../../../src/count/audited/audited-intervals.js'
import { marginOf } from '../../../src/count/audited/lead.js'
import { IS_LONG, runCount, sampleCases } from '../../support/run-count.js'
import { auditAtRandom, classifyAtRandom, drawLabel, type Simulated } from './simulate.js'

/** Samples of each condition: 4,000 in `npm run test:long`. */
const RUNS = IS_LONG ? runCount(4000) : 50
/** Three standard errors of a coverage of 95 % over as many samples, in percentage points. */
const TOLERANCE = Math.round(300 * Math.sqrt((0.95 * 0.05) / RUNS) * 10) / 10
const CONDITIONS = `(seed 1, ${RUNS} samples, tolerance ${TOLERANCE} points)`
const TIMEOUT_MS = 900_000

const SHARES = [0.45, 0.35, 0.2]
const LEVEL = { confidenceLevel: 0.95 }
const NO_PROXY = scheme.labels.map(() => scheme.labels.map(() => 0))

interface Tally {
  /** Per label, in [0, 1]. */
  readonly coverage: readonly number[]
  /** Mean width of the quoted interval over that of the same rule on labels alone, per label. */
  readonly widthRatios: readonly number[]
}

function tallyCaptured({ size, classifier }: (typeof CASES)[number], shares: readonly number[]): Tally {
  const random = seededRandom(1)
  const [hits, widths, handWidths] = [0, 1, 2].map(() => scheme.labels.map(() => 0)) as [number[], number[], number[]]
  for (let run = 0; run < RUNS; run++) {
    const population = Array.from({ length: 400 }, (_, index): Simulated => {
      const truth = drawLabel(shares, random)
      return { truth, ...classifyAtRandom(truth, classifier, shares, random), author: index, thread: 0 }
    })
    const estimate = auditAtRandom(population, size, random)
    const byHand = intervalsOf({ ...estimate, raw: assistedShares(estimate.sample, NO_PROXY) }, scheme, LEVEL)
    for (const [label, { low, high }] of intervalsOf(estimate, scheme, LEVEL).entries()) {
      const share = population.filter(({ truth }) => truth === label).length / population.length
      // A share on the border to within rounding is held.
      if (low <= share + 1e-12 && high >= share - 1e-12) hits[label] = (hits[label] as number) + 1
      widths[label] = (widths[label] as number) + high - low
      handWidths[label] = (handWidths[label] as number) + (byHand[label]?.high ?? 0) - (byHand[label]?.low ?? 0)
    }
  }
  return {
    coverage: hits.map((count) => count / RUNS),
    widthRatios: widths.map((width, label) => width / (handWidths[label] as number)),
  }
}

const CASES = ([50, 100, 200] as const).flatMap((size) =>
  (['useless', 'good', 'nearly perfect', 'perfect'] as const).map((classifier) => ({ size, classifier })),
)

describe('the captured interval at a nominal 95 %', () => {
  it.each(sampleCases(CASES, 3))(
    `$size of 400 posts, classifier $classifier: holds every label's share in at least 93 % of the samples, and is no wider than by the same rule without the model ${CONDITIONS}`,
    (condition) => {
      const { coverage, widthRatios } = tallyCaptured(condition, SHARES)
      coverage.forEach((held, label) => {
        expect(100 * held, `coverage of label ${label}`).toBeGreaterThanOrEqual(93 - TOLERANCE)
        expect(widthRatios[label], `width of label ${label}`).toBeLessThanOrEqual(1.001)
      })
    },
    TIMEOUT_MS,
  )

  // A label of 3 % has a mid-P interval.
  it.each(sampleCases(CASES, 1))(
    `$size of 400 posts, classifier $classifier, labels of 87, 10 and 3 %: holds every label's share in at least 93 % of the samples ${CONDITIONS}`,
    (condition) => {
      tallyCaptured(condition, [0.87, 0.1, 0.03]).coverage.forEach((held, label) => {
        expect(100 * held, `coverage of label ${label}`).toBeGreaterThanOrEqual(93 - TOLERANCE)
      })
    },
    TIMEOUT_MS,
  )
})

describe('a sample that stops where its widest interval is ±10 points, looked at after each label from 20 on', () => {
  it.each(['useless', 'good'] as const)(
    `classifier %s: holds every label's share in at least 93 % of the samples ${CONDITIONS}`,
    (classifier) => {
      const random = seededRandom(1)
      const hits = scheme.labels.map(() => 0)
      let labelCount = 0
      for (let run = 0; run < RUNS; run++) {
        const population = Array.from({ length: 162 }, (_, index): Simulated => {
          const truth = drawLabel(SHARES, random)
          return { truth, ...classifyAtRandom(truth, classifier, SHARES, random), author: index, thread: 0 }
        })
        const { units } = auditAtRandom(population, 162, random).sample
        let intervals: ReturnType<typeof intervalsOf> = []
        let size = 19
        do {
          size += 1
          // The posts are alike but for their labels: the first ones are a random sample.
          const sampled = units.map((unit, index) => (index < size ? unit : { ...unit, drawnAt: null, outcome: null, label: null }))
          intervals = intervalsOf(estimateCaptured(takeSample(sampled, 'probability', scheme)), scheme, LEVEL)
        } while (intervals.some((one) => marginOf(one) > 0.1))
        labelCount += size
        for (const [label, { low, high }] of intervals.entries()) {
          const share = population.filter(({ truth }) => truth === label).length / population.length
          if (low <= share + 1e-12 && high >= share - 1e-12) hits[label] = (hits[label] as number) + 1
        }
      }
      if (IS_LONG) console.log(classifier, hits.map((count) => (100 * count) / RUNS).join(' '), labelCount / RUNS)
      for (const count of hits) expect((100 * count) / RUNS).toBeGreaterThanOrEqual(93 - TOLERANCE)
    },
    TIMEOUT_MS,
  )
})
