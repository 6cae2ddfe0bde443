import { describe, expect, it } from 'vitest'
import { byLabel, STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import { intervalsOf } from '../../../src/count/audited/estimate-captured.js'
import { compareSides, leadWordOf, quoteShare } from '../../../src/say/cite/numbers.js'
import { auditAtRandom, classifyAtRandom, drawLabel, type Simulated } from '../../count/audited/simulate.js'
import { runCount } from '../../run-count.js'
import { breakdownOf } from './cite-example.js'

const RUNS = runCount(4000)
const TOLERANCE = Math.round(300 * Math.sqrt((0.95 * 0.05) / RUNS) * 10) / 10
const SHARES = [0.45, 0.35, 0.2]
const POST_COUNT = 400
const TEMPLATE = breakdownOf().audit?.deals[0]

const CASES = ([50, 150] as const).flatMap((size) =>
  (['uniform', 'strata'] as const).flatMap((design) =>
    (['useless', 'good', 'nearly perfect', 'perfect'] as const).map((classifier) => ({ size, design, classifier })),
  ),
)

describe('the interval of the difference between the sides', () => {
  it.each(CASES)(
    `$size of ${POST_COUNT} posts, $design, classifier $classifier: holds it in at least 93 % of the samples at a nominal 95 % (seed 1, ${RUNS} samples, tolerance ${TOLERANCE} points), the three shares and it together in at least 80 %, and a side that is behind "leads" in at most 2 %`,
    ({ size, design, classifier }) => {
      const random = seededRandom(1)
      let [hits, togetherHits, wrongLeads] = [0, 0, 0]
      for (let run = 0; run < RUNS; run++) {
        const population = Array.from({ length: POST_COUNT }, (_, index): Simulated => {
          const truth = drawLabel(SHARES, random)
          return { truth, ...classifyAtRandom(truth, classifier, SHARES, random), author: index, thread: 0 }
        })
        const estimate = auditAtRandom(population, design, size, random)
        const quoted = intervalsOf(estimate, scheme, { confidenceLevel: 0.95 }).map((interval) => quoteShare(interval, POST_COUNT))
        const labelOf = [...estimate.sample.labelOf]
        const labelCounts = byLabel(
          scheme,
          scheme.labels.map((_, label) => labelOf.filter((one) => one === label).length),
        )
        if (!TEMPLATE) throw new Error('expected an audit')
        const audit = { ...TEMPLATE, populationCount: POST_COUNT, labelledCount: size, labelCounts, isCensus: false }
        const [one = '', other = ''] = scheme.sides
        const lead = compareSides(quoted, [one, other], audit)
        if (lead === null) throw new Error('expected a lead')
        const countOf = (label: string): number => population.filter(({ truth }) => scheme.labels[truth] === label).length
        // What a correction note says, which knows the shares and their margins alone.
        const [ahead, behind] = [lead.ahead, lead.behind].map((label) => quoted.find((share) => share.label === label))
        if (ahead && behind) expect([lead.word, null]).toContain(leadWordOf(ahead, behind, POST_COUNT))
        const isHeld = quoted.every(({ label, low, high }) => low <= countOf(label) / POST_COUNT && high >= countOf(label) / POST_COUNT)
        const truth = (countOf(lead.ahead) - countOf(lead.behind)) / POST_COUNT
        const isDifferenceHeld = lead.low <= truth + 1e-12 && lead.high >= truth - 1e-12
        if (isDifferenceHeld) hits += 1
        if (isDifferenceHeld && isHeld) togetherHits += 1
        if (lead.word !== 'too close to say') expect(lead.low).toBeGreaterThan(0)
        if (lead.word === 'leads' && truth <= 0) wrongLeads += 1
      }
      expect((100 * hits) / RUNS).toBeGreaterThanOrEqual(93 - TOLERANCE)
      // Bonferroni: four intervals at 95 %.
      expect((100 * togetherHits) / RUNS).toBeGreaterThanOrEqual(80 - TOLERANCE)
      expect(wrongLeads / RUNS).toBeLessThanOrEqual(0.02)
    },
    900_000,
  )
})
