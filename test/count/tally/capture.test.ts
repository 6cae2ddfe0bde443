import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME } from '../../../src/base/scheme/stance-scheme.js'
import { type CaptureLedger, emptyLedger } from '../../../src/base/thread/capture-ledger.js'
import { aggregate } from '../../../src/count/aggregate.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { PLAIN_STYLE } from '../../../src/say/format/style.js'
import { renderBreakdownCsv } from '../../../src/say/table/render-breakdown-csv.js'
import { renderBreakdownTable } from '../../../src/say/table/render-breakdown-table.js'
import { failure } from '../../support/caught.js'
import { inRows } from '../../support/in-rows.js'
import { saidOf } from '../../support/said-of.js'
import { auditOf } from '../audit/audit-example.js'
import { manyPosts, NEITHER, PIVOT, RETREAT, scoredPost } from '../scored-posts.js'

const breakDown = (posts: readonly ScoredPost[]) => aggregate(posts, { scheme: STANCE_SCHEME })
const ledger = (changes: Partial<CaptureLedger>): CaptureLedger => ({
  ...emptyLedger('bluesky'),
  ...changes,
})
const captureOf = (posts: readonly ScoredPost[]) => breakDown(posts).capture
const root = (label: string, capture: unknown, changes: Partial<ScoredPost> = {}): ScoredPost =>
  scoredPost(label, { ...changes, meta: { role: 'root', capture } as ScoredPost['meta'] })
const table = (posts: readonly ScoredPost[]) =>
  renderBreakdownTable(breakDown(posts), {
    scheme: STANCE_SCHEME,
    width: 100,
    style: PLAIN_STYLE,
  }).replace(/\n */g, ' ')

describe('the capture ledger in a breakdown', () => {
  it('is null without a ledger, also with a user column of the same name, and it is said', () => {
    const bare = breakDown([scoredPost(RETREAT)])
    expect([bare.capture, saidOf(bare.overall)]).toEqual([
      null,
      expect.arrayContaining(['The copy does not show how many replies exist.']),
    ])
    expect(
      breakDown([root(RETREAT, 'yes'), root(RETREAT, null), root(RETREAT, { of: 'Berlin' })])
        .capture,
    ).toBeNull()
  })

  // As in a table: 1 root, 200 replies, 175 of them "[deleted]".
  const gone = (changes: Partial<ScoredPost> = {}): ScoredPost =>
    scoredPost('unscored', { text: '', ...changes, meta: { role: 'reply', node: 'deleted' } })
  const many = (count: number, post: () => ScoredPost): ScoredPost[] =>
    Array.from({ length: count }, post)

  it('is made of what the posts show where they carry no ledger and some are gone', () => {
    const posts = [
      scoredPost(NEITHER, { meta: { role: 'root' } }),
      ...many(25, () => scoredPost(RETREAT)),
      ...many(175, gone),
    ]
    expect(captureOf(posts)).toMatchObject({
      reportedCount: null,
      capturedCount: 200,
      deletedCount: 175,
      uncapturedCount: 175,
      threads: [],
    })
    expect(captureOf(posts)?.groups.at(-1)).toMatchObject({
      capturedCount: 25,
      uncapturedCount: 175,
      bounds: [{ low: 25 / 201 }, {}, {}],
    })
    expect(saidOf(breakDown(posts).overall)).toContain(
      '175 replies are missing or deleted. How many more are missing is unknown.',
    )
  })

  it('counts the replies of the other threads as captured, and a list of posts that answer nothing as replies', () => {
    const other = { threadId: 'b' }
    const posts = [gone(), ...many(9, () => scoredPost(PIVOT, other))]
    expect(captureOf(posts)?.groups.at(-1)).toMatchObject({ capturedCount: 9, uncapturedCount: 1 })
    const flat = [...many(3, gone), ...many(2, () => scoredPost(PIVOT))].map((post) => ({
      ...post,
      meta: { ...post.meta, role: 'root' as const },
    }))
    expect(captureOf(flat)?.groups.at(-1)).toMatchObject({ capturedCount: 2, uncapturedCount: 3 })
    const carried = [
      gone(),
      ...many(3, () => scoredPost(PIVOT)),
      root(RETREAT, ledger({ capturedCount: 4, deletedCount: 1 })),
    ]
    expect(captureOf(carried)).toMatchObject({
      source: 'bluesky',
      capturedCount: 4,
      deletedCount: 1,
      uncapturedCount: 1,
    })
  })

  it('counts as missing what a ledger counts and the file lacks, and as captured what the file holds beyond it', () => {
    const replies = many(6, () => scoredPost(PIVOT))
    const [less, more] = [9, 0].map((capturedCount) =>
      captureOf([root(RETREAT, ledger({ reportedCount: 9, capturedCount })), ...replies]),
    )
    expect([less, more]).toMatchObject(
      Array(2).fill({ capturedCount: 6, uncapturedCount: 3, reportedCount: 9 }),
    )
  })

  it('lists each note of the sources once', () => {
    const notes = ['the thread has a threadgate: replies are restricted']
    const posts = ['a', 'b'].map((threadId) => root(RETREAT, ledger({ notes }), { threadId }))
    expect(
      table(posts).match(/Note: the thread has a threadgate: replies are restricted\./g),
    ).toHaveLength(1)
    const many = table([
      root(RETREAT, ledger({ notes: Array.from({ length: 8 }, (_, index) => `note ${index}`) })),
    ])
    expect(many).toContain('Note: note 0; note 1; note 2; note 3; note 4, and 3 more notes.')
  })

  it('sums threads, and lists each', () => {
    const capture = captureOf([
      root(RETREAT, ledger({ reportedCount: 10, capturedCount: 4, deletedCount: 1 }), {
        threadId: 'b',
      }),
      root(PIVOT, ledger({ reportedCount: 2, capturedCount: 5, advertCount: 3 }), {
        threadId: 'a',
      }),
      scoredPost(NEITHER, { threadId: 'c' }),
      ...many(3, () => scoredPost(PIVOT, { threadId: 'b' })),
      ...many(5, () => scoredPost(PIVOT, { threadId: 'a' })),
    ])
    expect(capture).toMatchObject({
      source: 'bluesky',
      reportedCount: 12,
      capturedCount: 9,
      deletedCount: 1,
      advertCount: 3,
    })
    // Thread b lacks 6 and has lost 1; the surplus of 3 in thread a does not offset them.
    expect(capture).toMatchObject({ uncapturedCount: 7, unknownThreadCount: 1 })
    expect(
      inRows(capture?.threads.map(({ threadId, uncapturedCount }) => [threadId, uncapturedCount])),
    ).toEqual(['a | 0', 'b | 7'])
  })

  it('bounds each share over all possible labels of missing replies: [k / (N + M), (k + without + M) / (N + M)] (Manski)', () => {
    const posts = [
      root(RETREAT, ledger({ reportedCount: 8, capturedCount: 3 })),
      ...[RETREAT, PIVOT, 'unsure'].map((label) => scoredPost(label)),
    ]
    const capture = captureOf(posts)
    // 4 posts, 5 missing: retreat 2 of 9 to (2 + 1 + 5) of 9.
    expect(capture?.groups.at(-1)).toEqual({
      dealId: null,
      uncapturedCount: 5,
      capturedCount: 3,
      bounds: [
        { label: RETREAT, low: 2 / 9, high: 8 / 9 },
        { label: PIVOT, low: 1 / 9, high: 7 / 9 },
        { label: NEITHER, low: 0, high: 6 / 9 },
      ],
    })
  })

  it('bounds an audited share from the ends of its interval (it once began at the estimate, inside the printed range)', () => {
    const replies = Array.from({ length: 59 }, (_, index) =>
      scoredPost([RETREAT, PIVOT, NEITHER][index % 3] ?? '', { id: `r${index}` }),
    )
    const posts = [root(RETREAT, ledger({ reportedCount: 80, capturedCount: 59 })), ...replies]
    const audit = { audit: auditOf(posts, 30, ({ label }) => label), sha256: null }
    const breakdown = aggregate(posts, { scheme: STANCE_SCHEME, audit })
    const { intervals } = breakdown.deals[0] ?? breakdown.overall
    expect(intervals[0]?.low).toBeLessThan(intervals[0]?.share ?? 0)
    const bounds = breakdown.capture?.groups[0]?.bounds
    expect(bounds).toEqual(
      intervals.map(({ label, low, high }) => ({
        label,
        low: (low * 60) / 81,
        high: (high * 60 + 21) / 81,
      })),
    )
  })

  it('gives a deal only the missing replies of its own threads', () => {
    const capture = captureOf([
      root(RETREAT, ledger({ reportedCount: 6, capturedCount: 0 }), { threadId: 'a' }),
      scoredPost(PIVOT, { threadId: 'b' }, ['deal-b']),
    ])
    const rows = inRows(
      capture?.groups.map(({ dealId, uncapturedCount }) => [dealId, uncapturedCount]),
    )
    expect(rows).toEqual(['deal-a | 6', 'deal-b | 0', '- | 6'])
  })

  it('has no worst case where no source reports how many replies exist', () => {
    const posts = [root(RETREAT, ledger({ capturedCount: 3 })), ...many(3, () => scoredPost(PIVOT))]
    const capture = captureOf(posts)
    const { overall } = breakDown(posts)
    expect(capture?.groups.at(-1)?.bounds).toEqual([])
    expect(saidOf(overall)).toContain('The copy does not show how many replies exist.')
    expect(table(posts)).toContain(
      'Capture (bluesky): 3 replies captured; the source does not say how many exist.',
    )
  })

  it('counts the posts flagged as foreign where the source reports fewer', () => {
    const posts = [root(RETREAT, ledger({})), scoredPost('unscored', { flags: ['language:de'] })]
    expect(captureOf(posts)?.otherLanguageCount).toBe(1)
    expect(saidOf(breakDown(posts).overall).join()).toContain(
      '1 of 2 posts got no label (1 not in English).',
    )
    const given = [RETREAT, PIVOT].map((label) =>
      scoredPost(label, { model: 'given:GPT-5', flags: ['language:de'] }),
    )
    expect(saidOf(breakDown(given).overall).join()).toContain('2 posts are not in English.')
  })

  it('is printed in the table and the CSV', () => {
    const posts = [
      root(
        RETREAT,
        ledger({
          reportedCount: 25,
          capturedCount: 13,
          notOpenedCount: 5,
          deletedCount: 2,
          blockedCount: 1,
          retweetCount: 1,
          truncatedCount: 1,
          depthLimit: 'six levels of replies',
        }),
      ),
      ...Array.from({ length: 10 }, () => scoredPost(PIVOT)),
    ]
    const printed = table(posts)
    expect(printed).toContain(
      'Capture (bluesky): 10 of 25 replies captured with their text; missing: 12 not captured, 5 of them behind links that were not opened, 2 deleted, 1 blocked. Also: 1 cut off, 1 retweet left out.',
    )
    expect(printed).toContain(
      'With the 15 missing replies: retreat 1 to 16, shrewd pivot 10 to 25, neither 0 to 15.',
    )
    expect(printed).toContain('! Note: the capture is limited: six levels of replies.')
    const [head, first] = renderBreakdownCsv(breakDown(posts)).split('\n')
    expect(head).toContain(',label,uncapturedCount,captureLow,captureHigh,share,')
    expect(first).toContain(`,retreat,15,${1 / 26},${16 / 26},`)
    expect(renderBreakdownCsv(breakDown([scoredPost(PIVOT)]))).not.toContain('capture')
  })

  it('bounds the shares of few posts in posts, however many replies are missing', () => {
    const posts = [
      root(RETREAT, ledger({ reportedCount: 63, capturedCount: 6 })),
      ...Array.from({ length: 6 }, () => scoredPost(PIVOT)),
    ]
    expect(table(posts)).toContain(
      'With the 57 missing replies: retreat 1 to 58, shrewd pivot 6 to 63, neither 0 to 57.',
    )
  })

  it('leaves deleted posts, adverts and retweets out of every count', () => {
    const nodes = ['deleted', 'blocked', 'not-found', 'advert', 'retweet', 'bot'] as const
    const posts = nodes.map((node) => scoredPost('unscored', { meta: { role: 'reply', node } }))
    const { overall, unlinkedPostCount } = breakDown([scoredPost(RETREAT), ...posts])
    expect(overall).toMatchObject({ postCount: 1, unscoredCount: 0 })
    expect(unlinkedPostCount).toBe(0)
  })

  it('refuses a ledger with invalid counts', () => {
    expect(() => breakDown([root(RETREAT, { ...ledger({}), capturedCount: 'many' })])).toThrow(
      failure('INGEST_RECORD_INVALID'),
    )
  })
})

describe('duplicates', () => {
  const first = scoredPost(RETREAT, { id: 'a' })
  const again = scoredPost(PIVOT, { id: 'b', flags: ['duplicate-of:a'] })
  const elsewhere = scoredPost(RETREAT, {
    id: 'c',
    threadId: 't2',
    flags: ['duplicate-of:t1/a'],
  })

  it('count each, with a caution', () => {
    const { overall } = breakDown([first, again, elsewhere, scoredPost(NEITHER)])
    expect(overall.postCount).toBe(4)
    expect(saidOf(overall)).toContain(
      'At least 2 posts repeat the words of an earlier one; each is counted.',
    )
  })

  it('are counted by the posts that they repeat, also where these are about another deal or left out', () => {
    const [other, third] = ['f', 'g'].map((id) =>
      scoredPost(RETREAT, { id, flags: [`duplicate-of:${id === 'f' ? 'a' : 'z'}`] }, ['deal-b']),
    )
    const { deals, overall } = breakDown([
      first,
      again,
      ...[other, third].flatMap((post) => post ?? []),
    ])
    expect(saidOf(overall)).toContain(
      'At least 3 posts repeat the words of an earlier one; each is counted.',
    )
    expect(
      deals.map((deal) => saidOf(deal).find((words) => words.includes('the words of'))),
    ).toEqual([
      'At least 1 post repeats the words of an earlier one; each is counted.',
      'At least 2 posts repeat the words of an earlier one; each is counted.',
    ])
  })
})

it('a breakdown without ledger, duplicates and foreign posts has no cautions on them', () => {
  const text = JSON.stringify(
    breakDown(manyPosts(60, 1).map((post, index) => ({ ...post, text: `post ${index}` }))),
  )
  expect(text).not.toMatch(/duplicate|languages|captured,/)
})
