import { expect, it } from 'vitest'
import type { AuditLabel } from '../../../src/count/audit/audit.js'
import { coderRecords } from '../../../src/count/audit/coder-records.js'
import { settleLabels } from '../../../src/count/audit/settle-labels.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'
import { draw } from './audit-example.js'

const design = draw(
  ['1', '2', '3', '4'].map((id) => scoredPost(RETREAT, { id, threadId: 't' })),
  4,
)

/** A label of a post; the time is a minute and second of one hour. */
const given = (postId: string, coder: string, label: string, time: string): AuditLabel => {
  const unit = design.units.find((one) => one.postId === postId)
  if (unit === undefined) throw new Error(`no unit of post ${postId}`)
  const at = `2026-03-14T09:${time}.000Z`
  return { ...unit, coder, coderKind: 'person', label, isAdjudication: false, at }
}

it('gives each coder the labels, and the part that the majority gave', () => {
  const labels = [
    given('1', 'ana', RETREAT, '00:00'),
    given('2', 'ana', RETREAT, '00:10'),
    given('3', 'ana', PIVOT, '00:30'),
    given('4', 'ana', NEITHER, '11:30'),
    given('1', 'ben', RETREAT, '20:00'),
    given('2', 'ben', PIVOT, '20:00'),
    given('3', 'ben', NEITHER, '20:00'),
    given('3', 'cy', NEITHER, '30:00'),
    // Settled: it counts, though only one of two gave it.
    { ...given('2', 'dee', PIVOT, '40:00'), isAdjudication: true },
  ]
  const kind = 'person'
  expect(coderRecords(labels, settleLabels({ design, labels }))).toEqual([
    { coder: 'ana', kind, labelledCount: 4, majority: { comparedCount: 3, equalCount: 1 } },
    { coder: 'ben', kind, labelledCount: 3, majority: { comparedCount: 3, equalCount: 3 } },
    { coder: 'cy', kind, labelledCount: 1, majority: { comparedCount: 1, equalCount: 1 } },
  ])
  const open = labels.filter(({ coder }) => coder === 'ana' || coder === 'ben')
  expect(coderRecords(open, settleLabels({ design, labels: open }))[0]?.majority).toEqual({
    comparedCount: 1,
    equalCount: 1,
  })
})
