import { describe, expect, it } from 'vitest'
import { exportLabels } from '../../../src/count/audit/label/export-labels.js'
import { importLabels } from '../../../src/count/audit/label/label-table.js'
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
const cell = (text: string): string => `"${text.replaceAll('"', '""')}"`
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
    ])
      expect(() => take(`postId,label,threadId,text\n${row}\n`), row).toThrow(
        failure('AUDIT_POST_UNKNOWN', 'a spreadsheet rounds ids'),
      )
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
