import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import type { AuditDesign } from '../../../src/count/audit/audit.js'
import { growAudit } from '../../../src/count/audit/draw/draw-audit.js'
import { sortPopulation } from '../../../src/count/audit/population.js'
import { joinAudit } from '../../../src/count/audited/audit-frame.js'
import { type ReadinessOptions, readiness, type Shortfall } from '../../../src/count/audited/readiness.js'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { cite } from '../../../src/say/cite/cite.js'
import { agreeing, breakdownOf, captureOf, RETREAT } from '../../say/cite/cite-example.js'
import { DESIGN, labelled, POSTS } from '../../say/cite/labelled-example.js'
import { errorOf, failure } from '../../support/caught.js'
import { draw } from '../audit/audit-example.js'
import { manyPosts } from '../scored-posts.js'

const { audit: AUDIT } = breakdownOf()
if (AUDIT === null) throw new Error('expected an audit')

/** What is missing, by the code of the refusal. */
const NOT_READY: readonly { code: string; breakdown: Breakdown; options?: ReadinessOptions }[] = [
  { code: 'CITE_NOT_AUDITED', breakdown: breakdownOf({}, { audit: null }) },
  { code: 'CITE_INCOMPLETE', breakdown: labelled(POSTS, DESIGN, (_, index) => index % 2 === 0) },
  { code: 'CITE_TOO_FEW_LABELS', breakdown: breakdownOf({ labelCounts: [5, 3, 2], drawnCount: 10 }) },
  {
    code: 'CITE_CODERS_DISAGREE',
    breakdown: agreeing(breakdownOf(), { doubleCodedCount: 40, alpha: 0.5 }),
  },
  { code: 'CITE_TOO_WIDE', breakdown: breakdownOf(), options: { halfWidth: 0.05 } },
]

const groupOf = ({ deals, overall }: Breakdown) => deals[0] ?? overall

function missingOf(breakdown: Breakdown, options?: ReadinessOptions): readonly Shortfall[] {
  const found = readiness(breakdown, groupOf(breakdown), options)
  return found.isReady ? [] : found.missing
}

describe('readiness', () => {
  it.each(NOT_READY)('$code: says what cite refuses with', ({ code, breakdown, options }) => {
    expect(missingOf(breakdown, options)[0]?.code).toBe(code)
    expect(errorOf(() => void cite(breakdown, options))?.code).toBe(code)
  })

  it('gives the shares that cite prints', () => {
    const found = readiness(breakdownOf(), groupOf(breakdownOf()))
    if (!found.isReady) throw new Error('expected shares')
    expect(found.intervals.map(({ label, share, low, high }) => ({ label, share, low, high }))).toEqual(
      cite(breakdownOf()).shares.map(({ label, share, low, high }) => ({ label, share, low, high })),
    )
  })

  it('says how many labels would do: the ones that cite asks for', () => {
    const breakdown = breakdownOf({ labelCounts: [16, 10, 4], drawnCount: 30, standardErrors: [0.08, 0.07, 0.06] })
    const [wide, ...others] = missingOf(breakdown)
    if (wide?.code !== 'CITE_TOO_WIDE') throw new Error('expected a wide interval')
    expect(others).toEqual([])
    expect(wide.widest).toMatchObject({ label: RETREAT, share: 0.48 })
    expect(wide.needed.count).toBe(30 + wide.needed.moreCount)
    expect(errorOf(() => void cite(breakdown))?.message).toContain(
      `About ${wide.needed.moreCount} more labels are enough (${wide.needed.count} of 400`,
    )
  })

  it('counts a rare label by the labels alone, as its interval does: the model’s share would ask for 60', () => {
    const breakdown = breakdownOf({
      labelCounts: [7, 23, 10],
      drawnCount: 40,
      shares: [0.25, 0.65, 0.1],
      standardErrors: [0.052, 0.04, 0.04],
    })
    const [wide] = missingOf(breakdown, { label: RETREAT })
    expect(wide).toMatchObject({ code: 'CITE_TOO_WIDE', needed: { count: 76 } })
  })

  it('names all that is missing, what costs most first', () => {
    const breakdown = agreeing(breakdownOf({ labelCounts: [5, 3, 2], drawnCount: 10 }), { doubleCodedCount: 40, alpha: 0.5 })
    const both = { ...breakdown, capture: captureOf(900, 400) }
    expect(missingOf(both).map(({ code }) => code)).toEqual(['CITE_TOO_FEW_LABELS', 'CITE_CODERS_DISAGREE'])
  })

  it('throws for a label that is not there, and a width out of range', () => {
    for (const options of [{ label: 'favour' }, { halfWidth: 0 }]) {
      expect(() => readiness(breakdownOf(), groupOf(breakdownOf()), options)).toThrow(failure('USAGE_OPTION_INVALID'))
    }
  })
})

const MANY = manyPosts(60, 1)
const join = (design: AuditDesign, posts: readonly ScoredPost[] = MANY) => joinAudit(sortPopulation(posts), { design, labels: [] }, scheme)
const mismatch = (words: string) => expect.objectContaining({ code: 'AUDIT_MISMATCH', message: expect.stringContaining(words) })

describe('a sample', () => {
  const design = draw(MANY, 20)

  it('is joined with the posts that it was drawn from, also when it grew twice', () => {
    const grown = growAudit(growAudit(design, MANY, 30), MANY, 45)
    expect(grown.sizesBefore).toEqual([20, 30])
    for (const each of [design, grown]) expect(() => join(each)).not.toThrow()
  })

  it('is refused with other texts', () => {
    const [first, ...rest] = MANY as [ScoredPost, ...ScoredPost[]]
    expect(() => join(design, [{ ...first, text: 'another text' }, ...rest])).toThrow(mismatch('texts that the sample names'))
  })
})
