import fc from 'fast-check'
import { expect, it } from 'vitest'
import { segmentInBlocks } from '../../../../src/base/text/language/segment-in-blocks.js'
import { forAny } from '../../../support/for-any.js'

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })
const words = new Intl.Segmenter('en', { granularity: 'word' })
const unit = fc.constantFrom(
  'a',
  "can't ",
  ' ',
  '👩🏽‍🚀',
  '🇺🇸',
  'e\u0301',
  '3.14 ',
  '\r\n',
  '負',
  '. ',
)

it('gives the segments of the whole text, at their places', () => {
  forAny(fc.string({ unit, maxLength: 300 }), (text) => {
    const whole = [...graphemes.segment(text)].map(({ segment, index }) => [segment, index])
    expect(
      [...segmentInBlocks(graphemes, text, 64)].map(({ segment, index }) => [segment, index]),
    ).toEqual(whole)
    expect([...segmentInBlocks(words, text, 8)].map(({ segment }) => segment).join('')).toBe(text)
  })
})

it('splits words of a text with spaces as one segmenter does', () => {
  const text = "They can't rent 3.14 halls, said nobody's boss. ".repeat(100)
  const shown = (parts: Iterable<Intl.SegmentData>) =>
    [...parts].map(({ segment, isWordLike }) => [segment, isWordLike])
  expect(shown(segmentInBlocks(words, text, 100))).toEqual(shown(words.segment(text)))
})
