import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { unitKeyOf } from '../../../src/base/thread/unit-key.js'
import type { AuditUnit } from '../../../src/count/audit/audit.js'
import {
  type AuditEvent,
  countCorrected,
  designAfter,
  designEvent,
  labelsInForce,
} from '../../../src/count/audit/audit-event.js'
import { growAudit } from '../../../src/count/audit/draw/draw-audit.js'
import {
  labelEvent,
  progressOf as listOpen,
  undoEvent,
} from '../../../src/count/audit/label/label-task.js'
import {
  isDoubleCoded,
  learntRecordOf,
  settleLabels,
} from '../../../src/count/audit/settle-labels.js'
import { countOutcomes } from '../../../src/count/share/estimate-group.js'
import type { FrameUnit } from '../../../src/count/share/join-audit.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { forAny } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'
import { auditOf, draw, learntFrom } from './audit-example.js'

const design = draw(manyPosts(40, 3), 10)
const [first, second] = design.units as [AuditUnit, AuditUnit]
const task = (coder: string, isAdjudication = false, doubleCodeShare = 0.2) => ({
  coder,
  isAdjudication,
  doubleCodeShare,
})
const give = (
  unit: AuditUnit,
  label: string | null,
  coder = 'a',
  isAdjudication = false,
): AuditEvent => labelEvent(unit, label, task(coder, isAdjudication), null)
const undo = (coder = 'a', isAdjudication = false): AuditEvent =>
  undoEvent(task(coder, isAdjudication), null)
const inForce = (...events: readonly AuditEvent[]) =>
  inRows(labelsInForce(events).map(({ coder, label, postId }) => [coder, postId, label]))

describe('labelsInForce', () => {
  it('a later label of the same coder replaces the earlier one; another coder has their own', () => {
    const labels = inForce(give(first, RETREAT), give(first, PIVOT), give(first, NEITHER, 'b'))
    expect(labels).toEqual([`a | ${first.postId} | ${PIVOT}`, `b | ${first.postId} | ${NEITHER}`])
  })

  it('an undo takes back the last label of its coder and brings back the one before', () => {
    const labels = inForce(
      give(first, RETREAT),
      give(first, PIVOT),
      give(second, RETREAT, 'b'),
      undo(),
    )
    expect(labels).toEqual([
      `a | ${first.postId} | ${RETREAT}`,
      `b | ${second.postId} | ${RETREAT}`,
    ])
    expect(inForce(give(first, RETREAT), undo(), undo(), undo('b'))).toEqual([])
  })

  it('of two adjudications the last one stands, and an undo of labels leaves them alone', () => {
    const labels = labelsInForce([
      give(first, RETREAT),
      give(first, PIVOT, 'b', true),
      give(first, NEITHER, 'c', true),
      undo('c'),
    ])
    expect(
      labels
        .filter(({ isAdjudication }) => isAdjudication)
        .map(({ coder, label }) => [coder, label]),
    ).toEqual([['c', NEITHER]])
  })

  it('as many undos as labels leave nothing, whatever came between', () => {
    const step = fc.record({
      at: fc.nat(9),
      label: fc.constantFrom(RETREAT, PIVOT, NEITHER, null),
      isUndo: fc.boolean(),
    })
    forAny(fc.array(step, { maxLength: 40 }), (steps) => {
      const events = steps.map(({ at, label, isUndo }) =>
        isUndo ? undo() : give(design.units[at] as AuditUnit, label),
      )
      const labels = labelsInForce(events)
      expect(new Set(labels.map(unitKeyOf)).size).toBe(labels.length)
      expect(labelsInForce([...events, ...steps.map(() => undo())])).toEqual([])
    })
  })
})

describe('settleLabels', () => {
  const settle = (...events: readonly AuditEvent[]) => {
    const settled = settleLabels({ design, labels: labelsInForce(events) }).find(
      ({ unit }) => unit === first,
    )
    return [settled?.outcome, settled?.label]
  }

  it.each([
    ['nobody looked', [], ['open', null]],
    ['one skipped', [give(first, null)], ['skipped', null]],
    ['one labelled', [give(first, RETREAT)], ['labelled', RETREAT]],
    [
      'one skipped, one labelled',
      [give(first, null), give(first, PIVOT, 'b')],
      ['labelled', PIVOT],
    ],
    ['two differ', [give(first, RETREAT), give(first, PIVOT, 'b')], ['undecided', null]],
    [
      'two of three agree',
      [give(first, RETREAT), give(first, PIVOT, 'b'), give(first, PIVOT, 'c')],
      ['undecided', null],
    ],
    [
      'two differ, settled',
      [give(first, RETREAT), give(first, PIVOT, 'b'), give(first, NEITHER, 'c', true)],
      ['labelled', NEITHER],
    ],
    [
      'one labelled, overruled',
      [give(first, RETREAT), give(first, NEITHER, 'c', true)],
      ['labelled', RETREAT],
    ],
    [
      'two agree, overruled',
      [give(first, PIVOT), give(first, PIVOT, 'b'), give(first, NEITHER, 'c', true)],
      ['labelled', PIVOT],
    ],
    [
      'one skipped, settled',
      [give(first, null), give(first, NEITHER, 'c', true)],
      ['labelled', NEITHER],
    ],
    [
      'two differ, adjudicator skipped',
      [give(first, RETREAT), give(first, PIVOT, 'b'), give(first, null, 'c', true)],
      ['undecided', null],
    ],
  ])('%s', (_name, events, expected) => {
    expect(settle(...events)).toEqual(expected)
  })
})

/** The progress with the unit to label now. */
const progressOf = (...task: Parameters<typeof listOpen>) => {
  const progress = listOpen(...task)
  return { ...progress, current: progress.open[0] ?? null }
}

describe('progressOf', () => {
  it('walks the design in its order and comes back to what was undone', () => {
    const events: AuditEvent[] = []
    const current = () => progressOf(design, events, task('a')).current
    expect(current()).toBe(first)
    events.push(give(first, RETREAT), give(second, null))
    expect(progressOf(design, events, task('a'))).toMatchObject({
      current: design.units[2],
      doneCount: 2,
      skippedCount: 1,
      totalCount: 10,
      last: [{ label: RETREAT }, { label: null }],
    })
    events.push(undo())
    expect(current()).toBe(second)
  })

  it('counts the units of one deal alone where one is read', () => {
    const units = design.units.map((unit, at) => ({ ...unit, dealId: at % 3 === 0 ? 'd' : 'e' }))
    const ofDeal = { ...task('a'), dealId: 'd' }
    expect(progressOf({ ...design, units }, [], ofDeal)).toMatchObject({
      current: units[0],
      totalCount: units.filter(({ dealId }) => dealId === 'd').length,
    })
    expect(progressOf({ ...design, units }, [], task('a')).totalCount).toBe(units.length)
  })

  it('a second coder gets what is open and the double-coded share of what is done, a third only what is open', () => {
    const events = design.units.slice(0, 5).map((unit) => give(unit, RETREAT))
    const left = (coder: string, share: number) =>
      progressOf(design, events, task(coder, false, share)).totalCount
    expect([left('b', 0), left('b', 0.2), left('b', 1)]).toEqual([5, 6, 10])
    for (const unit of design.units) events.push(give(unit, PIVOT, 'b'))
    expect([left('c', 0), left('c', 1)]).toEqual([0, 5])
  })

  it('a post that one coder skipped is open for the next', () => {
    expect(progressOf(design, [give(first, null)], task('b')).current).toBe(first)
    expect(progressOf(design, [give(first, null)], task('a')).current).toBe(second)
  })

  it('reopens the skips made before, each once, for the coder who made them', () => {
    const events = [
      give(first, null),
      give(second, null),
      give(design.units[2] as AuditUnit, RETREAT),
    ]
    const reopened = { ...task('a'), reopenedEventCount: events.length }
    expect(progressOf(design, events, reopened)).toMatchObject({
      current: first,
      doneCount: 1,
      skippedCount: 0,
      totalCount: 10,
    })
    events.push(give(first, null))
    expect(progressOf(design, events, reopened)).toMatchObject({
      current: second,
      doneCount: 2,
      skippedCount: 1,
    })
    expect(progressOf(design, [...events, undo()], reopened).current).toBe(first)
    events.push(give(second, PIVOT))
    expect(progressOf(design, events, reopened)).toMatchObject({
      current: design.units[3],
      doneCount: 3,
      skippedCount: 1,
    })
    expect(progressOf(design, events, { ...reopened, coder: 'b' }).totalCount).toBe(8)
    const unreadable = labelEvent(first, null, task('a'), null, { isUnclear: true })
    expect(progressOf(design, [unreadable], { ...task('a'), reopenedEventCount: 1 }).current).toBe(
      second,
    )
  })

  it('settles a post that nobody labelled as unreadable where a coder said so, else as skipped', () => {
    const unreadable = labelEvent(first, null, task('a'), null, { isUnclear: true })
    const settled = settleLabels({
      design,
      labels: labelsInForce([give(first, null, 'b'), unreadable, give(second, null)]),
    })
    const units = settled.map(({ outcome, label }) => ({ outcome, label }) as FrameUnit)
    expect(countOutcomes(units)).toMatchObject({
      drawnCount: 10,
      labelledCount: 0,
      unclearCount: 1,
      skippedCount: 1,
      openCount: 8,
    })
  })

  it('adjudication offers the disputed posts alone, with what was given', () => {
    const events = [
      give(first, RETREAT),
      give(first, PIVOT, 'b'),
      give(second, RETREAT),
      give(second, RETREAT, 'b'),
    ]
    const before = progressOf(design, events, task('c', true))
    expect(before).toMatchObject({ current: first, totalCount: 1, doneCount: 0, last: [] })
    expect(inRows(before.givenLabels.map(({ coder, label }) => [coder, label]))).toEqual([
      `a | ${RETREAT}`,
      `b | ${PIVOT}`,
    ])
    expect(
      progressOf(design, [...events, give(first, PIVOT, 'c', true)], task('c', true)),
    ).toMatchObject({
      current: null,
      doneCount: 1,
      totalCount: 1,
    })
  })
})

const POSTS: readonly ScoredPost[] = Array.from({ length: 30 }, (_, index) =>
  scoredPost(index < 20 ? RETREAT : PIVOT, { id: `p${index}` }),
)

const audit = auditOf(POSTS, 15, (_, index) => (index < 10 ? NEITHER : null))
const learnt = learntFrom(POSTS, audit)

it('posts of a model that learnt say so', () => {
  expect(learntRecordOf(learnt)).toMatchObject({ baseModel: 'test-model', labelCount: 10 })
  expect(learntRecordOf(POSTS)).toBeNull()
})

it('counts a label in force that replaced another for a reason, once a coder and post', () => {
  const corrected = { ...give(first, PIVOT), reason: 'misread' } as AuditEvent
  expect(countCorrected([give(first, RETREAT), give(first, PIVOT)])).toBe(0)
  expect(countCorrected([give(first, RETREAT), corrected, corrected])).toBe(1)
  expect(countCorrected([give(first, RETREAT), corrected, undo()])).toBe(0)
})

it('an enlargement appends the units that it adds', () => {
  const posts = manyPosts(40, 3)
  const small = draw(posts, 10)
  const large = growAudit(small, posts, 20)
  const event = designEvent(small, large, null)
  expect(event.units).toHaveLength(10)
  expect(designAfter(small, event)).toEqual(large)
})

it.each([0.1, 0.2, 0.3, 0.5, 0.75])(
  'a second coder gets %d of the order drawn, from its start to its end at even steps',
  (share) => {
    const places = Array.from({ length: 117 }, (_, index) => index).filter((index) =>
      isDoubleCoded(index, share),
    )
    expect(Math.abs(places.length - 117 * share)).toBeLessThan(1)
    const steps = places.map((place, at) => place - (places[at - 1] ?? -1))
    expect(steps.every((step) => Math.abs(step - 1 / share) < 1)).toBe(true)
  },
)

it('labels of an earlier sample do not count after another was drawn, and stay in the file', () => {
  const { size, strata, units } = design
  const seed = design.seed + 1
  const redraw = { kind: 'redraw', round: 2, seed, size, strata, units, at: null } as const
  const events = [give(first, RETREAT), give(second, PIVOT), redraw, give(first, NEITHER)]
  expect(inForce(...events)).toEqual([`a | ${first.postId} | ${NEITHER}`])
  expect(inForce(...events, undo(), undo())).toEqual([])
  const again = { ...design, round: 2, seed }
  expect(designAfter({ ...design, sizesBefore: [5] }, redraw)).toEqual(again)
  expect(designEvent(design, again, null)).toEqual(redraw)
})
