import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { type CaptureLedger, emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { cite } from '../../../src/say/cite/cite.js'
import { buildDisclosure } from '../../../src/say/disclosure/disclosure.js'
import { auditOf } from '../../count/audit/audit-example.js'
import { scoredPost } from '../../count/scored-posts.js'
import { breakdownOf, NEITHER, PIVOT, RETREAT } from './cite-example.js'
import { refusal } from './labelled-example.js'

describe('the capture ledger', () => {
  // 60 replies of one thread, all labelled by hand: 30, 20, 10; the program is wrong on 10.
  const truthAt = (index: number): string => (index % 6 < 3 ? RETREAT : index % 6 < 5 ? PIVOT : NEITHER)
  const posts = (capture: Partial<CaptureLedger>, count: number) =>
    Array.from({ length: count }, (_, index) =>
      scoredPost(index % 5 === 0 ? NEITHER : truthAt(index), {
        meta: { role: 'reply', ...(index === 0 && { capture: { ...emptyLedger('bluesky'), capturedCount: count, ...capture } }) },
      }),
    )
  const breakDown = (capture: Partial<CaptureLedger>, count = 60) => {
    const scored = posts(capture, count)
    const truthOf = new Map(scored.map(({ id }, index) => [id, truthAt(index)]))
    const audit = auditOf(scored, count, ({ id }) => truthOf.get(id) ?? null)
    return aggregate(scored, { scheme: STANCE_SCHEME, audit: { audit, sha256: null } })
  }

  // By hand: 40 of 100 missing, so that retreat is 30 to 70 of 100, shrewd pivot 20 to 60, neither 10 to 50.
  it('says what is missing and how far that could move the shares', () => {
    const claim = cite(breakDown({ reportedCount: 100 }))
    expect(claim.capture).toMatchObject({ capturedCount: 60, missingCount: 40, capturedShare: 0.6 })
    expect(claim.footnote).toContain(
      'Captured: 60 of the 100 replies known to exist; whatever the others say, retreat 30% to 70%, shrewd pivot 20% to 60%, neither 10% to 50% of all.',
    )
    expect(JSON.stringify(buildDisclosure(breakDown({ reportedCount: 100 })))).toContain(
      'Capture (bluesky): 60 of 100 replies captured with their text; missing: 40 not captured.',
    )
  })

  // By hand: 12 of 36 missing, so that retreat is 12 to 24 of 36, shrewd pivot 8 to 20, neither 4 to 16.
  it('says it in posts where fewer than 30 are counted', () => {
    expect(cite(breakDown({ reportedCount: 36 }, 24)).footnote).toContain(
      'Captured: 24 of the 36 replies known to exist; whatever the others say, retreat 12 to 24, shrewd pivot 8 to 20, neither 4 to 16 of all.',
    )
  })

  it('refuses less than half, placeholders without a text being none, and stubs that nobody opened counting', () => {
    expect(refusal(breakDown({ reportedCount: 121 }))).toMatchObject({
      code: 'CITE_CAPTURE_PARTIAL',
      context: { capturedCount: 60, missingCount: 61 },
    })
    expect(refusal(breakDown({ capturedCount: 130, deletedCount: 70 })).code).toBe('CITE_CAPTURE_PARTIAL')
    expect(refusal(breakDown({ notOpenedCount: 61 })).code).toBe('CITE_CAPTURE_PARTIAL')
    expect(cite(breakDown({ reportedCount: 120 })).capture.capturedShare).toBe(0.5)
  })

  it('says that nothing is known where the source reports nothing', () => {
    expect(cite(breakDown({})).footnote).toContain('How many replies are missing is not known.')
  })

  it('says when each text was counted once', () => {
    const options = { ...breakdownOf().options, countDuplicates: 'once' as const }
    expect(cite(breakdownOf({}, { options })).sentence).toContain('captured in this thread (each text counted once) call')
  })
})
