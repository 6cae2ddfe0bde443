import { describe, expect, it } from 'vitest'
import {
  checkSchemeTag,
  isDefaultScheme,
  isSameScheme,
  parseRecordedScheme,
  parseScheme,
  recordedTag,
  schemeSha256,
  schemeTag,
  serialisedScheme,
} from '../../../src/base/scheme/scheme-tag.js'
import { createScheme, STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { failure } from '../../support/caught.js'

const whole = {
  id: 'merger-rumour',
  labels: ['support', 'refute', 'comment', 'unrelated'],
  sides: ['support', 'refute'],
  neutral: 'comment',
  question: 'What does the post say about the merger?',
  definitions: {
    support: 'It will happen.',
    refute: 'It will not.',
    comment: 'About it, no view.',
    unrelated: 'Not about it.',
  },
  keys: { support: 's', refute: 'r', comment: 'c', unrelated: '0' },
}

describe('parseScheme', () => {
  it('parses a complete scheme, frozen, with its labels in order', () => {
    const scheme = parseScheme(whole, 'scheme.json')
    expect(JSON.parse(JSON.stringify(scheme))).toEqual(whole)
    expect(Object.keys(scheme.definitions ?? {})).toEqual(whole.labels)
    expect(Object.isFrozen(scheme.definitions)).toBe(true)
  })

  it('makes every label but the neutral one a side when sides are missing', () => {
    expect(
      parseScheme({ id: 'a', labels: ['yes', 'no', 'maybe'], neutral: 'maybe' }, 's'),
    ).toMatchObject({ sides: ['yes', 'no'] })
    expect(parseScheme({ id: 'a', labels: ['yes', 'no'] }, 's')).toEqual({
      id: 'a',
      labels: ['yes', 'no'],
      sides: ['yes', 'no'],
      neutral: null,
    })
  })

  it('parses a serialised scheme', () => {
    const scheme = parseScheme(whole, 'scheme.json')
    expect(parseScheme(JSON.parse(JSON.stringify(scheme)), 'model.json')).toEqual(scheme)
    expect(parseScheme(JSON.parse(JSON.stringify(STANCE_SCHEME)), 'model.json')).toEqual(
      STANCE_SCHEME,
    )
  })

  it('accepts labels of any alphabet, in one Unicode normalisation', () => {
    const labels = ['dafür', 'ضدّ', '中立']
    expect(
      parseScheme(
        { id: 'a', labels: labels.map((label) => label.normalize('NFD')), neutral: '中立' },
        's',
      ).labels,
    ).toEqual(labels.map((label) => label.normalize('NFC')))
  })

  it.each([
    ['a list', [], 'a coding scheme to be an object, got []'],
    ['an unknown field', { ...whole, nuetral: 'comment' }, 'no field "nuetral"'],
    ['no id', { ...whole, id: undefined }, 'expected id, got nothing'],
    ['an id with spaces', { ...whole, id: 'My scheme' }, 'got "My scheme"'],
    [
      'labels that are no list',
      { ...whole, labels: 'support' },
      'labels to be a list of labels, got "support"',
    ],
    ['a label that is no text', { ...whole, labels: ['a', 7] }, 'labels[1] to be a text'],
    [
      'a label with outer space',
      { ...whole, labels: ['a', 'b '] },
      'labels[1] to be a text without outer white space',
    ],
    ['a label of two lines', { ...whole, labels: ['a', 'b\nc'] }, 'labels[1] to be one line'],
    [
      'a label that turns text round',
      { ...whole, labels: ['a', 'b\u202ec'] },
      'labels[1] to be one line',
    ],
    [
      'a word that says there is none',
      { id: 'a', labels: ['a', 'Unsure'] },
      'labels other than unsure',
    ],
    [
      'labels that differ by case',
      { id: 'a', labels: ['yes', 'Yes'] },
      'differ by more than upper and lower case',
    ],
    [
      'one side',
      { id: 'a', labels: ['a', 'b'], neutral: 'b' },
      'expected at least two sides, got 1',
    ],
    ['a side twice', { ...whole, sides: ['support', 'support'] }, 'expected every side once'],
    [
      'half of the definitions',
      { ...whole, definitions: { support: 'x' } },
      'got none of "refute"',
    ],
    [
      'a definition of no label',
      { ...whole, definitions: { ...whole.definitions, deny: 'x' } },
      'got one of "deny"',
    ],
    [
      'two labels with one key',
      { ...whole, keys: { ...whole.keys, refute: 's' } },
      'a different key',
    ],
    [
      'the key that quits',
      { ...whole, keys: { ...whole.keys, refute: 'q' } },
      'not u or q (undo, quit)',
    ],
    [
      'a key of two letters',
      { ...whole, keys: { ...whole.keys, refute: 're' } },
      'one lower-case letter or digit',
    ],
    ['colours', { ...whole, colours: { support: 'red' } }, 'no field "colours"'],
    [
      'other labels under the id that ships',
      { ...whole, id: 'retreat-or-pivot' },
      'an id other than "retreat-or-pivot"',
    ],
  ])('rejects %s', (_name, value, message) => {
    expect(() => parseScheme(value, 'scheme.json')).toThrow(failure('SCHEME_INVALID', message))
  })
})

describe('tags', () => {
  const scheme = parseScheme(whole, 'scheme.json')

  it('identify a scheme by its id and what determines labels, not by its appearance', () => {
    expect(schemeTag(scheme)).toBe(`merger-rumour@${schemeSha256(scheme).slice(0, 16)}`)
    const { keys: _keys, ...plain } = whole
    expect(schemeTag(parseScheme(plain, 's'))).toBe(schemeTag(scheme))
    for (const changes of [
      { labels: ['refute', 'support', 'comment', 'unrelated'] },
      { sides: ['refute', 'support'] },
      { neutral: 'unrelated' },
      { question: 'Is it so?' },
      { definitions: { ...whole.definitions, support: 'It has happened.' } },
    ]) {
      expect(isSameScheme(parseScheme({ ...whole, ...changes }, 's'), scheme)).toBe(false)
    }
  })

  it('are not recorded for the default scheme', () => {
    expect(recordedTag(createScheme(STANCE_SCHEME))).toBeNull()
    expect(isDefaultScheme(scheme)).toBe(false)
    expect(() => checkSchemeTag(null, STANCE_SCHEME, 'x')).not.toThrow()
    expect(() => checkSchemeTag(schemeTag(scheme), scheme, 'x')).not.toThrow()
  })

  it('have the hash of 0.1.0 for the default labels, with the codebook and without', () => {
    const { definitions: _definitions, examples: _examples, rules: _rules, ...bare } = STANCE_SCHEME
    const sha256 = 'd45b95f0ad96cc0b99a7970ab8dbdbadd2297a60f330147fbc6760b2a9a5269d'
    expect([schemeSha256(createScheme(bare)), schemeSha256(STANCE_SCHEME)]).toEqual([
      sha256,
      sha256,
    ])
    expect(serialisedScheme(STANCE_SCHEME)).toEqual(bare)
    for (const scheme of [bare, STANCE_SCHEME])
      expect(parseRecordedScheme({ ...scheme, sha256 }, 'a partial')).toEqual(STANCE_SCHEME)
    const reworded = parseScheme({ ...STANCE_SCHEME, rules: ['Judge the move.'] }, 'scheme.json')
    expect(isSameScheme(reworded, STANCE_SCHEME)).toBe(false)
    expect(serialisedScheme(reworded)).toBe(reworded)
  })

  it.each([
    {
      tag: null,
      own: scheme,
      message: 'got the labels that ship (retreat, shrewd pivot, neither). Omit --scheme',
    },
    {
      tag: 'other@0123456789abcdef',
      own: scheme,
      message: 'got the scheme other@0123456789abcdef. Give that scheme with --scheme',
    },
    { tag: 'merger-rumour@0123456789abcdef', own: scheme, message: 'The scheme has changed since' },
    {
      tag: schemeTag(scheme),
      own: STANCE_SCHEME,
      message:
        'expected the labels that ship (retreat, shrewd pivot, neither), got the scheme merger',
    },
  ])('reject a mix: $message', ({ tag, own, message }) => {
    expect(() => checkSchemeTag(tag, own, 'line 1 of scored.jsonl')).toThrow(
      failure('SCHEME_MISMATCH', message),
    )
  })
})
