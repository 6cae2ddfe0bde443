import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, it } from 'vitest'
import { formatIngestSummary } from '../../../src/read/format-ingest-summary.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { parseParquet } from '../../../src/read/table/parse-parquet.js'
import { inRows } from '../../support/in-rows.js'

const parquetOf = (columns: Readonly<Record<string, (string | null)[]>>): Uint8Array =>
  new Uint8Array(
    parquetWriteBuffer({
      columnData: Object.entries(columns).map(([name, data]) => ({
        name,
        data,
        type: 'STRING' as const,
        nullable: true,
      })),
    }),
  )

it('keeps the rows of a one-column table that pandas writes for missing texts, so that rows and posts stay paired', () => {
  const { posts } = parsePosts('text\na retreat\n""\nshrewd\n""\n', { source: 'csv' })
  expect(inRows(posts.map(({ id, text }) => [id, text]))).toEqual([
    'p1 | a retreat',
    'p2 | ',
    'p3 | shrewd',
    'p4 | ',
  ])
})

it('reads null, which pandas writes into JSON for a missing text, as an empty one', () => {
  const { posts } = parsePosts('{"id":"a","text":null}\n{"id":"b","text":"shrewd"}')
  expect(inRows(posts.map(({ id, text }) => [id, text]))).toEqual(['a | ', 'b | shrewd'])
})

it.each([
  [
    'CSV',
    () => parsePosts('id,reply_to,text\na,,"  "\nb,a,shrewd\nc,,\nd,,NaN\n', { source: 'csv' }),
  ],
  [
    'TSV',
    () => parsePosts('id\treply_to\ttext\na\t\t \nb\ta\tshrewd\nc\t\t\nd\t\t\n', { source: 'tsv' }),
  ],
  [
    'JSONL',
    () =>
      parsePosts(
        '{"id":"a","text":" "}\n{"id":"b","reply_to":"a","text":"shrewd"}\n{"id":"c","text":null}\n{"id":"d","text":""}',
      ),
  ],
  [
    'Parquet',
    () =>
      parseParquet(
        parquetOf({
          id: [...'abcd'],
          reply_to: [null, 'a', null, null],
          text: [' ', 'shrewd', null, ''],
        }),
      ),
  ],
])(
  'leaves rows of %s without text out of the count, and keeps the parent of their replies',
  async (_, read) => {
    const { posts, summary } = await read()
    const rows = inRows(posts.map(({ id, parentId, meta }) => [id, parentId, meta.node]))
    expect(rows).toEqual(['a | - | empty', 'b | a | none', 'c | - | empty', 'd | - | empty'])
    expect(formatIngestSummary(summary, { isBrief: true })).toContain(
      '\n  3 of 4 rows have no text: left out of the count',
    )
  },
)

it('leaves posts of its own without text as they are: a post of a platform may show a picture alone', () => {
  const { posts, summary } = parsePosts(
    '{"id":"a","threadId":"t","text":"","meta":{"role":"root","url":"https://example.org/1"}}',
  )
  expect([posts[0]?.meta.node, summary.emptyCount]).toEqual([undefined, 0])
})
