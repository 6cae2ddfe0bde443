import { describe, expect, it } from 'vitest'
import { checkEncoderHeader } from '../../../../src/judge/stance/encoder/encoder-model.js'
import { failure } from '../../../support/caught.js'
import { SMALL_HEADER } from './small-encoder.js'

const { labels, input, calibration, files } = SMALL_HEADER

describe('checkEncoderHeader', () => {
  it('accepts a complete header with additional fields', () => {
    const header = { ...SMALL_HEADER, training: [] }
    expect(checkEncoderHeader(header)).toBe(header)
  })

  it.each([
    { name: 'null', header: null, message: 'expected an encoder of schema version 1' },
    { name: 'an empty object', header: {}, message: 'got "undefined" of version undefined' },
    { name: 'the next schema', header: { ...SMALL_HEADER, schemaVersion: 2 }, message: 'of version 2' },
    ...[undefined, '', 7].map((id) => ({ name: `the id ${id}`, header: { ...SMALL_HEADER, id }, message: 'expected id' })),
    ...[undefined, null, 'retreat', [1, 2, 3]].map((value) => ({
      name: `the labels ${JSON.stringify(value)}`,
      header: { ...SMALL_HEADER, labels: value },
      message: 'expected labels',
    })),
    ...[undefined, null, {}, { ...input, context: ['sister'] }, { ...input, maxPostTokens: 0 }, { ...input, maxContextTokens: '48' }].map(
      (value) => ({
        name: `the input ${JSON.stringify(value)}`,
        header: { ...SMALL_HEADER, input: value },
        message: 'expected input',
      }),
    ),
    ...[undefined, null, {}, { ...calibration, temperature: 0 }, { ...calibration, bias: [0, null, 0] }, { temperature: 1 }].map(
      (value) => ({
        name: `the calibration ${JSON.stringify(value)}`,
        header: { ...SMALL_HEADER, calibration: value },
        message: 'expected calibration',
      }),
    ),
    { name: 'two biases', header: { ...SMALL_HEADER, calibration: { ...calibration, bias: [0, 0] } }, message: 'a number for each label' },
    ...[undefined, null, {}, { 'model.onnx': files['model.onnx'] }, { ...files, 'tokenizer.json': null }].map((value) => ({
      name: `the files ${JSON.stringify(value)}`,
      header: { ...SMALL_HEADER, files: value },
      message: 'expected files',
    })),
  ])('refuses $name', ({ header, message }) => {
    expect(() => checkEncoderHeader(header)).toThrow(failure('MODEL_INVALID', message))
  })

  it.each([
    { name: 'another order', changed: [...labels].reverse() },
    { name: 'a label less', changed: labels.slice(1) },
    { name: 'another spelling', changed: labels.map((label) => label.toUpperCase()) },
    { name: 'none', changed: [] },
  ])('refuses labels in $name', ({ changed }) => {
    expect(() => checkEncoderHeader({ ...SMALL_HEADER, labels: changed })).toThrow(failure('MODEL_LABELS_MISMATCH', labels.join(', ')))
  })
})
