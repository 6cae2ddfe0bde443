import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { extractTextFeatures } from '../../../../src/judge/features/extract-features.js'
import { NgramList, type NgramOrders } from '../../../../src/judge/stance/linear/ngrams.js'
import { CODE_POINT } from '../../../support/code-point.js'
import { forAny } from '../../../support/for-any.js'

const ORDERS: NgramOrders = { words: [1, 2], characters: [2, 3], negation: false }
const list = new NgramList()

interface Ngram {
  readonly hash: number
  readonly first: number
  readonly last: number
}

function listed(): Ngram[] {
  return Array.from({ length: list.length }, (_, place) => ({
    hash: list.hashes[place] as number,
    first: list.firstTokens[place] as number,
    last: list.lastTokens[place] as number,
  }))
}

function wordsOf(text: string, orders: Partial<NgramOrders> = {}): Ngram[] {
  list.fillWords(extractTextFeatures(text), { ...ORDERS, ...orders })
  return listed()
}

function charactersOf(text: string, orders: Partial<NgramOrders> = {}): Ngram[] {
  list.fillCharacters(extractTextFeatures(text), { ...ORDERS, ...orders }, true)
  return listed()
}

const hashes = (ngrams: readonly Ngram[]) => ngrams.map(({ hash }) => hash)
const sorted = (ngrams: readonly Ngram[]) => hashes(ngrams).sort((a, b) => a - b)

describe('word n-grams', () => {
  it('cover their tokens', () => {
    expect(wordsOf('they gave up').map(({ first, last }) => `${first}-${last}`)).toEqual([
      '0-0',
      '0-1',
      '1-1',
      '1-2',
      '2-2',
    ])
  })

  it('ignore case, and have one hash each', () => {
    expect(wordsOf('THEY gave UP')).toEqual(wordsOf('they gave up'))
    const own = hashes(wordsOf('one two three four five six seven'))
    expect(new Set(own).size).toBe(own.length)
  })

  it('respect order: "gave up" is not "up gave"', () => {
    const [, there] = wordsOf('gave up')
    const [, back] = wordsOf('up gave')
    expect(there?.hash).not.toBe(back?.hash)
  })

  it('leave out leading handles, and treat all other handles alike and all links alike', () => {
    expect(hashes(wordsOf('@one @two they gave up'))).toEqual(hashes(wordsOf('they gave up')))
    expect(hashes(wordsOf('so @one says'))).toEqual(hashes(wordsOf('so @two says')))
    expect(hashes(wordsOf('see https://t.co/Ab1'))).toEqual(
      hashes(wordsOf('see https://example.org/x?y=1')),
    )
    expect(hashes(wordsOf('so @one says'))).not.toEqual(hashes(wordsOf('so one says')))
  })

  it('mark four words after a negation as separate features, up to the end of the clause', () => {
    const extra = (text: string) => {
      const plain = wordsOf(text)
      const known = new Set(hashes(plain))
      return wordsOf(text, { negation: true })
        .filter(({ hash }) => !known.has(hash))
        .map(({ first }) => first)
    }
    expect(extra('they are smart')).toEqual([])
    expect(extra('not a b c d e f')).toEqual([1, 2, 3, 4])
    expect(extra('not smart, a good one')).toEqual([1])
    expect(extra("they don't win")).toEqual([3])
  })

  it('are absent from an empty post', () => {
    expect(wordsOf('')).toEqual([])
    expect(wordsOf('@one')).toEqual([])
  })
})

describe('character n-grams', () => {
  it('cross word boundaries, a space belonging to the word after it', () => {
    expect(
      charactersOf('ab cd', { characters: [3, 3] }).map(({ first, last }) => `${first}-${last}`),
    ).toEqual(['0-1', '0-1', '1-1'])
  })

  it('treat any white space as one space, both apostrophes alike, and ignore case', () => {
    expect(hashes(charactersOf('Gave \n\t up'))).toEqual(hashes(charactersOf('gave up')))
    expect(hashes(charactersOf('they’re'))).toEqual(hashes(charactersOf("they're")))
  })

  it('number as many as the text has positions', () => {
    expect(charactersOf('abcdef', { characters: [2, 5] })).toHaveLength(5 + 4 + 3 + 2)
    expect(charactersOf('a', { characters: [2, 5] })).toEqual([])
  })

  it('never share a hash with word n-grams', () => {
    const words = new Set(hashes(wordsOf('ab', { words: [1, 1] })))
    expect(charactersOf('ab', { characters: [2, 2] }).some(({ hash }) => words.has(hash))).toBe(
      false,
    )
  })
})

describe('any n-grams', () => {
  const texts = fc.oneof(
    fc.string({ unit: CODE_POINT, maxLength: 80 }),
    fc.string({ unit: 'grapheme', maxLength: 80 }),
  )

  it('cover tokens of the post in order, and do not depend on earlier posts', () => {
    forAny(texts, texts, (text, before) => {
      const { tokens } = extractTextFeatures(text)
      for (const of of [wordsOf, charactersOf]) {
        const own = of(text, { negation: true })
        for (const { hash, first, last } of own) {
          expect(Number.isInteger(hash) && hash === (hash | 0)).toBe(true)
          expect(first >= 0 && first <= last && last < tokens.length).toBe(true)
        }
        of(before)
        expect(of(text, { negation: true })).toEqual(own)
      }
    })
  })

  it('of parts of a text are among those of the whole (single words)', () => {
    forAny(
      fc.array(fc.stringMatching(/^[a-z]{1,8}$/), { minLength: 1, maxLength: 12 }),
      (words) => {
        const whole = sorted(wordsOf(words.join(' '), { words: [1, 1] }))
        const parts = sorted(words.flatMap((word) => wordsOf(word, { words: [1, 1] })))
        // wink splits some words ("cannot"), alone as in a text.
        expect(whole).toEqual(parts)
      },
    )
  })
})
