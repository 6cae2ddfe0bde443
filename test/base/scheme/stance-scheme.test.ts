import { describe, expect, it } from 'vitest'
import {
  byLabel,
  createScheme,
  STANCE_SCHEME,
  type StanceScheme,
} from '../../../src/base/scheme/stance-scheme.js'
import { failure } from '../../support/caught.js'
import { inRows } from '../../support/in-rows.js'

const scheme: StanceScheme = { id: 's', labels: ['a', 'b', 'c'], sides: ['a', 'b'], neutral: 'c' }

describe('STANCE_SCHEME', () => {
  it('has the labels of the product in their fixed order', () => {
    expect(STANCE_SCHEME).toMatchObject({
      id: 'retreat-or-pivot',
      labels: ['retreat', 'shrewd pivot', 'neither'],
      sides: ['retreat', 'shrewd pivot'],
      neutral: 'neither',
    })
  })

  it('defines each label with examples, and adds eight rules', () => {
    const { labels, definitions = {}, examples = {}, rules = [] } = STANCE_SCHEME
    for (const texts of [definitions, examples]) expect(Object.keys(texts)).toEqual(labels)
    expect(rules).toHaveLength(8)
    expect(
      new Set([...Object.values(definitions), ...Object.values(examples), ...rules]).size,
    ).toBe(14)
  })
})

describe('createScheme', () => {
  it('freezes a copy', () => {
    const labels = ['a', 'b', 'c']
    const own = createScheme({ ...scheme, labels })
    labels.push('d')
    expect(own.labels).toEqual(['a', 'b', 'c'])
    for (const part of [own, own.labels, own.sides]) expect(Object.isFrozen(part)).toBe(true)
  })

  it('accepts two to eight labels, with or without a neutral one, sides in any order', () => {
    expect(
      createScheme({ id: 's', labels: ['x', 'y'], sides: ['y', 'x'], neutral: null }).sides,
    ).toEqual(['y', 'x'])
    expect(createScheme({ ...scheme, labels: [...'abcdefgh'] }).labels).toHaveLength(8)
  })

  it.each([
    [
      'one label',
      { labels: ['a'], sides: ['a', 'a'], neutral: null },
      'expected 2 to 8 labels, got 1',
    ],
    ['nine labels', { labels: [...'abcdefghi'] }, 'expected 2 to 8 labels, got 9'],
    ['a label twice', { labels: ['a', 'b', 'c', 'a'] }, 'expected every label once'],
    // JavaScript sorts such keys first, in ascending order: byLabel(['2', '1', '0']) gave 0, 1, 2.
    [
      'a label that is an integer',
      { labels: ['a', 'b', '1'], neutral: null },
      'expected labels that are not integers, got "1"',
    ],
    ['the label 0', { labels: ['a', 'b', '0'], neutral: '0' }, 'got "0"'],
    ['one side', { sides: ['a'] }, 'expected at least two sides, got 1'],
    ['a side that is no label', { sides: ['a', 'z'] }, '"z" is not among the labels a, b, c'],
    ['a neutral label that is none', { neutral: 'z' }, '"z" is not among the labels'],
    [
      'a neutral label that is a side',
      { neutral: 'a' },
      '"a" cannot be a side and neutral at once',
    ],
  ])('rejects %s', (_name, changes, message) => {
    expect(() => createScheme({ ...scheme, ...changes })).toThrow(
      failure('SCHEME_INVALID', message),
    )
  })
})

describe('byLabel', () => {
  it('maps labels to values in scheme order', () => {
    expect(inRows(Object.entries(byLabel(scheme, [3, 1, 2])))).toEqual(['a | 3', 'b | 1', 'c | 2'])
    const numeric = createScheme({
      id: 'n',
      labels: ['2.0', '1.0', '-0'],
      sides: ['2.0', '1.0'],
      neutral: '-0',
    })
    expect(Object.keys(byLabel(numeric, [3, 1, 2]))).toEqual(numeric.labels)
    expect({ ...byLabel(scheme, Float64Array.from([0.5, 0.25, 0.25])) }).toEqual({
      a: 0.5,
      b: 0.25,
      c: 0.25,
    })
  })

  it('gives each label its own value, for any label name', () => {
    const odd = createScheme({
      id: 'odd',
      labels: ['02', '__proto__', '-1'],
      sides: ['02', '-1'],
      neutral: '__proto__',
    })
    const laidOut = byLabel(odd, [0.5, 0.3, 0.2])
    expect([...odd.labels, 'constructor'].map((label) => laidOut[label])).toEqual([
      0.5,
      0.3,
      0.2,
      undefined,
    ])
  })
})
