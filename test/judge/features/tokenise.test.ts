import fc from 'fast-check'
import { expect, it, vi } from 'vitest'
import { tokenise } from '../../../src/judge/features/tokenise.js'
import { CODE_POINT } from '../../support/code-point.js'
import { forAny } from '../../support/for-any.js'
import { smallExamples } from '../stance/small-posts.js'

const shown = (text: string) => tokenise(text).map(({ normal, kind }) => `${normal}/${kind}`)

it.each([
  { text: "They don't", tokens: ['they/word', 'do/word', 'not/word'] },
  { text: 'They don’t', tokens: ['they/word', 'do/word', 'not/word'] },
  {
    text: '@one #xAI https://t.co/Ab1 me@example.org',
    tokens: ['@one/mention', '#xai/hashtag', 'https://t.co/ab1/url', 'me@example.org/email'],
  },
  { text: 'up 41 :)', tokens: ['up/word', '41/number', ':)/emoticon'] },
  { text: '🚀🚀!', tokens: ['🚀/emoji', '🚀/emoji', '!/punctuation'] },
  { text: ' \n\t\r\n\u00a0', tokens: [] },
  { text: '', tokens: [] },
])('splits "$text" into $tokens', ({ text, tokens }) => {
  expect(shown(text)).toEqual(tokens)
})

it.each([
  { text: '👩🏽‍🚀🚀', tokens: ['👩‍🚀/emoji', '🚀/emoji'] },
  { text: 'no🤦🏻‍♂️yes', tokens: ['no/word', '🤦/emoji', 'yes/word'] },
  { text: '❤️ ❤ ❤️‍🔥', tokens: ['❤/emoji', '❤/emoji', '❤‍🔥/emoji'] },
  { text: '👍🏽👍🏿', tokens: ['👍/emoji', '👍/emoji'] },
  { text: '👨‍👩‍👧‍👦.', tokens: ['👨‍👩‍👧‍👦/emoji', './punctuation'] },
  { text: '🇺🇸🇩🇪🇫', tokens: ['🇺🇸/emoji', '🇩🇪/emoji', '🇫/emoji'] },
  { text: '🏴󠁧󠁢󠁥󠁮󠁧󠁿 🏳️‍🌈', tokens: ['🏴󠁧󠁢󠁥󠁮󠁧󠁿/emoji', '🏳‍🌈/emoji'] },
  { text: '1️⃣ #️⃣', tokens: ['1/emoji', '#/emoji'] },
  { text: '🫠🫡 ❤️🫠', tokens: ['🫠/emoji', '🫡/emoji', '❤/emoji', '🫠/emoji'] },
  { text: '🫱🏻‍🫲🏿', tokens: ['🫱‍🫲/emoji'] },
  { text: '🏽', tokens: ['🏽/emoji'] },
  { text: '© 1 #', tokens: ['©/symbol', '1/number', '#/symbol'] },
  { text: 'https://example.org/🤦🏽‍♀️ 🔥', tokens: ['https://example.org/🤦🏽‍♀️/url', '🔥/emoji'] },
])(
  'makes each emoji of "$text" one token, normalised without style modifiers',
  ({ text, tokens }) => {
    expect(shown(text)).toEqual(tokens)
    expect(
      tokenise(text)
        .map((token) => token.text)
        .join(''),
    ).toBe(text.replaceAll(' ', ''))
  },
)

it('gives offsets into the original text, including typographic apostrophes and joined emoji', () => {
  const text = 'So “zAI’s” 👩🏽‍🚀\r\n\tplan'
  const tokens = tokenise(text)
  expect(tokens.map((token) => token.text)).toEqual(['So', '“', 'zAI', '’s', '”', '👩🏽‍🚀', 'plan'])
  expect(tokens.map(({ start, end }) => text.slice(start, end))).toEqual(
    tokens.map((token) => token.text),
  )
})

// wink learns words before a full stop whole: the same post gave 3 tokens before and 2 after.
it('splits "zAI\'s plan" the same before and after "it was zAI\'s."', () => {
  const before = tokenise("zAI's plan")
  tokenise("it was zAI's.")
  expect(tokenise("zAI's plan")).toEqual(before)
  expect(before.map(({ normal }) => normal)).toEqual(['zai', "'s", 'plan'])
})

it('splits posts the same forwards and backwards, each order with a fresh tokeniser', async () => {
  const names = [
    ..."Borealis's Borealis’s. Borealis' BOREALIS’S U.S. Inc. Inc.'s GPUs. xAI XAI. 10x. 10x :D :d".split(
      ' ',
    ),
    ...'🤦🏽‍♀️ 🤦 🇺🇸 🇺 ❤️ ❤️‍🔥 1️⃣ 🫠🫡 $5M $5m'.split(' '),
  ]
  const texts = [
    ...smallExamples().map(({ features: { text } }) => text),
    ...names.flatMap((name) => [`${name} plan`, `it was ${name}`, `(${name})`, `“${name}”, no`]),
  ]
  vi.resetModules()
  const fresh = await import('../../../src/judge/features/tokenise.js')
  expect(fresh.tokenise).not.toBe(tokenise)
  const forwards = texts.map((text) => tokenise(text))
  const backwards = [...texts].reverse().map((text) => fresh.tokenise(text))
  expect(backwards.reverse()).toEqual(forwards)
})

it('loses only white space and never overlaps, for any text', () => {
  const nasty = fc.constantFrom(
    ..."’ 's 'S. \ufeff \u200d \ufe0f 👩🏽‍🚀 🇺 🏽 \u20e3 🫠 1 ❤ \ud83d \udc00 \u00a0 \u2028 \r\n \t שלום é e\u0301".split(
      ' ',
    ),
    'İ',
    'ß',
    'ﬁ',
    '𝒳',
    '@a',
    '#b',
    'U.S.',
    "can't've",
    '…',
    '...',
    ':)',
    '$5',
    'https://t.co/Ab1',
    '__proto__',
    'a',
    ' ',
    '1,000.5',
  )
  const texts = fc.oneof(
    fc.array(nasty, { maxLength: 14 }).map((parts) => parts.join('')),
    fc.string({ unit: CODE_POINT, maxLength: 60 }),
    fc.string({ unit: 'grapheme', maxLength: 60 }),
  )
  forAny(texts, (text) => {
    let end = 0
    for (const token of tokenise(text)) {
      expect(token.start).toBeGreaterThanOrEqual(end)
      expect(token.end).toBeGreaterThan(token.start)
      expect(token.text).toBe(text.slice(token.start, token.end))
      expect(text.slice(end, token.start), 'between tokens').toMatch(/^[\s\ufeff\u0085]*$/)
      end = token.end
    }
    expect(text.slice(end), 'after the last token').toMatch(/^[\s\ufeff\u0085]*$/)
  })
})

it.each([
  ['letters', 'a'.repeat(100_000)],
  ['letters and digits', 'ab1'.repeat(33_000)],
  ['dots', 'x.'.repeat(50_000)],
  ['joined emoji', '👩🏽‍🚀'.repeat(10_000)],
  ['a link', `https://example.org/${'a'.repeat(100_000)}`],
])('splits a run of 100,000 %s without white space in linear time, losing none', (_name, text) => {
  const tokens = tokenise(`before ${text} after`)
  expect(tokens[0]?.text).toBe('before')
  expect(tokens.at(-1)?.text).toBe('after')
  expect(tokens.map((token) => token.text).join('')).toBe(`before${text}after`)
  for (const { text: written } of tokens) expect(written).not.toMatch(/^[\ud800-\udbff]$/)
})
