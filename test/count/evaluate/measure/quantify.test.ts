import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../../src/base/scheme/stance-scheme.js'
import { type QuantificationMethod, quantify } from '../../../../src/count/evaluate/measure/quantify.js'
import { GOLDEN, nine } from '../../../base/statistics/golden.js'

const METHODS: readonly QuantificationMethod[] = ['CC', 'PCC', 'ACC', 'PACC', 'EMQ']
const TWO = { ...scheme, labels: ['no', 'yes'], sides: ['yes'], neutral: 'no' }
const caseOf = (probability: number) => {
  return { label: probability > 0.5 ? 'yes' : 'no', probabilities: { no: 1 - probability, yes: probability } }
}

describe('quantify', () => {
  // QuaPy 0.2.3, as the golden values of `saerensShares`.
  it.each([GOLDEN.emq, GOLDEN.emq_2])('gives PCC and EMQ as QuaPy does', ({ P, pcc, train_prev, ...golden }) => {
    const labels = (P[0] ?? []).map((_, label) => `label ${label}`)
    const own = { ...scheme, labels, sides: [], neutral: null }
    const byName = (values: readonly number[]) => Object.fromEntries(labels.map((name, label) => [name, values[label] ?? Number.NaN]))
    const cases = P.map((row) => ({ label: null, probabilities: byName(row) }))
    const expected = 'prev_quapy_stop' in golden ? golden.prev_quapy_stop : golden.prev
    expect(Object.values(quantify('PCC', cases, { scheme: own }) ?? {})).toEqual(pcc.map(nine))
    const emq = quantify('EMQ', cases, { scheme: own, trainingShares: byName(train_prev) })
    expect(Object.values(emq ?? {})).toEqual((expected as readonly number[]).map(nine))
    expect(quantify('CC', cases, { scheme: own })).toBeNull()
  })

  it('counts labels, and adjusts the count by the confusions among known cases (worked by hand)', () => {
    const cases = [0.9, 0.8, 0.7, 0.2].map(caseOf)
    // Of the known: half of "no" is taken for "yes", all of "yes" is seen.
    const known = [...[0.9, 0.1].map((chance) => ({ ...caseOf(chance), gold: 'no' })), { ...caseOf(0.9), gold: 'yes' }]
    expect(quantify('CC', cases, { scheme: TWO })).toEqual({ no: 0.25, yes: 0.75 })
    expect(quantify('PCC', cases, { scheme: TWO })).toEqual({ no: nine(0.35), yes: nine(0.65) })
    // yes + no / 2 = .75.
    expect(quantify('ACC', cases, { scheme: TWO, known })).toEqual({ no: nine(0.5), yes: nine(0.5) })
    // .9 yes + .5 no = .65.
    expect(quantify('PACC', cases, { scheme: TWO, known })).toEqual({ no: nine(0.625), yes: nine(0.375) })
  })

  it('takes a label without a known case for always right, and gives null without cases', () => {
    const cases = [0.9, 0.2].map(caseOf)
    expect(quantify('ACC', cases, { scheme: TWO })).toEqual({ no: nine(0.5), yes: nine(0.5) })
    for (const method of METHODS) expect(quantify(method, [], { scheme: TWO })).toBeNull()
  })

  it('agrees in every method where the classifier is right and sure', () => {
    const cases = scheme.labels.flatMap((label, index) =>
      Array.from({ length: index + 1 }, () => ({
        label,
        probabilities: Object.fromEntries(scheme.labels.map((name) => [name, Number(name === label)])),
        gold: label,
      })),
    )
    for (const method of METHODS) {
      expect(Object.values(quantify(method, cases, { scheme, known: cases }) ?? {})).toEqual([nine(1 / 6), nine(1 / 3), nine(1 / 2)])
    }
  })
})
