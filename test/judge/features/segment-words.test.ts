import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { segmentWords } from '../../../src/judge/features/segment-words.js'
import { tokeniserFor, tokeniserNameOf } from '../../../src/judge/features/tokenise.js'
import { forAny } from '../../for-any.js'

const normalsOf = (text: string, language: string): string[] => segmentWords(text, language).map(({ normal }) => normal)
const kindsOf = (text: string, language: string): string[] => segmentWords(text, language).map(({ kind }) => kind)

describe('segmentWords', () => {
  it('splits languages without spaces', () => {
    expect(normalsOf('この買収は失敗だ。', 'ja')).toEqual(['この', '買収', 'は', '失敗', 'だ', '。'])
  })

  it('normalises Arabic without vowel marks and elongation', () => {
    expect(normalsOf('صَفقةٌ ممتـــازة!', 'ar')).toEqual(['صفقة', 'ممتازة', '!'])
  })

  it('keeps umlauts, and lower-cases by the language’s rules', () => {
    expect(normalsOf('Größe zählt', 'de')).toEqual(['größe', 'zählt'])
    expect(normalsOf('KIRMIZI', 'tr')).toEqual(['kırmızı'])
  })

  it('keeps handles, hashtags, addresses and emoji whole', () => {
    const text = '@ana_9 mirad #TurbaNorte en https://x.example/a?b=1, 👩🏽‍🚀 5 €'
    expect(segmentWords(text, 'es').map((token) => token.text)).toEqual([
      ...['@ana_9', 'mirad', '#TurbaNorte', 'en', 'https://x.example/a?b=1', ',', '👩🏽‍🚀', '5', '€'],
    ])
    expect(kindsOf(text, 'es')).toEqual(['mention', 'word', 'hashtag', 'word', 'url', 'punctuation', 'emoji', 'number', 'currency'])
  })

  it('ends a link at letters of another alphabet', () => {
    expect(segmentWords('https://x.example/aこれ', 'ja').map(({ text }) => text)).toEqual(['https://x.example/a', 'これ'])
  })

  it('loses only white space and invisible marks, for any text', () => {
    forAny(fc.string({ unit: 'grapheme', maxLength: 60 }), fc.constantFrom('de', 'ja', 'ar', 'es'), (text, language) => {
      let at = 0
      for (const token of segmentWords(text, language)) {
        expect(text.slice(token.start, token.end)).toBe(token.text)
        expect(text.slice(at, token.start)).toMatch(/^[\s\p{Cf}\p{Cc}]*$/u)
        at = token.end
      }
      expect(text.slice(at)).toMatch(/^[\s\p{Cf}\p{Cc}]*$/u)
    })
  })
})

describe('tokeniserFor', () => {
  it('uses wink-nlp for English only', () => {
    expect(['en', 'en-GB', 'de', 'enm'].map(tokeniserNameOf)).toEqual(['wink-nlp', 'wink-nlp', 'intl-segmenter', 'intl-segmenter'])
    expect(tokeniserFor()("don't").map(({ normal }) => normal)).toEqual(['do', 'not'])
  })
})
