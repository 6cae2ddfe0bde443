import { expect, it } from 'vitest'
import { checkEncoderHeader } from '../../../../src/judge/stance/encoder/encoder-model.js'
import { failure } from '../../../support/caught.js'
import { SMALL_HEADER } from './small-encoder.js'

const { labels, input, calibration, files } = SMALL_HEADER

it('accepts a complete header with additional fields', () => {
  const header = { ...SMALL_HEADER, training: [] }
  expect(checkEncoderHeader(header)).toBe(header)
})

it.each<readonly [unknown, string]>([
  [null, 'expected an encoder of schema version 2'],
  [{}, 'got "undefined" of version undefined'],
  [{ ...SMALL_HEADER, schemaVersion: 1 }, 'of version 1'],
])('refuses %j', (header, message) =>
  expect(() => checkEncoderHeader(header)).toThrow(failure('MODEL_INVALID', message)),
)

it.each<readonly [field: string, values: readonly unknown[]]>([
  ['id', [undefined, '', 7]],
  ['labels', [undefined, null, 'retreat', [1, 2, 3]]],
  [
    'input',
    [
      undefined,
      null,
      {},
      { ...input, maxPostTokens: 0 },
      { ...input, maxMoveTokens: '48' },
      { ...input, maxParentTokens: null },
    ],
  ],
  [
    'calibration',
    [
      undefined,
      null,
      {},
      { ...calibration, temperature: 0 },
      { ...calibration, bias: [0, null, 0] },
      { temperature: 1 },
    ],
  ],
  [
    'mixture',
    [
      null,
      {},
      { model: 'linear-en', weight: 2, temperatures: [1, 1, 1] },
      { model: 'linear-en', weight: 0.3, temperatures: [1] },
      { model: 'linear-en', weight: 0.3, temperatures: [1, 1, 1], replies: {} },
    ],
  ],
  [
    'files',
    [
      undefined,
      null,
      {},
      { 'model.onnx': files['model.onnx'] },
      { ...files, 'tokenizer.json': null },
    ],
  ],
])('refuses its %s that is none', (field, values) => {
  for (const value of values)
    expect(() => checkEncoderHeader({ ...SMALL_HEADER, [field]: value })).toThrow(
      failure('MODEL_INVALID', `expected ${field}`),
    )
})

it('refuses another number of biases than labels', () => {
  const header = { ...SMALL_HEADER, calibration: { ...calibration, bias: [0, 0] } }
  expect(() => checkEncoderHeader(header)).toThrow(
    failure('MODEL_INVALID', 'a number for each label'),
  )
})

it.each([
  { name: 'another order', changed: [...labels].reverse() },
  { name: 'a label less', changed: labels.slice(1) },
  { name: 'another spelling', changed: labels.map((label) => label.toUpperCase()) },
  { name: 'none', changed: [] },
])('refuses labels in $name', ({ changed }) => {
  expect(() => checkEncoderHeader({ ...SMALL_HEADER, labels: changed })).toThrow(
    failure('MODEL_LABELS_MISMATCH', labels.join(', ')),
  )
})
