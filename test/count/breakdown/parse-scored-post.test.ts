import { describe, expect, it } from 'vitest'
import { schemeTag } from '../../../src/base/scheme/scheme-tag.js'
import { createScheme, STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { parseScoredPost } from '../../../src/count/breakdown/parse-scored-post.js'
import { describeDispositions } from '../../../src/say/facts/describe-capture.js'
import { recordOf } from '../../../src/say/rows/render-jsonl.js'
import { failure } from '../../support/caught.js'
import { draw, labelUnits } from '../audit/audit-example.js'
import { judgedAs, NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const read = (value: unknown) =>
  parseScoredPost(JSON.parse(JSON.stringify(value)) as unknown, 'line 3')

const options = { twoWay: false, minProbability: 0 }
const TWO = recordOf(scoredPost(RETREAT, {}, ['deal-a', 'deal-b']))

describe('parseScoredPost', () => {
  it.each([RETREAT, PIVOT, NEITHER, 'unsure', 'unscored'])(
    'parses a printed post unchanged (%s)',
    (label) => {
      const evidence = [{ start: 9, end: 18, text: 'giving up', toward: RETREAT, weight: 1.2 }]
      const post = scoredPost(label, { author: '__proto__', evidence, flags: ['truncated'] }, [
        'deal-a',
        'deal-b',
      ])
      expect(JSON.stringify(read(recordOf(post)))).toBe(JSON.stringify({ ...post, options }))
    },
  )

  it('tells posts on one deal, on none and on those of their rows', () => {
    const posts = [['deal-a'], ['deal-a', 'deal-b'], []].flatMap((dealIds) => {
      const post = scoredPost(RETREAT, { options }, dealIds)
      const ofRow = post.stances.map((stance) => ({ ...stance, by: 'column' as const }))
      const none = { role: 'reply' as const, rowDeals: [] }
      return [post, { ...post, stances: ofRow, ...(dealIds.length === 0 && { meta: none }) }]
    })
    for (const post of posts) expect(read(recordOf(post))).toEqual(post)
  })

  it('refuses records of older versions with the command that makes new ones', () => {
    const older = { ...scoredPost(RETREAT), deals: ['deal-a'] }
    expect(() => read(older)).toThrow(
      failure(
        'SCORED_INVALID',
        'an older one, with the field "deals" (line 3). Make new ones by the command in their .run.json, or: dealstance classify scored.jsonl --model stance-en --out new.jsonl',
      ),
    )
  })

  it('returns keys in the order of the record, whatever their order in the input', () => {
    const reversed = Object.fromEntries(Object.entries(recordOf(scoredPost(RETREAT))).reverse())
    expect(Object.keys(read(reversed))).toEqual(
      'id threadId parentId author createdAt text meta label lean probabilities status stances sentiment reason flags evidence model options'.split(
        ' ',
      ),
    )
  })

  it('keeps the options of the run, each time as one object, and names one out of range', () => {
    const parsed = read(
      recordOf({ ...scoredPost(RETREAT), options: { twoWay: true, minProbability: 0.6 } }),
    )
    expect(JSON.stringify(parsed.options)).toBe('{"twoWay":true,"minProbability":0.6}')
    expect(Object.keys(parsed).at(-1)).toBe('options')
    const plain = { ...recordOf(scoredPost(RETREAT)), options }
    expect(read(plain).options).toBe(read(plain).options)
    expect(recordOf({ ...scoredPost(RETREAT), options })).not.toHaveProperty('options')
    expect(read(recordOf({ ...scoredPost(RETREAT), options })).options).toEqual(options)
    expect(() => read({ ...plain, options: { ...options, minProbability: 2 } })).toThrow(
      'options.minProbability to be a number from 0',
    )
    expect(() => read({ ...plain, options: { minProbability: 0 } })).toThrow(
      'options.twoWay to be true or false',
    )
    expect(() => read({ ...plain, options: 'none' })).toThrow('options to be an object')
  })

  it('parses a post of a model that learnt: who labelled, and what the model said before', () => {
    const unlearnt = { [RETREAT]: 0.2, [PIVOT]: 0.5, [NEITHER]: 0.3 }
    const learning = { label: NEITHER, labelledBy: 'hand' as const, unlearnt }
    const learnt = judgedAs(scoredPost(RETREAT), learning)
    expect(read(recordOf(learnt))).toEqual({ ...learnt, options })
    expect(read({ ...recordOf(learnt), unlearnt: null }).unlearnt).toBeNull()
    expect(() => read({ ...recordOf(learnt), unlearnt: { ...unlearnt, [PIVOT]: 0.9 } })).toThrow(
      'probabilities that sum to 1',
    )
  })

  it('accepts probabilities rounded to four decimals', () => {
    const probabilities = { [RETREAT]: 0.3333, [PIVOT]: 0.3333, [NEITHER]: 0.3333 }
    expect(read({ ...recordOf(scoredPost(RETREAT)), probabilities }).probabilities).toEqual(
      probabilities,
    )
  })

  it('takes a fourth label off the sides without a lean, as classify writes it', () => {
    const own = createScheme({
      id: 'own',
      labels: ['critical', 'supportive', 'neutral', 'unrelated'],
      sides: ['critical', 'supportive'],
      neutral: 'neutral',
    })
    const given = { label: 'unrelated', lean: null, probabilities: null }
    const post = { ...recordOf(scoredPost(RETREAT, {}, [])), ...given, scheme: schemeTag(own) }
    expect(parseScoredPost(JSON.parse(JSON.stringify(post)), 'line 3', own).label).toBe('unrelated')
  })

  it.each<readonly [string, object, RegExp]>([
    ['a missing id', { id: undefined }, /expected id to be a string, got nothing \(line 3\)/],
    ['a number as id', { id: 7 }, /expected id to be a string, got 7/],
    ['another role', { meta: { role: 'header' } }, /meta\.role to be one of root, reply/],
    [
      'a label of another scheme',
      { label: 'surrender' },
      /label to be one of retreat, shrewd pivot, neither, got "surrender"/,
    ],
    ['the neutral label as lean', { lean: NEITHER }, /lean to be one of/],
    ['a label on an unsure post', { status: 'unsure' }, /exactly when status is scored/],
    [
      'probabilities that sum to 2',
      { probabilities: { [RETREAT]: 1, [PIVOT]: 1, [NEITHER]: 0 } },
      /sum to 1, got 2/,
    ],
    ['a sentiment out of range', { sentiment: 3 }, /sentiment to be a number from -1 to 1, got 3/],
    [
      'evidence beyond the text',
      { evidence: [{ start: 0, end: 999, text: '', toward: RETREAT, weight: 1 }] },
      /evidence\[0\]\.end/,
    ],
    ['a deal twice', recordOf(scoredPost(RETREAT, {}, ['deal-a', 'deal-a'])), /every deal once/],
    ['no deal and no null', { dealId: undefined }, /dealId to be a string/],
    ['an unknown tie', { dealBy: 'guess' }, /dealBy to be one of given, column/],
    ['another deal than the first', { ...TWO, dealId: 'deal-b' }, /that of the first stance/],
    ['stances of one deal', { ...TWO, stances: TWO.stances?.slice(1) }, /stances of several deals/],
    [
      'a label that is not the first stance’s',
      { ...TWO, label: PIVOT },
      /label to be that of the first stance/,
    ],
  ])('refuses %s', (_, change, message) => {
    expect(() => read({ ...recordOf(scoredPost(RETREAT)), ...change })).toThrow(
      failure('SCORED_INVALID', message),
    )
  })

  it('refuses what is no object', () => {
    expect(() => read([])).toThrow(
      failure('SCORED_INVALID', 'expected a scored post to be an object, got [] (line 3)'),
    )
  })
})

const capture = { ...emptyLedger('bluesky'), reportedCount: 50, capturedCount: 9 }
const POSTS = [
  scoredPost(RETREAT, { meta: { role: 'root', capture } }),
  ...[RETREAT, RETREAT, PIVOT, NEITHER, 'unsure', 'unsure', 'unscored'].map((label) =>
    scoredPost(label),
  ),
  scoredPost(PIVOT, {}, ['deal-a', 'deal-b']),
  scoredPost(PIVOT, {}, []),
]
const breakDown = (labelledCount: number, skippedAt: number | null = null) => {
  const design = draw(POSTS, 10)
  const labels = labelUnits(design, (_, index) => (index === skippedAt ? null : RETREAT)).slice(
    0,
    labelledCount,
  )
  return {
    design,
    breakdown: aggregate(POSTS, { scheme, audit: { audit: { design, labels }, sha256: null } }),
  }
}

it.each([11, 7, 2])(
  'dispositions of an audit sum to what was drawn, %i of 11 labelled',
  (labelledCount) => {
    const { breakdown, design } = breakDown(labelledCount, 1)
    const { deals = [] } = breakdown.audit ?? {}
    expect(deals.length).toBeGreaterThan(0)
    for (const deal of deals) {
      const [drawn, ...outcomes] = (describeDispositions(deal).match(/\d+/g) ?? []).map(Number)
      expect(drawn).toBe(design.units.filter((unit) => unit.dealId === deal.dealId).length)
      expect(outcomes.reduce((sum, count) => sum + count, 0)).toBe(drawn)
    }
  },
)
