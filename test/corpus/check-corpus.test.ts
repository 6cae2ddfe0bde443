import { describe, expect, it } from 'vitest'
import { checkCorpus } from '../../scripts/corpus/check-corpus.js'
import { deal, type Example, exampleCorpus, post } from './check-corpus-example.js'

const NONE_HELD_OUT = { threads: [], posts: [] }
const split = (change: object) => ({
  train: ['ferry'],
  dev: [],
  test: ['mill'],
  'held-out': NONE_HELD_OUT,
  ...change,
})
const LONG = 'they sold the last boat before anyone had asked for it'

function findings(change: Partial<Example>): readonly string[] {
  return checkCorpus(exampleCorpus(change)).findings.map(
    ({ file, lineNumber, rule }) => `${file}:${lineNumber} ${rule}`,
  )
}

describe('a valid corpus', () => {
  it('has no findings', () => {
    expect(checkCorpus(exampleCorpus()).findings).toEqual([])
  })

  it('counts posts, threads and deals by part, split, label and kind', () => {
    const { rows } = checkCorpus(exampleCorpus()).counts
    const count = (name: string) => rows.find((row) => row.name === name)
    expect(count('natural')).toMatchObject({
      by: 'part',
      postCount: 2,
      threadCount: 1,
      dealCount: 1,
      labelCounts: [1, 0, 1],
    })
    expect(count('train')).toMatchObject({
      by: 'split',
      postCount: 4,
      threadCount: 2,
      dealCount: 1,
      labelCounts: [1, 1, 2],
    })
    expect(count('irony')).toMatchObject({ by: 'kind', postCount: 1 })
    expect(count('all')).toMatchObject({ postCount: 6, threadCount: 3, dealCount: 2 })
  })

  it('computes agreement and kappa of posts with two labels: one of two agrees, kappa 0', () => {
    const { agreement } = checkCorpus(exampleCorpus()).counts
    expect(agreement.find((row) => row.name === 'natural')).toEqual({
      name: 'natural',
      postCount: 2,
      unsureCount: 1,
      observed: 0.5,
      kappa: 0,
    })
    expect(agreement.find((row) => row.name === 'hard')).toMatchObject({
      postCount: 0,
      observed: null,
      kappa: null,
    })
  })
})

describe('records', () => {
  it.each([
    ['a label outside the scheme', post('t-t01-1', { label: 'Retreat' }), 'schema'],
    ['an unknown kind', post('t-t01-1', { kind: 'rant' }), 'schema'],
    ['an empty text', post('t-t01-1', { text: ' ' }), 'schema'],
    ['a key too many', post('t-t01-1', { likes: 3 }), 'schema'],
    ['a number as id', { ...post('t-t01-1'), id: 1 }, 'schema'],
    ['an unknown deal', post('t-t01-1', { dealId: 'canal' }), 'deal-unknown'],
    [
      'a parent in another thread',
      post('t-t01-1', { parentId: 'crowd-harbour-t01-1' }),
      'parent-missing',
    ],
    ['a post that is its own parent', post('t-t01-1', { parentId: 't-t01-1' }), 'parent-cycle'],
  ])('finds %s with its file and line', (_, record, rule) => {
    const { threads } = exampleThreads({ t: [post('t-t01-0'), record] })
    expect(findings({ threads })).toEqual([`threads/t.jsonl:2 ${rule}`])
  })

  it('finds both posts of a parent cycle, but not a reply to them', () => {
    const cycle = [
      post('t-t01-1', { parentId: 't-t01-2' }),
      post('t-t01-2', { parentId: 't-t01-1' }),
      post('t-t01-3', { parentId: 't-t01-1' }),
    ]
    expect(findings(exampleThreads({ t: cycle }))).toEqual([
      'threads/t.jsonl:1 parent-cycle',
      'threads/t.jsonl:2 parent-cycle',
    ])
  })

  it('finds a repeated id, and a thread in two files', () => {
    expect(
      findings(exampleThreads({ t: [post('sarcasm-t01-1'), post('t-t01-1'), post('t-t01-1')] })),
    ).toEqual([
      'threads/t.jsonl:1 id-twice',
      'threads/t.jsonl:1 thread-in-two-files',
      'threads/t.jsonl:3 id-twice',
    ])
  })

  it('finds an invalid line and continues', () => {
    const files = exampleCorpus()
    const threads = [
      ...files.threads,
      { name: 'threads/t.jsonl', text: `${JSON.stringify(post('t-t01-1'))}\n{"id"\n[]\n` },
    ]
    const { findings, counts } = checkCorpus({ ...files, threads })
    expect(findings.map((finding) => `${finding.lineNumber} ${finding.rule}`)).toEqual([
      '2 json',
      '3 json',
    ])
    expect(counts.rows.at(-1)?.postCount).toBe(7)
  })

  it('finds second labels without a post, repeated, or outside the scheme', () => {
    const id = 'sarcasm-t01-1'
    const secondLabels = [
      { id: 'nobody', label: 'neither' },
      { id, label: 'pivot' },
      { id, label: 'retreat' },
      { id, label: 'neither' },
    ]
    expect(findings({ secondLabels })).toEqual(
      [1, 2, 4].map(
        (line) => `second-labels/one.jsonl:${line} ${line === 2 ? 'schema' : 'second-label'}`,
      ),
    )
  })
})

describe('names of deals', () => {
  it.each([
    [
      'an alias of two deals',
      [deal('ferry'), deal('mill', { aliases: ['NAME of ferry'] })],
      'deals.json:3 alias-shared',
    ],
    [
      'an alias that is a party elsewhere',
      [deal('ferry'), deal('mill', { aliases: ['buyer of ferry'] })],
      'deals.json:3 alias-is-party',
    ],
    [
      'a common noun',
      [deal('ferry', { aliases: ['Compute'] }), deal('mill')],
      'deals.json:2 alias-common-noun',
    ],
    [
      'a span of time',
      [deal('ferry', { aliases: ['90 days'] }), deal('mill')],
      'deals.json:2 alias-quantity',
    ],
    [
      'an amount',
      [deal('ferry', { aliases: ['$30B'] }), deal('mill')],
      'deals.json:2 alias-quantity',
    ],
    [
      'a mover outside the parties',
      [deal('ferry', { mover: 'Lena Lines' }), deal('mill')],
      'deals.json:2 party-missing',
    ],
    [
      'a month without a zero',
      [deal('ferry'), deal('mill'), deal('canal', { date: '2024-5' })],
      'deals.json:4 schema',
    ],
    [
      'a day that no calendar has',
      [deal('ferry'), deal('mill'), deal('canal', { date: '2023-02-29' })],
      'deals.json:4 schema',
    ],
  ])('finds %s', (_, deals, finding) => {
    expect(findings({ deals })).toEqual([finding])
  })

  it('accepts a name with a number in it', () => {
    expect(
      findings({ deals: [deal('ferry', { aliases: ['Colossus 1', '600 MHz'] }), deal('mill')] }),
    ).toEqual([])
  })
})

describe('splits', () => {
  it('finds a deal in two splits, an unknown deal, and a deal in no split', () => {
    expect(findings({ splits: split({ dev: ['mill', 'canal'] }) })).toEqual([
      'splits.json:6 split-deal',
      'splits.json:7 split-unknown',
    ])
    const missing = findings({ splits: split({ train: [] }) })
    expect(missing.filter((line) => line.startsWith('splits.json'))).toEqual([
      'splits.json:0 split-missing',
    ])
    expect(missing.filter((line) => line.endsWith('split-missing'))).toHaveLength(5)
  })

  it('finds deals between the same two companies in two splits, in either role', () => {
    const mirror = deal('mill', {
      mover: 'Buyer of ferry',
      counterparties: ['Mover of ferry'],
      parties: ['Buyer of ferry', 'Mover of ferry'],
    })
    expect(findings({ deals: [deal('ferry'), mirror] })).toEqual(['splits.json:7 split-related'])
  })

  it('finds a contrast group and a thread in two splits', () => {
    const threads = {
      t: [
        post('t-t01-1', { group: 'g1' }),
        post('t-t02-1', { group: 'g1', dealId: 'canal' }),
        post('t-t01-2', { dealId: 'canal' }),
      ],
    }
    const deals = [deal('ferry'), deal('mill'), deal('canal')]
    expect(
      findings({ ...exampleThreads(threads), deals, splits: split({ dev: ['canal'] }) }),
    ).toEqual(['threads/t.jsonl:2 split-group', 'threads/t.jsonl:3 split-thread'])
  })

  it('finds a post on a test deal outside the test file, until its thread is held out', () => {
    const { threads } = exampleThreads({ t: [post('t-t01-1', { dealId: 'mill' })] })
    expect(findings({ threads })).toEqual(['threads/t.jsonl:1 split-test'])
    expect(
      findings({ threads, splits: split({ 'held-out': { threads: ['t-t01'], posts: [] } }) }),
    ).toEqual([])
  })

  it('finds a held-out thread or post that does not exist', () => {
    expect(findings({ splits: split({ 'held-out': { threads: ['x'], posts: ['y'] } }) })).toEqual([
      'splits.json:11 split-unknown',
      'splits.json:14 split-unknown',
    ])
  })
})

describe('duplicates across splits', () => {
  const twin = (text: string) =>
    exampleThreads({
      'crowd-test': [post('crowd-test-t01-1', { text: LONG })],
      t: [post('t-t01-1', { text })],
    })

  it.each([
    ['the same words', LONG],
    [
      'other case, punctuation and order',
      `BEFORE anyone had asked for it, they sold the last boat!`,
    ],
    ['nine of eleven words', 'they sold the last boat before anyone had asked for money'],
  ])('finds %s', (_, text) => {
    expect(findings(twin(text))).toEqual(['threads/t.jsonl:1 duplicate'])
  })

  it('ignores an overlap of seven of eleven words', () => {
    expect(
      findings(twin('they sold the last boat before christmas because money was short')),
    ).toEqual([])
  })

  it('ignores a held-out post', () => {
    expect(
      findings({
        ...twin(LONG),
        splits: split({ 'held-out': { threads: [], posts: ['t-t01-1'] } }),
      }),
    ).toEqual([])
  })

  it('only counts posts of fewer than six words', () => {
    const threads = {
      'crowd-test': [post('crowd-test-t01-1', { text: 'Smart move.' })],
      t: [post('t-t01-1', { text: 'smart move' })],
    }
    const check = checkCorpus(exampleCorpus(exampleThreads(threads)))
    expect([check.findings, check.shortDuplicateCount]).toEqual([[], 2])
  })
})

/** The valid threads with some added or replaced; second labels stay valid. */
function exampleThreads(threads: Example['threads']): Pick<Example, 'threads'> {
  const sound = Object.fromEntries(
    exampleCorpus().threads.map(({ name, text }) => [
      name.slice('threads/'.length, -'.jsonl'.length),
      text.split('\n').flatMap((line) => (line === '' ? [] : [JSON.parse(line) as object])),
    ]),
  )
  return { threads: { ...sound, ...threads } }
}
