import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import {
  alphaInterval,
  krippendorffAlpha,
} from '../../../src/base/statistics/agreement/krippendorff-alpha.js'
import { seededRandom } from '../../../src/base/statistics/random/seeded-random.js'
import type { AuditLabel } from '../../../src/count/audit/audit.js'
import { judgeAgreement } from '../../../src/count/may-print/refusals.js'
import { agreementOf } from '../../../src/count/share/agreement.js'
import { GOLDEN } from '../../base/statistics/golden.js'
import { IS_LONG, runCount } from '../../support/run-count.js'

it('counts the units in doubt, without those on which coders differ', () => {
  const by = (coder: string, label: string, isInDoubt = false): AuditLabel => ({
    threadId: 't',
    postId: '1',
    dealId: null,
    isAdjudication: false,
    coder,
    label,
    isInDoubt,
  })
  const sure = by('a', 'neither')
  const doubted = by('b', 'neither', true)
  const other = by('b', 'retreat')
  const units = [[doubted], [sure, doubted], [{ ...sure, isInDoubt: true }, other], [sure], []]
  expect(agreementOf(units, scheme).doubtCount).toBe(2)
  expect(agreementOf([[sure]], scheme)).not.toHaveProperty('doubtCount')
  expect(agreementOf([[{ ...sure, isCarried: true }], [sure]], scheme).carriedCount).toBe(1)
})

describe('krippendorffAlpha', () => {
  /** Coders by units into units by values. */
  const unitsOf = (data: readonly (readonly (number | null)[])[]): number[][] =>
    (data[0] ?? []).map((_, unit) => data.flatMap((coder) => coder[unit] ?? []))
  /** Of units of a digit a coder. */
  const alphaOf = (...units: readonly string[]) =>
    krippendorffAlpha(units.map((unit) => [...unit].map(Number)))

  it.each(GOLDEN.krippendorff.cases)(
    'nominal $nominal, with values missing',
    ({ data, nominal }) => {
      expect(krippendorffAlpha(unitsOf(data))).toBeCloseTo(nominal, 9)
    },
  )

  it('does not depend on the order of units or values', () => {
    const units = unitsOf(GOLDEN.krippendorff.cases[0]?.data ?? [])
    expect(krippendorffAlpha(units.map((unit) => [...unit].reverse()).reverse())).toBeCloseTo(
      krippendorffAlpha(units) ?? Number.NaN,
      12,
    )
  })

  it('is undefined without variation or without pairs', () => {
    expect(alphaOf('11', '11')).toBeNull()
    expect(alphaOf('1', '2', '')).toBeNull()
  })

  it('is 1 for full agreement and below 0 for disagreement without exception', () => {
    expect(alphaOf('11', '222')).toBe(1)
    // Two units, 1 against 2 in both: Do = 1, De = 2/3.
    expect(alphaOf('12', '21')).toBeCloseTo(-0.5, 12)
  })
})

describe('agreement of three coders on 20 posts, some of which one left out', () => {
  const [R = '', P = '', N = ''] = scheme.labels
  const ANSWERS = {
    a: 'RRPPNNRPNRPNRRPPNNRP',
    b: 'RRPNNNRPPRPNPRPPNRRP',
    c: '-RPP-NR-NRNNR-P-NN-P',
  }
  const groups = [...Array(20).keys()].map((post) =>
    Object.entries(ANSWERS).flatMap(([coder, answers]): AuditLabel[] => {
      const label = { R, P, N }[answers.charAt(post)]
      return label === undefined
        ? []
        : [{ threadId: 't', postId: `p${post}`, dealId: null, coder, label, isAdjudication: false }]
    }),
  )
  const agreement = agreementOf(groups, scheme)

  // krippendorff 0.9.0; proportion_confint(Do * 20, 20, method='wilson') / De of statsmodels
  // 0.15.0, from 1.
  it.each([
    ['all', agreement, [0.7270854788877446, 0.4106851404420946, 0.8939762731463807]],
    [R, agreement.byLabel[0], [0.8364197530864198, 0.4076287523345242, 0.9621064827482121]],
    [P, agreement.byLabel[1], [0.6812030075187969, 0.2289943083106939, 0.8894221816754877]],
    [N, agreement.byLabel[2], [0.6629570747217806, 0.1848667965446923, 0.8830934035201898]],
  ] as const)('%s: alpha and its interval are those of Python', (_, of, [alpha, low, high]) => {
    expect(of?.alpha).toBeCloseTo(alpha, 12)
    expect(of?.alphaInterval?.low).toBeCloseTo(low, 12)
    expect(of?.alphaInterval?.high).toBeCloseTo(high, 12)
  })

  it('has no interval where alpha is undefined', () => {
    expect(alphaInterval([[1, 1]])).toBe(null)
  })
})

describe('two coders who err alone and evenly', () => {
  const RUNS = IS_LONG ? runCount(4000) : 400
  const random = seededRandom(1)
  const shares = [0.3, 0.45, 0.25]
  const draw = () => {
    let left = random()
    return Math.max(
      0,
      shares.findIndex((share) => (left -= share) < 0),
    )
  }
  const read = (truth: number, accuracy: number) =>
    random() < accuracy ? truth : (truth + 1 + Math.floor(2 * random())) % 3
  const sample = (accuracy: number, count: number): number[][] =>
    Array.from({ length: count }, () => {
      const truth = draw()
      return [read(truth, accuracy), read(truth, accuracy)]
    })

  // Their alphas, from two million posts: .712 and .302. The burden of proof is on the coders.
  it.each([
    [5, 0],
    [29, 0],
    [30, 0.36],
    [60, 0.3],
    [100, 0.24],
  ])(
    `of nine right in ten: at %s judgements labelled twice, at most %s are refused (${RUNS} samples)`,
    (count, most) => {
      let refused = 0
      let held = 0
      for (let run = 0; run < RUNS; run++) {
        const units = sample(0.9, count)
        const alpha = krippendorffAlpha(units)
        const interval = alphaInterval(units)
        if (interval === null || (interval.low <= 0.712 && interval.high >= 0.712)) held += 1
        const counts = { doubleCodedCount: count, unanimousCount: 0, byLabel: [] }
        if (judgeAgreement({ ...counts, alpha, alphaInterval: interval }) === 'low') refused += 1
      }
      expect(refused / RUNS).toBeLessThanOrEqual(most)
      expect(held / RUNS).toBeGreaterThanOrEqual(0.91)
    },
  )

  it('of seven in ten are refused at 30', () => {
    const refused = [...Array(RUNS).keys()].filter(() => {
      const units = sample(0.7, 30)
      const counts = { doubleCodedCount: 30, unanimousCount: 0, byLabel: [] }
      const agreement = { alpha: krippendorffAlpha(units), alphaInterval: alphaInterval(units) }
      return judgeAgreement({ ...counts, ...agreement }) === 'low'
    }).length
    expect(refused / RUNS).toBeGreaterThan(0.97)
  })
})
