import { expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import { OWN_COLUMNS, resultColumns } from '../../../src/base/thread/table-columns.js'
import { unitIdOf } from '../../../src/base/thread/unit-key.js'
import type { ScoredPost } from '../../../src/judge/stance/stance-prediction.js'
import { parsePost } from '../../../src/read/record/parse-post.js'
import { parseCsv } from '../../../src/read/table/parse-csv.js'
import { createCsv, renderPostsCsv } from '../../../src/say/rows/render-posts-csv.js'
import {
  scoredColumns,
  scoredRows,
  type UnitRow,
  unitRows,
} from '../../../src/say/rows/source-columns.js'
import { RETREAT, scoredPost } from '../../count/scored-posts.js'
import { inRows } from '../../support/in-rows.js'

const COLUMNS = resultColumns(scheme.labels)
const [POST] = unitRows(scoredPost(RETREAT)) as [UnitRow]

/** The post on deals that the user named. */
const given = (post: ScoredPost): ScoredPost => ({
  ...post,
  stances: post.stances.map((stance) => ({ ...stance, by: 'given' })),
})

it('every table of scored posts begins with those of posts, and has those of results once each', () => {
  const header = renderPostsCsv([], scheme).trimEnd().split(',')
  expect(header.filter((name) => OWN_COLUMNS.includes(name))).toEqual(OWN_COLUMNS)
  const names = COLUMNS.map(({ name }) => name)
  expect(new Set(names).size).toBe(names.length)
  expect(names.filter((name) => !header.includes(name))).toEqual([
    'labelledBy',
    'evidence',
    'scheme',
  ])
})

it.each(
  COLUMNS.filter(({ name }) => !/^p[A-Z]/.test(name)).map(
    (column) => [column.name, column] as const,
  ),
)('%s is left out where the table is read as posts again', (name, { cell }) => {
  const row = {
    id: '1',
    text: 'They gave up.',
    label: 'retreat',
    status: 'scored',
    model: 'm',
    [name]: cell(POST) ?? 'x',
    mine: 'kept',
  }
  expect(parsePost(row, { lineNumber: 2 }).meta).toEqual({ role: 'root', mine: 'kept' })
})

it('has a row for each deal of a post, which is one post where it is read again; own columns may begin with p', () => {
  const posts = [
    given(scoredPost(RETREAT, { id: 'a', meta: { role: 'root', pH: '7' } }, ['x', 'y'])),
    scoredPost(RETREAT, { id: 'b' }, []),
  ]
  const csv = createCsv(scoredColumns(scheme, { ownColumns: ['pH'], isLearnt: false })).add(
    scoredRows(posts),
  )
  const [header = '', ...rows] = csv.trimEnd().split('\r\n')
  const place = header.split(',').indexOf('dealId')
  // The cell `meta` holds a comma or none, so places are counted from the end.
  const deals = rows.map((row) => row.split(',').at(place - header.split(',').length))
  expect(inRows([deals, rows.map((row) => row.slice(0, 1))])).toEqual(['x | y | ', 'a | a | b'])
  const read = parseCsv(csv)
  expect(read.posts.map(({ id, meta }) => [id, meta])).toEqual([
    [
      'a',
      {
        role: 'root',
        pH: 7,
        earlierDeals: [
          { by: 'given', dealId: 'x' },
          { by: 'given', dealId: 'y' },
        ],
      },
    ],
    ['b', { role: 'reply' }],
  ])
  expect(() =>
    parseCsv([header, rows[0], rows[0]?.replace('giving up', 'growing')].join('\r\n')),
  ).toThrow('expected every id once')
})

it('unitId tells any two units apart, one on no deal too', () => {
  const unitOf = (threadId: string, postId: string, dealId: string | null) =>
    unitIdOf({ threadId, postId, dealId })
  const units = [
    unitOf('a', 'b', null),
    unitOf('a/b', 'c', null),
    unitOf('a', 'b/c', null),
    unitOf('a', 'b', 'c'),
    unitOf('a%2Fb', 'c', null),
  ]
  expect(units).toEqual(['a/b', 'a%2Fb/c', 'a/b%2Fc', 'a/b/c', 'a%252Fb/c'])
})

it('columns show of a post what its results say', () => {
  const cells = Object.fromEntries(COLUMNS.map(({ name, cell }) => [name, cell(POST)]))
  expect(cells).toMatchObject({
    label: 'retreat',
    status: 'scored',
    unitId: `t1/${POST.id}/deal-a`,
    dealId: 'deal-a',
    dealBy: 'text',
    scheme: null,
  })
  expect(cells['pRetreat']).toBe(POST.probabilities?.['retreat'])
})
