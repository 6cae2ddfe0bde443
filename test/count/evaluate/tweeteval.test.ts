import { describe, expect, it } from 'vitest'
import { evaluateTweetEval, parseTweets, type StanceTweet, TWEETEVAL_SCHEME } from '../../../scripts/research/evaluate/tweeteval.js'
import { SMALL_SETTINGS, smallExamples } from '../../judge/stance/small-posts.js'

const tweet = (changes: Partial<StanceTweet> = {}): StanceTweet => ({
  text: 'no to the bridge',
  target: 'bridge',
  label: 'against',
  ...changes,
})
const lineOf = (value: unknown): string => `${JSON.stringify(value)}\n`

describe('parseTweets', () => {
  it('parses text, target and label, and ignores blank lines', () => {
    expect(parseTweets(`${lineOf(tweet())}\n${lineOf({ ...tweet({ label: 'none' }), extra: 1 })}`, 'train.jsonl')).toEqual([
      tweet(),
      tweet({ label: 'none' }),
    ])
  })

  it('ignores a byte order mark', () => {
    expect(parseTweets(`\ufeff${lineOf(tweet())}`, 'train.jsonl')).toEqual([tweet()])
  })

  it.each([
    { name: 'another label', record: tweet({ label: 'favour' }) },
    { name: 'no target', record: { text: 'x', label: 'none' } },
    { name: 'no text', record: { target: 'x', label: 'none' } },
  ])('refuses $name, with its line', ({ record }) => {
    expect(() => parseTweets(lineOf(tweet()) + lineOf(record), 'train.jsonl')).toThrow(
      expect.objectContaining({ code: 'GOLD_INVALID', message: expect.stringContaining('train.jsonl, line 2') }),
    )
  })
})

describe('parseTweets with invalid lines', () => {
  it.each([
    { name: 'broken JSON', text: '{"text":', line: 1 },
    { name: 'null', text: 'null', line: 1 },
    { name: 'a number after a tweet and a blank line', text: `${lineOf(tweet())}\n7`, line: 3 },
    { name: 'an empty object after a blank line', text: '\n{}', line: 2 },
  ])('refuses $name', ({ text, line }) => {
    const message = expect.stringContaining(`train.jsonl, line ${line}`)
    expect(() => parseTweets(text, 'train.jsonl')).toThrow(expect.objectContaining({ code: 'GOLD_INVALID', message }))
  })
})

describe('evaluateTweetEval', () => {
  const own = (target: string, flip: boolean): StanceTweet[] =>
    smallExamples(TWEETEVAL_SCHEME).map(({ features: { text }, label }) => ({
      text,
      target,
      label: !flip || label === 'none' ? label : label === 'favor' ? 'against' : 'favor',
    }))
  const training = [...own('bridge', false), ...own('tunnel', true)]

  it('trains a model per target, and pools the test tweets of all: F_avg is the mean of F1 for and against, times 100', () => {
    const { favg, f1Favor, f1Against, testCount, inverseRegularisation } = evaluateTweetEval(training, training, SMALL_SETTINGS)
    // What means "favor" for one target means "against" for the other: one model for both could not tell.
    expect(favg).toBeGreaterThan(95)
    expect(favg).toBeCloseTo((f1Favor + f1Against) / 2, 12)
    expect(testCount).toBe(training.length)
    expect([3, 10, 30, 100]).toContain(inverseRegularisation)
  })

  it('counts tweets without a side only where a side is predicted', () => {
    const bridge = own('bridge', false)
    const flipped = bridge.map((each) => ({ ...each, label: 'none' }))
    const { f1Favor, f1Against } = evaluateTweetEval(bridge, flipped, SMALL_SETTINGS)
    expect([f1Favor, f1Against]).toEqual([0, 0])
  })
})
