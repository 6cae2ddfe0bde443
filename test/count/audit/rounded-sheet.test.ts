import { describe, expect, it } from 'vitest'
import { exportLabels } from '../../../src/count/audit/label/export-sheet.js'
import { importLabels } from '../../../src/count/audit/label/import-sheet.js'
import { unitViewer } from '../../../src/count/audit/label/show-unit.js'
import { failure } from '../../support/caught.js'
import { NEITHER, RETREAT, scoredPost } from '../scored-posts.js'
import { draw } from './audit-example.js'

const TEXTS = [
  'They gave up.',
  'Capital light, less risk. I like it 👍',
  'a, "quoted"\n line',
  'Hm',
]

/** 28 posts of two threads, four texts; neighbours share 15 digits, and seven a text. */
const POSTS = Array.from({ length: 28 }, (_, index) =>
  scoredPost(RETREAT, {
    id: `17455012000${String(Math.floor(index / 4) * 7 + 5630).padStart(4, '0')}${4100 + index * 97}`,
    threadId: index % 2 === 0 ? '1745501200005550123' : 'n1',
    text: TEXTS[index % 4] ?? '',
  }),
)
const design = draw(POSTS, 100)
const cell = (text: string) => `"${text.replaceAll('"', '""')}"`
const sheetOf = (
  roundId: (id: string) => string,
  posts: readonly { id: string; threadId: string; text: string }[] = POSTS,
): string =>
  [
    'postId,coder,label,threadId,text',
    ...posts.map(({ id, threadId, text }, index) =>
      [
        roundId(id),
        'ben',
        index % 3 === 0 ? NEITHER : RETREAT,
        /^\d+$/.test(threadId) ? roundId(threadId) : threadId,
        text,
      ]
        .map(cell)
        .join(','),
    ),
  ].join('\n')
const take = (sheet: string, posts = POSTS, sample = design) =>
  importLabels(sheet, { design: sample, posts, labels: [], coder: 'a', file: 'ben.csv' })

describe('a sheet whose ids a spreadsheet rounded', () => {
  it.each<[form: string, roundId: (id: string) => string]>([
    ['fifteen digits and zeros', (id) => `${id.slice(0, 15)}0000`],
    ['fifteen digits, rounded up', (id) => `${BigInt(id.slice(0, 15)) + 1n}0000`],
    ['the nearest double', (id) => String(Number(id))],
    ['all digits of a double', (id) => Number(id).toExponential()],
  ])('finds 28 of 28 rows by thread, text and the digits left: %s', (_, roundId) => {
    const { events, lines, byTextCount } = take(sheetOf(roundId))
    const exact = take(sheetOf((id) => id))
    expect(exact.byTextCount).toBe(0)
    expect([byTextCount, lines.ambiguous]).toEqual([28, []])
    expect(events.map(({ postId, label }) => [postId, label])).toEqual(
      exact.events.map(({ postId, label }) => [postId, label]),
    )
    expect(events.map(({ postId }) => postId)).toEqual(POSTS.map(({ id }) => id))
  })

  it.each(['1.7455E+18', '1,7455E+18', '1.7455e+18'])(
    'takes %s where the text is of one post, and leaves rows of several alone, by line',
    (rounded) => {
      const once = scoredPost(RETREAT, { id: '1745501200009999999', text: 'Once' })
      const posts = [...POSTS, once]
      const { events, lines } = take(
        sheetOf(() => rounded, [...POSTS.slice(0, 4), { ...once, threadId: '' }]),
        posts,
        draw(posts, 100),
      )
      expect(events.map(({ postId }) => postId)).toEqual([once.id])
      expect(lines.ambiguous).toEqual([2, 3, 4, 6])
    },
  )

  it('finds nothing by digits alone, by another text, in another thread or with other digits', () => {
    const [post] = POSTS
    if (post === undefined) throw new Error('no post')
    const rounded = `${post.id.slice(0, 15)}0000`
    for (const row of [
      `${rounded},${RETREAT},${post.threadId},`,
      `${rounded},${RETREAT},${post.threadId},Another`,
      `${rounded},${RETREAT},n1,${post.text}`,
      `1845501200005630000,${RETREAT},${post.threadId},${post.text}`,
      `174550120000563000,${RETREAT},${post.threadId},${post.text}`,
    ]) {
      const head = 'postId,label,threadId,text\n'
      expect(() => take(`${head}${row}\n`), row).toThrow(
        failure('AUDIT_POST_UNKNOWN', 'a spreadsheet rounds ids'),
      )
      const [, next] = POSTS
      const beside = take(`${head}${row}\n${next?.id},${NEITHER},n1,\n`)
      expect(beside.events.map(({ postId }) => postId)).toEqual([next?.id])
      expect(beside.lines.unmatched).toEqual([2])
    }
  })
})

describe('a rounded id that another post has', () => {
  const zeros = '1745501200005630000'
  const other = '1745501200005634100'
  const alike = '1745501200005630077'
  const post = (id: string, text: string) => scoredPost(RETREAT, { id, threadId: 't0', text })
  const PAIR = [post(zeros, 'They gave up.'), post(other, 'Hm')]
  const found = (
    rows: readonly (readonly [id: string, label: string, text: string])[],
    posts = PAIR,
  ) => {
    const lines = rows.map(([id, label, text]) => [id, label, 't0', text].join(';'))
    const sheet = ['postId;label;threadId;text', ...lines].join('\n')
    const { events, ...result } = take(sheet, posts, draw(posts, 100))
    return { ...result, taken: events.map(({ postId, label }) => [postId, label]) }
  }

  it.each([zeros, '1.74550120000563E+018', '1,74550120000563E+18'])(
    'is exact only where that post shows the text: %s',
    (id) => {
      const rows = [
        [id, NEITHER, 'Hm'],
        [id, RETREAT, 'They gave up.'],
      ] as const
      const { taken, byTextCount } = found(rows)
      expect(taken).toEqual([
        [other, NEITHER],
        [zeros, RETREAT],
      ])
      expect(byTextCount).toBe(id === zeros ? 1 : 2)
      expect(found([[id, NEITHER, 'Hm']]).taken).toEqual([[other, NEITHER]])
    },
  )

  it('is no rounded one in a sheet of whole ids, though a neighbour has the same words', () => {
    const posts = [post(zeros, 'Hm'), post(alike, 'Hm')]
    const { taken, lines, byTextCount } = found(
      [
        [zeros, NEITHER, 'Hm'],
        [alike, RETREAT, 'Hm'],
      ],
      posts,
    )
    expect(taken).toEqual([
      [zeros, NEITHER],
      [alike, RETREAT],
    ])
    expect([lines.ambiguous, byTextCount]).toEqual([[], 0])
  })

  it('on two rows with the same words leaves both (took both for one post, and refused all)', () => {
    const posts = [post(zeros, 'Hm'), post(alike, 'Hm'), post('3', 'They gave up.')]
    const { taken, lines } = found(
      [
        [zeros, NEITHER, 'Hm'],
        [zeros, RETREAT, 'Hm'],
        ['3', RETREAT, ''],
      ],
      posts,
    )
    expect(taken).toEqual([['3', RETREAT]])
    expect(lines.ambiguous).toEqual([2, 3])
  })
})

it('takes back a sheet with a quoted post below the words (was refused as another text)', () => {
  const posts = [scoredPost(RETREAT, { id: '1', meta: { role: 'reply', quotedText: 'Old words' } })]
  const sample = draw(posts, 1)
  const sheet = exportLabels(
    { design: sample, labels: [] },
    { coder: 'ana', show: unitViewer(posts, new Map()) },
  )
  expect(sheet).toContain('[It quotes Old words]')
  const { events } = take(sheet.replace('ana,,', `ana,${RETREAT},`), posts, sample)
  expect(events).toHaveLength(1)
})
