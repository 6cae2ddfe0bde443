import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { buildDisclosure, renderDisclosure } from '../../../src/say/disclosure/disclosure.js'
import { reliabilityRows } from '../../../src/say/facts/reliability.js'
import { renderReportPage } from '../../../src/say/page/render-report-page.js'
import { renderBreakdownCsv } from '../../../src/say/table/render-breakdown-csv.js'
import { draw } from '../../count/audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT } from '../../count/scored-posts.js'
import { breakDown, honest, labelBy, POSTS, truthOf } from '../cite/labelled-example.js'

describe('the table of reliability', () => {
  const design = draw(POSTS, 160)
  const twice = design.units.slice(0, 60)
  const second = twice.map((unit, index) => labelBy('ben', unit, index % 10 === 0 ? NEITHER : truthOf(unit)))
  const settled = twice.map((unit) => labelBy('eva', unit, truthOf(unit), true))
  const breakdown = breakDown(POSTS, design, [...honest(design), ...second, ...settled])
  const { agreement } = breakdown.audit?.deals[0] ?? {}
  if (agreement === undefined) throw new Error('expected an agreement')
  const rows = reliabilityRows(agreement)

  it('has a line for all labels, and for each', () => {
    expect(rows.map(({ of }) => of)).toEqual(['all labels', RETREAT, PIVOT, NEITHER])
    expect(rows[0]?.value).toMatch(/^0\.\d\d, 95% interval 0\.\d\d to \d\.\d\d$/)
    expect(rows[0]?.alike).toMatch(/^5\d of 60$/)
  })

  it('stands in the disclosure, the report and the CSV', () => {
    const words = `all labels, Krippendorff's alpha ${rows[0]?.value}, ${rows[0]?.alike} alike`
    expect(renderDisclosure(buildDisclosure(breakdown, { dealId: 'deal-a' }))).toContain(words)
    const input = { breakdown, posts: POSTS, scheme: STANCE_SCHEME, audit: null, figures: null, facts: null }
    const page = renderReportPage(input, () => '')
    expect(page).toContain('Agreement of coders on posts that two or more labelled')
    for (const { value } of rows) expect(page).toContain(value)
    const [head = '', first = '', next = ''] = renderBreakdownCsv(breakdown, STANCE_SCHEME).split('\r\n')
    const cell = (row: string, column: string): string => row.split(',')[head.split(',').indexOf(column)] ?? ''
    expect(Number(cell(first, 'alpha'))).toBeCloseTo(agreement.alpha ?? Number.NaN, 12)
    expect(Number(cell(next, 'labelAlpha'))).toBeCloseTo(agreement.byLabel[1]?.alpha ?? Number.NaN, 12)
  })

  it('is empty where nothing was labelled twice', () => {
    expect(reliabilityRows({ ...agreement, doubleCodedCount: 0 })).toEqual([])
  })
})
