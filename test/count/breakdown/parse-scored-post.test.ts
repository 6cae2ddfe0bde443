import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { aggregate } from '../../../src/count/aggregate.js'
import { parseScoredPost } from '../../../src/count/breakdown/parse-scored-post.js'
import { describeDispositions } from '../../../src/say/facts/describe.js'
import { draw, labelUnits } from '../audit/audit-example.js'
import { NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const read = (value: unknown) => parseScoredPost(JSON.parse(JSON.stringify(value)) as unknown, 'line 3')

describe('parseScoredPost', () => {
  it.each([RETREAT, PIVOT, NEITHER, 'unsure', 'unscored'])('parses a printed post unchanged (%s)', (label) => {
    const evidence = [{ start: 9, end: 18, text: 'giving up', toward: RETREAT, weight: 1.2 }]
    const post = scoredPost(label, { author: '__proto__', evidence, flags: ['truncated'] }, ['deal-a', 'deal-b'])
    expect(JSON.stringify(read(post))).toBe(JSON.stringify(post))
  })

  it('returns keys in the order of the record, whatever their order in the input', () => {
    const post = scoredPost(RETREAT)
    const reversed = Object.fromEntries(Object.entries(post).reverse())
    expect(Object.keys(read(reversed))).toEqual(
      'id threadId parentId author createdAt text meta label lean probabilities status deals stances sentiment reason flags evidence chain model'.split(
        ' ',
      ),
    )
  })

  it('parses a post of a model that learnt: who labelled, and what the model said before', () => {
    const unlearnt = { [RETREAT]: 0.2, [PIVOT]: 0.5, [NEITHER]: 0.3 }
    const learning = { label: NEITHER, labelledBy: 'hand' as const, unlearnt }
    const post = scoredPost(RETREAT, learning)
    const learnt = { ...post, stances: post.stances.map((stance) => ({ ...stance, ...learning })) }
    expect(read(learnt)).toEqual(learnt)
    expect(read({ ...learnt, unlearnt: null }).unlearnt).toBeNull()
    expect(() => read({ ...learnt, unlearnt: { ...unlearnt, [PIVOT]: 0.9 } })).toThrow('probabilities that sum to 1')
  })

  it('accepts probabilities rounded to four decimals', () => {
    const probabilities = { [RETREAT]: 0.3333, [PIVOT]: 0.3333, [NEITHER]: 0.3333 }
    expect(read(scoredPost(RETREAT, { probabilities, deals: [], stances: [] })).probabilities).toEqual(probabilities)
  })

  it.each([
    ['no object', [], /expected a scored post to be an object, got \[\] \(line 3\)/],
    ['a missing id', { ...scoredPost(RETREAT), id: undefined }, /expected id to be a string, got nothing \(line 3\)/],
    ['a number as id', { ...scoredPost(RETREAT), id: 7 }, /expected id to be a string, got 7/],
    ['no role', { ...scoredPost(RETREAT), meta: {} }, /meta\.role to be one of root, reply/],
    [
      'a label of another scheme',
      { ...scoredPost(RETREAT), label: 'surrender' },
      /label to be one of retreat, shrewd pivot, neither, got "surrender"/,
    ],
    ['the neutral label as lean', { ...scoredPost(RETREAT), lean: NEITHER }, /lean to be one of/],
    ['a label on an unsure post', { ...scoredPost(RETREAT), status: 'unsure' }, /exactly when status is scored/],
    [
      'probabilities that sum to 2',
      { ...scoredPost(RETREAT), probabilities: { [RETREAT]: 1, [PIVOT]: 1, [NEITHER]: 0 } },
      /sum to 1, got 2/,
    ],
    ['a sentiment out of range', { ...scoredPost(RETREAT), sentiment: 3 }, /sentiment to be a number from -1 to 1, got 3/],
    [
      'evidence beyond the text',
      { ...scoredPost(RETREAT), evidence: [{ start: 0, end: 999, text: '', toward: RETREAT, weight: 1 }] },
      /evidence\[0\]\.end/,
    ],
    ['a deal twice', scoredPost(RETREAT, {}, ['deal-a', 'deal-a']), /every deal once/],
    ['deals that are not those of stances', { ...scoredPost(RETREAT), deals: [] }, /deals to be those of stances/],
    ['a label that is not the first stance’s', { ...scoredPost(RETREAT), label: PIVOT }, /those of the first stance/],
  ])('refuses %s', (_, value, message) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code: 'SCORED_INVALID', message: expect.stringMatching(message) }))
  })

  it('reports a filter row that stands for an unreadable line', () => {
    const row = { id: null, error: { code: 'INGEST_JSON_BROKEN', message: 'expected one JSON object, got a blank line.' }, modelHash: '0' }
    expect(() => parseScoredPost(row, 'line 4 of s.jsonl')).toThrow(
      'expected a scored post, got a row with the error INGEST_JSON_BROKEN (line 4 of s.jsonl): expected one JSON object, got a blank line.',
    )
  })

  it('accepts rows of a filter', () => {
    const post = scoredPost(RETREAT)
    expect(read({ ...post, modelHash: '0', optionsHash: '1' })).toEqual({ ...read(post), modelHash: '0', optionsHash: '1' })
    expect(() => read({ ...post, modelHash: 0 })).toThrow(/modelHash to be a string/)
  })
})

const capture = { ...emptyLedger('bluesky'), reportedCount: 50, capturedCount: 9 }
const POSTS = [
  scoredPost(RETREAT, { meta: { role: 'root', capture } }),
  ...[RETREAT, RETREAT, PIVOT, NEITHER, 'unsure', 'unsure', 'unscored'].map((label) => scoredPost(label)),
  scoredPost(PIVOT, {}, ['deal-a', 'deal-b']),
  scoredPost(PIVOT, {}, []),
]
const breakDown = (labelledCount: number, skippedAt: number | null = null) => {
  const design = draw(POSTS, 10)
  const labels = labelUnits(design, (_, index) => (index === skippedAt ? null : RETREAT)).slice(0, labelledCount)
  return { design, breakdown: aggregate(POSTS, { scheme, audit: { audit: { design, labels }, sha256: null } }) }
}

describe('dispositions', () => {
  it('count every post of a group once in each row, and the replies of its threads', () => {
    const { dispositions } = aggregate(POSTS, { scheme })
    const nothingDrawn = { drawn: null, labelled: null, skipped: null, undecided: null, notReached: null }
    expect(dispositions).toEqual([
      { dealId: 'deal-a', known: 50, captured: 9, counted: 9, scored: 6, unsure: 2, unscored: 1, ...nothingDrawn },
      { dealId: 'deal-b', known: 50, captured: 9, counted: 1, scored: 1, unsure: 0, unscored: 0, ...nothingDrawn },
      { dealId: null, known: 50, captured: 9, counted: 10, scored: 7, unsure: 2, unscored: 1, ...nothingDrawn },
    ])
  })

  it.each([11, 7, 2])('sum to what was counted and to what was drawn, %i of 11 labelled', (labelledCount) => {
    const { breakdown, design } = breakDown(labelledCount, 1)
    for (const { dealId, counted, scored, unsure, unscored, drawn, ...outcomes } of breakdown.dispositions ?? []) {
      expect((scored ?? 0) + (unsure ?? 0) + (unscored ?? 0)).toBe(counted)
      const { labelled, skipped, undecided, notReached } = outcomes
      const sum = (labelled ?? 0) + (skipped ?? 0) + (undecided ?? 0) + (notReached ?? 0)
      expect(sum).toBe(drawn ?? 0)
      if (dealId !== null) expect(drawn).toBe(design.units.filter((unit) => unit.dealId === dealId).length)
    }
  })

  it('are said in one sentence', () => {
    const [first] = breakDown(11).breakdown.dispositions ?? []
    expect(first && describeDispositions(first)).toMatch(
      /^Dispositions: 50 replies known to exist, 9 replies captured; 9 posts counted here \(6 labelled by the model, 2 unsure, 1 unscored\); \d drawn \(\d labelled in the audit, 0 skipped, 0 undecided, 0 not reached\)\.$/,
    )
    const [plain] = aggregate(POSTS.slice(1), { scheme }).dispositions ?? []
    expect(plain && describeDispositions(plain)).toMatch(
      /^Dispositions: replies known to exist: not known, 9 replies captured; .*; none drawn\.$/,
    )
  })
})
