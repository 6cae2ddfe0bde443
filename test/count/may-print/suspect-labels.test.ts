import { describe, expect, it } from 'vitest'
import type { CoderAgreement } from '../../../src/count/breakdown/breakdown-audit.js'
import { suspicionOf } from '../../../src/count/may-print/suspect-labels.js'
import type { FrameUnit } from '../../../src/count/share/join-audit.js'
import { compareWithModel } from '../../../src/count/share/label-origin.js'
import { NEITHER, PIVOT, RETREAT } from '../scored-posts.js'

const LABELS = [RETREAT, PIVOT, NEITHER]

/** Units that a model labels in turn, with the labels that a coder gave. */
function frameOf(count: number, labelOf: (model: string, index: number) => string): FrameUnit[] {
  return Array.from({ length: count }, (_, index) => {
    const model = LABELS[index % 3] as string
    const probabilities = Object.fromEntries(
      LABELS.map((label) => [label, label === model ? 0.6 : 0.2]),
    )
    return {
      post: {},
      judgement: { label: model, probabilities },
      label: labelOf(model, index),
      given: [{ at: '2026-03-01T00:00:00Z' }],
    } as unknown as FrameUnit
  })
}

function verdict(frame: readonly FrameUnit[], doubleCodedCount = 0) {
  const labelCounts = Object.fromEntries(
    LABELS.map((label) => [label, frame.filter((unit) => unit.label === label).length]),
  )
  const modelAgreement = compareWithModel(frame)
  return suspicionOf({
    labelCounts,
    labelledCount: frame.length,
    ...(modelAgreement && { modelAgreement }),
    agreement: agreementWith(doubleCodedCount),
  })
}
const agreementWith = (doubleCodedCount: number): CoderAgreement => ({
  doubleCodedCount,
  unanimousCount: doubleCodedCount,
  alpha: null,
  alphaInterval: null,
  byLabel: [],
})
/** The labels at a time of their own, as on the label page. */
const oneByOne = (frame: readonly FrameUnit[]): FrameUnit[] =>
  frame.map((unit, at) => ({ ...unit, given: [{ at: `2026-03-01T00:00:${at}Z` }] as never }))
const other = (model: string, step = 1) => LABELS[(LABELS.indexOf(model) + step) % 3] as string

describe('labels and the model', () => {
  it.each([
    ['all of 40 equal', frameOf(40, (model) => model), 'CITE_LABELS_COPIED'],
    ['39 of 40', frameOf(40, (model, at) => (at < 39 ? model : other(model))), null],
    ['all of 40 on the label page', oneByOne(frameOf(40, (model) => model)), null],
    [
      'two of three, as careful coders do',
      frameOf(60, (model, at) => (at % 5 < 3 ? model : other(model))),
      null,
    ],
    ['shifted by a row', frameOf(60, (model) => other(model, 2)), 'CITE_LABELS_AT_CHANCE'],
    ['a column filled down', frameOf(60, () => RETREAT), 'CITE_LABELS_ALIKE'],
    [
      'all the same as the model says throughout',
      frameOf(60, () => RETREAT).map((unit) => ({
        ...unit,
        judgement: { ...unit.judgement, label: RETREAT, probabilities: { [RETREAT]: 1 } },
      })),
      'CITE_LABELS_COPIED',
    ],
    ['all of 20', frameOf(20, (model) => model), 'CITE_LABELS_COPIED'],
    ['all of 19', frameOf(19, (model) => model), null],
    ['7 of 8', frameOf(8, (model, at) => (at < 7 ? model : other(model))), null],
    ['too few to tell', frameOf(7, (model) => model), null],
  ])('%s: %s', (_name, frame, expected) => {
    expect(verdict(frame)).toBe(expected)
  })

  it('asks nobody of whose labels a second reader read a part', () => {
    const frame = frameOf(40, (model) => model)
    expect([verdict(frame), verdict(frame, 10)]).toEqual(['CITE_LABELS_COPIED', null])
  })

  it('takes the label before learning', () => {
    const unlearnt = { [RETREAT]: 0, [PIVOT]: 1, [NEITHER]: 0 }
    const learnt = frameOf(3, () => PIVOT).map((unit) => ({
      ...unit,
      judgement: { ...unit.judgement, labelledBy: 'model' as const, unlearnt },
    }))
    expect(compareWithModel(learnt)?.equalCount).toBe(3)
  })

  it('says nothing of posts that no model labelled', () => {
    const bare = frameOf(30, (model) => model).map((unit) => ({
      ...unit,
      judgement: { ...unit.judgement, probabilities: null, labelledBy: 'hand' as const },
    }))
    expect(compareWithModel(bare)).toBeNull()
  })
})
