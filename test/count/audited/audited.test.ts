import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { assistedShares } from '../../../src/base/statistics/estimate/assisted-shares.js'
import { hypergeometricInterval } from '../../../src/base/statistics/interval/exact-or-wilson.js'
import { seededRandom, shuffled } from '../../../src/base/statistics/random/seeded-random.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { Audit } from '../../../src/count/audit/audit.js'
import { sortPopulation } from '../../../src/count/audit/population.js'
import { joinAudit } from '../../../src/count/audited/audit-frame.js'
import { intervalsOf, takeSample } from '../../../src/count/audited/audited-intervals.js'
import type { Breakdown, GroupBreakdown, ShareInterval } from '../../../src/count/breakdown/breakdown.js'
import { POWER_TUNED } from '../../../src/count/breakdown/breakdown-audit.js'
import { found } from '../../../src/count/breakdown/finding.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { ruleWords } from '../../../src/say/rules/rule-words.js'
import { runCount } from '../../support/run-count.js'
import { auditOf, draw, labelUnits } from '../audit/audit-example.js'
import { judgedAs, manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const NOT_AUDITED = ruleWords(found('not-audited', {}))
const RUNS = runCount(2000)

const breakDown = (posts: readonly ScoredPost[], audit: Audit, options = {}): Breakdown =>
  aggregate(posts, { scheme, options: { resampleCount: 50 }, audit: { audit, sha256: null }, ...options })

const pick = (group: GroupBreakdown | undefined, method: string, label: string): ShareInterval => {
  const found = group?.intervals.find((one) => one.method === method && one.label === label)
  if (!found) throw new Error(`no interval by ${method} for ${label}`)
  return found
}

/** By the digits of its id: a truth that the classifier, which labels at random, knows nothing of. */
const truthById = (post: ScoredPost): string => [RETREAT, PIVOT, NEITHER, RETREAT][Number(post.id.replace(/\D/g, '')) % 4] ?? NEITHER

describe('an audited breakdown', () => {
  const posts = manyPosts(300, 1)
  const audit = auditOf(posts, 90, truthById)
  const breakdown = breakDown(posts, audit)

  it('gives every deal and all posts one interval a label, of the captured posts, the estimate within it', () => {
    for (const group of [...breakdown.deals, breakdown.overall]) {
      const audited = group.intervals.filter(({ share }) => share !== undefined)
      expect(audited.map(({ estimand, method, label, isHeadline }) => [estimand, method, label, isHeadline])).toEqual(
        scheme.labels.map((label) => ['captured', POWER_TUNED, label, true]),
      )
      for (const { low, high, share = Number.NaN } of audited) {
        expect(low).toBeLessThanOrEqual(share)
        expect(high).toBeGreaterThanOrEqual(share)
      }
    }
  })

  it('says no more that nobody checked, and says what the sample was', () => {
    for (const group of [...breakdown.deals, breakdown.overall]) expect(group.cautions).not.toContain(NOT_AUDITED)
    expect(breakdown.audit).toMatchObject({ size: 90, seed: 1, headlineMethod: POWER_TUNED, proxy: 'probability' })
    expect(breakdown.audit?.counts).toEqual({ drawnCount: 90, labelledCount: 90, skippedCount: 0, unclearCount: 0, undecidedCount: 0 })
    expect(breakdown.audit?.coders).toEqual([{ coder: 'ana', labelledCount: 90 }])
    expect(breakdown.overall.cautions.join(' ')).toContain(
      'One coder labelled the sample, and no post was labelled twice: nobody has checked the labels.',
    )
  })

  it('counts the labels by hand of each depth beside the model’s', () => {
    for (const [index, { depths }] of breakdown.deals.entries()) {
      const [{ byHand } = {}, ...others] = depths
      const { labelCounts = {}, labelledCount } = breakdown.audit?.deals[index] ?? {}
      const neutralCount = labelCounts[NEITHER] ?? 0
      const neutralShare = Number(labelledCount) < 30 ? null : neutralCount / Number(labelledCount)
      expect([byHand, others]).toEqual([{ labelledCount, neutralCount, neutralShare }, []])
    }
  })

  it('leaves everything else as it is without an audit', () => {
    const plain = aggregate(posts, { scheme, options: { resampleCount: 50 } })
    expect(plain.audit).toBeNull()
    for (const [index, group] of [...breakdown.deals, breakdown.overall].entries()) {
      const before = [...plain.deals, plain.overall][index] as GroupBreakdown
      const depths = group.depths.map(({ byHand: _, ...model }) => model)
      const intervals = group.intervals.filter(({ share }) => share === undefined)
      expect({ ...group, depths, intervals, cautions: [], findings: [] }).toEqual({ ...before, cautions: [], findings: [] })
    }
  })

  it('does not depend on the order of posts, nor on that of labels', () => {
    const random = seededRandom(9)
    const turned = breakDown(shuffled(posts, random), { ...audit, labels: shuffled(audit.labels, random) })
    expect(turned).toEqual(breakdown)
  })

  it('refuses other posts, and labels of another scheme', () => {
    expect(() => breakDown(posts.slice(1), audit)).toThrow(expect.objectContaining({ code: 'AUDIT_MISMATCH' }))
    const foreign = { ...audit, labels: audit.labels.map((label) => ({ ...label, label: 'bullish' })) }
    expect(() => breakDown(posts, foreign)).toThrow(expect.objectContaining({ code: 'AUDIT_LABEL_UNKNOWN' }))
  })

  it('stays unaudited where fewer than two posts were labelled', () => {
    const few = breakDown(posts, { ...audit, labels: audit.labels.slice(0, 1) })
    expect(few.audit?.overall).toBeNull()
    expect(few.overall.cautions).toContain(NOT_AUDITED)
    expect(few.overall.cautions.join(' ')).toContain('Only 1 of the 300 posts was labelled in the audit')
    expect(few.overall.intervals.every(({ share }) => share === undefined)).toBe(true)
  })

  it('counts what was skipped, and says so from 5 % on', () => {
    const skipping = breakDown(
      posts,
      auditOf(posts, 90, (post) => (Number(post.id.slice(1)) % 10 === 0 ? null : truthById(post))),
    )
    expect(skipping.audit?.counts.skippedCount).toBeGreaterThan(4)
    expect(skipping.overall.cautions.join(' ')).toMatch(
      /\d+ of the 90 posts of the sample have no label \(\d+ skipped or not reached, 0 undecided .*cannot be cited: \d+ labels missing in the sample/,
    )
    expect(skipping.overall.cautions.join(' ')).not.toContain('--adjudicate')
  })

  it('says how to settle what coders differ on', () => {
    const other = audit.labels.slice(0, 20).map((label) => ({ ...label, coder: 'other', label: label.label === RETREAT ? PIVOT : RETREAT }))
    const differing = breakDown(posts, { ...audit, labels: [...audit.labels, ...other] })
    expect(differing.audit?.counts.undecidedCount).toBe(20)
    expect(differing.overall.cautions.join(' ')).toMatch(
      / 20 undecided between coders\).* Settle those on which coders differ with audit --adjudicate\. .*cannot be cited: 20 labels missing in the sample/,
    )
  })
})

describe('a census', () => {
  it('closes every interval on the truth', () => {
    const posts = manyPosts(120, 2)
    const { overall, deals, audit } = breakDown(posts, auditOf(posts, 120, truthById))
    for (const [group, members] of [
      [overall, posts],
      [deals[0], posts.filter((post) => post.deals.includes(deals[0]?.dealId ?? ''))],
    ] as const) {
      for (const label of scheme.labels) {
        const share = members.filter((post) => truthById(post) === label).length / members.length
        const { low, high, share: estimate, standardError } = pick(group, POWER_TUNED, label)
        expect([low, estimate, high]).toEqual([expect.closeTo(share, 12), expect.closeTo(share, 12), expect.closeTo(share, 12)])
        expect(standardError).toBeCloseTo(0, 12)
      }
    }
    expect(audit?.overall?.isCensus).toBe(true)
  })
})

describe('the estimates, worked by hand', () => {
  // Twelve posts, six drawn: the classifier's labels 8 : 4 : 0, with hand labels that differ in one of the six.
  const posts = Array.from({ length: 12 }, (_, index) => scoredPost(index < 8 ? RETREAT : PIVOT, { id: `q${index}`, author: `w${index}` }))
  const wrongId = draw(posts, 6).units[0]?.postId ?? ''

  it('lambda 1: the count, less the one error, within the exact interval of the labels', () => {
    const relabelled = auditOf(posts, 6, (post) => (post.id === wrongId ? NEITHER : (post.label ?? '')))
    const wrong = posts.find(({ id }) => id === wrongId)?.label ?? ''
    const counted = wrong === RETREAT ? 8 / 12 : 4 / 12
    const sample = takeSample(joinAudit(sortPopulation(posts), relabelled, scheme), 'label', scheme)
    const coefficients = scheme.labels.map((_, label) => scheme.labels.map((_, other) => Number(label === other)))
    const raw = assistedShares(sample, coefficients)
    const intervals = intervalsOf({ sample, lambdas: [1, 1, 1], coefficients, raw }, scheme, { confidenceLevel: 0.95 })
    const quoted = intervals.find(({ label }) => label === wrong)
    const seen = relabelled.labels.filter(({ label }) => label === wrong).length
    const exact = hypergeometricInterval(seen, 6, 12, 0.95)
    expect(quoted).toMatchObject({ low: expect.closeTo(exact.low, 12), high: expect.closeTo(exact.high, 12) })
    expect(quoted?.share).toBeCloseTo(Math.min(exact.high, Math.max(exact.low, counted - 1 / 6)), 12)
  })
})

describe('strata', () => {
  it('without a label are joined to their neighbour, said in words', () => {
    const posts = manyPosts(200, 7)
    const design = draw(posts, 60)
    const labelOf = new Map(posts.map(({ id, label }) => [id, label]))
    const labels = labelUnits(design, ({ postId, dealId }) => (dealId === 'deal-b' ? null : (labelOf.get(postId) ?? null)))
    const audit = { design, labels }
    const { overall } = breakDown(posts, audit)
    expect(overall.cautions.join(' ')).toMatch(/No post was labelled in one stratum of the sample/)
    expect(pick(overall, POWER_TUNED, RETREAT).share).toBeGreaterThan(0)
    const sample = takeSample(joinAudit(sortPopulation(posts), audit, scheme), 'probability', scheme)
    expect(sample.joinedStratumCount).toBe(1)
    expect(new Set(sample.stratumOf)).toEqual(new Set([0]))
  })
})

describe('the proxy of a label', () => {
  it('is the classifier label where there are no probabilities', () => {
    const posts = manyPosts(100, 9).map((post) => judgedAs(post, { probabilities: null }))
    expect(breakDown(posts, auditOf(posts, 40, truthById)).audit?.proxy).toBe('label')
  })

  it('is nothing where nothing could be scored: the estimate is then that of hand labels alone', () => {
    const posts = Array.from({ length: 40 }, (_, index) => scoredPost('unscored', { id: `u${index}`, author: `a${index}` }))
    const audit = auditOf(posts, 20, truthById)
    const { overall, audit: record } = breakDown(posts, audit)
    for (const label of scheme.labels) {
      const byHand = audit.labels.filter((one) => one.label === label).length / 20
      expect(pick(overall, POWER_TUNED, label).share).toBeCloseTo(byHand, 12)
    }
    expect(record?.overall).toMatchObject({ errorCount: 0, unansweredCount: 20 })
  })
})

describe('properties', () => {
  it(`every share and bound lies in [0, 1], in order, and all sum to 1 (${RUNS} runs)`, () => {
    const anything = fc.record({
      count: fc.integer({ min: 2, max: 60 }),
      seed: fc.integer({ min: 0, max: 1e6 }),
      part: fc.double({ min: 0.05, max: 1, noNaN: true }),
      isOneSided: fc.boolean(),
    })
    fc.assert(
      fc.property(anything, ({ count, seed, part, isOneSided }) => {
        const posts = manyPosts(count, seed)
        const audit = auditOf(posts, Math.max(1, Math.round(part * count)), isOneSided ? () => RETREAT : truthById)
        const { overall, deals, audit: record } = breakDown(posts, audit)
        for (const group of [overall, ...deals]) {
          for (const { low, high, share } of group.intervals) {
            expect(low).toBeGreaterThanOrEqual(0)
            expect(high).toBeLessThanOrEqual(1)
            expect(low).toBeLessThanOrEqual(share ?? low)
            expect(high).toBeGreaterThanOrEqual(share ?? high)
          }
        }
        for (const group of [...(record?.deals ?? []), record?.overall]) {
          if (!group?.shares) continue
          expect(Object.values(group.shares).reduce((sum, share) => sum + share, 0)).toBeCloseTo(1, 12)
          for (const lambda of Object.values(group.lambda ?? {})) expect(lambda >= 0 && lambda <= 1).toBe(true)
        }
      }),
      { numRuns: RUNS },
    )
  })
})
