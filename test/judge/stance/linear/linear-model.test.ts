import { Buffer } from 'node:buffer'
import { describe, expect, it } from 'vitest'
import {
  LinearClassifier,
  unpackLinearModel,
} from '../../../../src/judge/stance/linear/linear-classifier.js'
import {
  decodeLinearModel,
  encodeLinearModel,
  type LinearModelHeader,
  quantiseWeights,
} from '../../../../src/judge/stance/linear/linear-model.js'
import { inRows } from '../../../support/in-rows.js'
import { ask, FALLING, trainSmall } from '../small-posts.js'

const model = trainSmall()
const { header, weights } = encodeLinearModel(model)
const throughJson = (value: LinearModelHeader) =>
  JSON.parse(JSON.stringify(value)) as LinearModelHeader
const invalid = (message: string) =>
  expect.objectContaining({ code: 'MODEL_INVALID', message: expect.stringContaining(message) })

describe('encodeLinearModel and decodeLinearModel', () => {
  it('round-trip a model, with its header through JSON', () => {
    expect(decodeLinearModel(throughJson(header), weights)).toEqual(model)
  })

  it('decode weights from any offset of a larger buffer', () => {
    const larger = new Uint8Array(weights.length + 3)
    larger.set(weights, 3)
    expect(decodeLinearModel(header, larger.subarray(3))).toEqual(model)
  })

  it('store cues by label index, so that labels in any order keep their cues', () => {
    const cues = [
      { cue: 'first', side: 'high', weight: 1 },
      { cue: 'last', side: 'flat', weight: 0.5 },
    ]
    const falling = { ...trainSmall({}, FALLING), cues }
    const packed = encodeLinearModel(falling)
    expect(inRows(packed.header.cues)).toEqual(['first | 0 | 1', 'last | 2 | 0.5'])
    const back = decodeLinearModel(throughJson(packed.header), packed.weights)
    expect(back.cues).toEqual(cues)
    expect(back.scheme.labels).toEqual(['high', 'low', 'flat'])
    const input = ask('giving up the first and the last')
    expect(new LinearClassifier(back).score([input])).toEqual(
      new LinearClassifier(falling).score([input]),
    )
  })

  it.each([
    { name: 'a byte short', bytes: weights.subarray(1) },
    { name: 'a byte long', bytes: new Uint8Array(weights.length + 1) },
    { name: 'empty', bytes: new Uint8Array() },
  ])('refuse weights that are $name', ({ bytes }) => {
    expect(() => decodeLinearModel(header, bytes)).toThrow(
      invalid(`expected ${weights.length} bytes of weights, got ${bytes.length}`),
    )
  })

  it('reject an invalid scheme', () => {
    expect(() =>
      decodeLinearModel({ ...header, scheme: { ...header.scheme, labels: ['one'] } }, weights),
    ).toThrow(expect.objectContaining({ code: 'SCHEME_INVALID' }))
  })
})

describe('decodeLinearModel, headers that are wrong or lack a part', () => {
  const parts = [
    'scheme',
    'settings',
    'intercepts',
    'temperature',
    'weightStep',
    'wordCount',
    'characterCount',
    'structureWeights',
    'cues',
  ]
  const { structureWeights, intercepts, settings } = header
  it.each<readonly [object, string]>([
    ...parts.map((part) => [{ [part]: undefined }, part] as const),
    [
      { format: 'dealstance/linear@9' },
      'expected format "dealstance/linear@1", got "dealstance/linear@9"',
    ],
    [
      { structureWeights: structureWeights.slice(1) },
      `expected ${structureWeights.length} structure weights`,
    ],
    [{ settings: { ...settings, structureScale: 0 } }, 'expected 0 structure weights'],
    [{ intercepts: intercepts.slice(1) }, 'intercept'],
    ...[0, -1, '1'].map(
      (temperature) => [{ temperature }, 'temperature to be a number above 0'] as const,
    ),
    [{ weightStep: 0 }, 'weightStep to be a number above 0'],
    [{ intercepts: [0, null, 0] }, 'intercepts'],
    [{ settings: { structureScale: 1 } }, 'settings.orders'],
    [{ settings: null }, 'settings'],
    [{ scheme: {} }, 'scheme.labels'],
  ])('refuses %j', (changes, message) => {
    const changed = throughJson({ ...header, ...changes } as unknown as LinearModelHeader)
    expect(() => decodeLinearModel(changed, weights)).toThrow(invalid(message))
  })
})

describe('quantiseWeights', () => {
  it('errs by at most half a step, and keeps the largest weight exactly', () => {
    const values = Float64Array.from([0, 1e-9, -0.3, 2.5, -2.5, 1.23456789])
    const { steps, weightStep } = quantiseWeights(values)
    expect(weightStep).toBeCloseTo(2.5 / 32767, 15)
    expect([steps[3], steps[4]]).toEqual([32767, -32767])
    steps.forEach((step, index) => {
      expect(Math.abs(step * weightStep - (values[index] as number))).toBeLessThanOrEqual(
        weightStep / 2 + 1e-15,
      )
    })
  })

  it('accepts weights that are all 0, and an empty list', () => {
    expect(quantiseWeights(new Float64Array(3))).toEqual({
      steps: new Int16Array(3),
      weightStep: 1,
    })
    expect(quantiseWeights(new Float64Array())).toEqual({ steps: new Int16Array(), weightStep: 1 })
  })
})

describe('unpackLinearModel', () => {
  const packed = { header, weights: Buffer.from(weights).toString('base64') }

  it('unpacks a model that scores', () => {
    const input = ask('they are giving up')
    expect(unpackLinearModel(packed).score([input])).toEqual(
      new LinearClassifier(model).score([input]),
    )
  })

  it('rejects weights that are truncated', () => {
    expect(() => unpackLinearModel({ ...packed, weights: packed.weights.slice(0, 400) })).toThrow(
      invalid('got 300'),
    )
  })
})
