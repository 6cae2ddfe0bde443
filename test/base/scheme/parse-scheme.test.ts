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
  definitions: { support: 'It will happen.', refute: 'It will not.', comment: 'About it, no view.', unrelated: 'Not about it.' },
  keys: { support: 's', refute: 'r', comment: 'c', unrelated: '0' },
}
const invalid = (message: string) => expect.objectContaining({ code: 'SCHEME_INVALID', message: expect.stringContaining(message) })

describe('parseScheme', () => {
  it('parses a complete scheme, frozen, with its labels in order', () => {
    const scheme = parseScheme(whole, 'scheme.json')
    expect(JSON.parse(JSON.stringify(scheme))).toEqual(whole)
    expect(Object.keys(scheme.definitions ?? {})).toEqual(whole.labels)
    expect(Object.isFrozen(scheme.definitions)).toBe(true)
  })

  it('makes every label but the neutral one a side when sides are missing', () => {
    expect(parseScheme({ id: 'a', labels: ['yes', 'no', 'maybe'], neutral: 'maybe' }, 's')).toMatchObject({ sides: ['yes', 'no'] })
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
    expect(parseScheme(JSON.parse(JSON.stringify(STANCE_SCHEME)), 'model.json')).toEqual(STANCE_SCHEME)
  })

  it('accepts labels of any alphabet, in one Unicode normalisation', () => {
    const labels = ['dafür', 'ضدّ', '中立']
    expect(parseScheme({ id: 'a', labels: labels.map((label) => label.normalize('NFD')), neutral: '中立' }, 's').labels).toEqual(
      labels.map((label) => label.normalize('NFC')),
    )
  })

  it.each([
    { name: 'a list', value: [], message: 'a coding scheme to be an object, got []' },
    { name: 'an unknown field', value: { ...whole, nuetral: 'comment' }, message: 'no field "nuetral"' },
    { name: 'no id', value: { ...whole, id: undefined }, message: 'expected id, got nothing' },
    { name: 'an id with spaces', value: { ...whole, id: 'My scheme' }, message: 'got "My scheme"' },
    { name: 'labels that are no list', value: { ...whole, labels: 'support' }, message: 'labels to be a list of labels, got "support"' },
    { name: 'a label that is no text', value: { ...whole, labels: ['a', 7] }, message: 'labels[1] to be a text' },
    {
      name: 'a label with outer space',
      value: { ...whole, labels: ['a', 'b '] },
      message: 'labels[1] to be a text without outer white space',
    },
    { name: 'a label of two lines', value: { ...whole, labels: ['a', 'b\nc'] }, message: 'labels[1] to be one line' },
    { name: 'a label that turns text round', value: { ...whole, labels: ['a', 'b\u202ec'] }, message: 'labels[1] to be one line' },
    { name: 'a word that says there is none', value: { id: 'a', labels: ['a', 'Unsure'] }, message: 'labels other than unsure' },
    { name: 'labels that differ by case', value: { id: 'a', labels: ['yes', 'Yes'] }, message: 'differ by more than upper and lower case' },
    { name: 'one side', value: { id: 'a', labels: ['a', 'b'], neutral: 'b' }, message: 'expected at least two sides, got 1' },
    { name: 'a side twice', value: { ...whole, sides: ['support', 'support'] }, message: 'expected every side once' },
    { name: 'half of the definitions', value: { ...whole, definitions: { support: 'x' } }, message: 'got none of "refute"' },
    {
      name: 'a definition of no label',
      value: { ...whole, definitions: { ...whole.definitions, deny: 'x' } },
      message: 'got one of "deny"',
    },
    { name: 'two labels with one key', value: { ...whole, keys: { ...whole.keys, refute: 's' } }, message: 'a different key' },
    { name: 'the key that quits', value: { ...whole, keys: { ...whole.keys, refute: 'q' } }, message: 'not u or q (undo, quit)' },
    { name: 'a key of two letters', value: { ...whole, keys: { ...whole.keys, refute: 're' } }, message: 'one lower-case letter or digit' },
    { name: 'colours', value: { ...whole, colours: { support: 'red' } }, message: 'no field "colours"' },
    {
      name: 'other labels under the id that ships',
      value: { ...whole, id: 'retreat-or-pivot' },
      message: 'an id other than "retreat-or-pivot"',
    },
  ])('rejects $name', ({ value, message }) => {
    expect(() => parseScheme(value, 'scheme.json')).toThrow(invalid(message))
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
    expect([schemeSha256(createScheme(bare)), schemeSha256(STANCE_SCHEME)]).toEqual([sha256, sha256])
    expect(serialisedScheme(STANCE_SCHEME)).toEqual(bare)
    for (const scheme of [bare, STANCE_SCHEME]) expect(parseRecordedScheme({ ...scheme, sha256 }, 'a partial')).toEqual(STANCE_SCHEME)
    const reworded = parseScheme({ ...STANCE_SCHEME, rules: ['Judge the move.'] }, 'scheme.json')
    expect(isSameScheme(reworded, STANCE_SCHEME)).toBe(false)
    expect(serialisedScheme(reworded)).toBe(reworded)
  })

  it.each([
    { tag: null, own: scheme, message: 'got the labels that ship (retreat, shrewd pivot, neither). Omit --scheme' },
    { tag: 'other@0123456789abcdef', own: scheme, message: 'got the scheme other@0123456789abcdef. Give that scheme with --scheme' },
    { tag: 'merger-rumour@0123456789abcdef', own: scheme, message: 'The scheme has changed since' },
    {
      tag: schemeTag(scheme),
      own: STANCE_SCHEME,
      message: 'expected the labels that ship (retreat, shrewd pivot, neither), got the scheme merger',
    },
  ])('reject a mix: $message', ({ tag, own, message }) => {
    expect(() => checkSchemeTag(tag, own, 'line 1 of scored.jsonl')).toThrow(failure('SCHEME_MISMATCH', message))
  })
})
