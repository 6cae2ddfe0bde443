import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { segmentWords } from '../../../src/judge/features/segment-words.js'
import { tokeniserFor, tokeniserNameOf } from '../../../src/judge/features/tokenise.js'
import { forAny } from '../../support/for-any.js'

describe('segmentWords', () => {
  it.each([
    [
      'splits languages without spaces',
      'この買収は失敗だ。',
      'ja',
      ['この', '買収', 'は', '失敗', 'だ', '。'],
    ],
    [
      'normalises Arabic without vowel marks and elongation',
      'صَفقةٌ ممتـــازة!',
      'ar',
      ['صفقة', 'ممتازة', '!'],
    ],
    ['keeps umlauts', 'Größe zählt', 'de', ['größe', 'zählt']],
    ['lower-cases by the language’s rules', 'KIRMIZI', 'tr', ['kırmızı']],
    [
      'ends a link at letters of another alphabet',
      'https://x.example/aこれ',
      'ja',
      ['https://x.example/a', 'これ'],
    ],
  ])('%s: %s', (_, text, language, normals) => {
    expect(segmentWords(text, language).map(({ normal }) => normal)).toEqual(normals)
  })

  it('keeps handles, hashtags, addresses and emoji whole', () => {
    const text = '@ana_9 mirad #TurbaNorte en https://x.example/a?b=1, 👩🏽‍🚀 5 €'
    const tokens = segmentWords(text, 'es')
    expect(tokens.map((token) => token.text)).toEqual([
      '@ana_9',
      'mirad',
      '#TurbaNorte',
      'en',
      'https://x.example/a?b=1',
      ',',
      '👩🏽‍🚀',
      '5',
      '€',
    ])
    expect(tokens.map(({ kind }) => kind)).toEqual([
      'mention',
      'word',
      'hashtag',
      'word',
      'url',
      'punctuation',
      'emoji',
      'number',
      'currency',
    ])
  })

  it('loses only white space and invisible marks, for any text', () => {
    forAny(
      fc.string({ unit: 'grapheme', maxLength: 60 }),
      fc.constantFrom('de', 'ja', 'ar', 'es'),
      (text, language) => {
        let at = 0
        for (const token of segmentWords(text, language)) {
          expect(text.slice(token.start, token.end)).toBe(token.text)
          expect(text.slice(at, token.start)).toMatch(/^[\s\p{Cf}\p{Cc}]*$/u)
          at = token.end
        }
        expect(text.slice(at)).toMatch(/^[\s\p{Cf}\p{Cc}]*$/u)
      },
    )
  })
})

it('tokeniserFor uses wink-nlp for English only', () => {
  expect(['en', 'en-GB', 'de', 'enm'].map(tokeniserNameOf)).toEqual([
    'wink-nlp',
    'wink-nlp',
    'intl-segmenter',
    'intl-segmenter',
  ])
  expect(tokeniserFor()("don't").map(({ normal }) => normal)).toEqual(['do', 'not'])
})
