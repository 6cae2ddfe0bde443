import { expect, it } from 'vitest'
import { buildDisclosure, renderDisclosure } from '../../../src/say/disclosure/render-disclosure.js'
import { alphaWords } from '../../../src/say/facts/finding-words.js'
import { renderBreakdownCsv } from '../../../src/say/table/render-breakdown-csv.js'
import { draw } from '../../count/audit/audit-example.js'
import { NEITHER } from '../../count/scored-posts.js'
import { breakDown, honest, labelBy, POSTS, truthOf } from '../cite/labelled-example.js'

it('the agreement of coders stands in the disclosure and the CSV, in all and label by label', () => {
  const design = draw(POSTS, 160)
  const twice = design.units.slice(0, 60)
  const second = twice.map((unit, index) =>
    labelBy('ben', unit, index % 10 === 0 ? NEITHER : truthOf(unit)),
  )
  const settled = twice.map((unit) => labelBy('eva', unit, truthOf(unit), true))
  const breakdown = breakDown(POSTS, design, [...honest(design), ...second, ...settled])
  const { agreement } = breakdown.audit?.deals[0] ?? {}
  if (agreement === undefined) throw new Error('expected an agreement')
  const text = renderDisclosure(buildDisclosure(breakdown, { dealId: 'deal-a' }))
  for (const one of agreement.byLabel) expect(text).toContain(`${one.label} ${alphaWords(one)}`)
  const [person] = breakdown.audit?.deals[0]?.settledBy ?? []
  expect(person?.coder).toBe('eva')
  expect(text).toContain(`; coder “eva” settled ${person?.count} on which they differed.`)
  expect(text).toContain(`(Krippendorff's alpha ${alphaWords(agreement)})`)
  const [head = '', first = '', next = ''] = renderBreakdownCsv(breakdown).split('\r\n')
  const cell = (row: string, column: string): string =>
    row.split(',')[head.split(',').indexOf(column)] ?? ''
  expect(Number(cell(first, 'alpha'))).toBeCloseTo(agreement.alpha ?? Number.NaN, 12)
  expect(Number(cell(next, 'labelAlpha'))).toBeCloseTo(
    agreement.byLabel[1]?.alpha ?? Number.NaN,
    12,
  )
})
