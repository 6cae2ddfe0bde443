import { describe, expect, it } from 'vitest'
import type { Breakdown } from '../../../src/count/breakdown/breakdown.js'
import { cite } from '../../../src/say/cite/cite.js'
import { type ReadinessOptions, readiness } from '../../../src/say/cite/readiness.js'
import { errorOf } from '../../caught.js'
import { breakdownOf, captureOf, RETREAT } from './cite-example.js'
import { DESIGN, labelled, POSTS } from './labelled-example.js'

const { audit: AUDIT } = breakdownOf()
if (AUDIT === null) throw new Error('expected an audit')

/** What is missing, by the code of the refusal. */
const NOT_READY: readonly { code: string; breakdown: Breakdown; options?: ReadinessOptions }[] = [
  { code: 'CITE_CAPTURE_PARTIAL', breakdown: breakdownOf({}, { capture: captureOf(900, 400) }) },
  { code: 'CITE_NOT_AUDITED', breakdown: breakdownOf({}, { audit: null }) },
  { code: 'CITE_INCOMPLETE', breakdown: labelled(POSTS, DESIGN, (_, index) => index % 2 === 0) },
  { code: 'CITE_TOO_FEW_LABELS', breakdown: breakdownOf({ labelCounts: [5, 3, 2], drawnCount: 10 }) },
  {
    code: 'CITE_CODERS_DISAGREE',
    breakdown: breakdownOf({}, { audit: { ...AUDIT, agreement: { ...AUDIT.agreement, doubleCodedCount: 40, alpha: 0.5 } } }),
  },
  {
    code: 'CITE_UNBALANCED',
    breakdown: breakdownOf({}, { audit: { ...AUDIT, origin: { ...AUDIT.origin, balance: { label: RETREAT, z: 5 } } } }),
  },
  { code: 'CITE_TOO_WIDE', breakdown: breakdownOf(), options: { halfWidth: 0.05 } },
]

describe('readiness', () => {
  it.each(NOT_READY)('$code: says what cite refuses with', ({ code, breakdown, options }) => {
    const found = readiness(breakdown, options)
    if (found.isReady) throw new Error('expected a refusal')
    expect(found.refusal.code).toBe(code)
    const thrown = errorOf(() => void cite(breakdown, options))
    expect([thrown?.code, thrown?.message]).toEqual([code, found.refusal.message])
  })

  it('gives the shares that cite prints', () => {
    const found = readiness(breakdownOf(), { label: RETREAT })
    if (!found.isReady) throw found.refusal
    expect(found.quoted).toEqual(cite(breakdownOf(), { label: RETREAT }).shares)
    expect(found.shares).toEqual(cite(breakdownOf()).shares)
    expect(found.halfWidth).toBe(0.1)
  })

  it('throws for a deal or a label that is not there', () => {
    for (const options of [{ dealId: 'deal-x' }, { label: 'favour' }, { halfWidth: 0 }]) {
      expect(() => readiness(breakdownOf(), options)).toThrow(expect.objectContaining({ code: 'USAGE_OPTION_INVALID' }))
    }
  })
})
