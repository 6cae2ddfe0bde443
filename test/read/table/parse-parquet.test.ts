import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, it } from 'vitest'
import { PipelineError } from '../../../src/base/errors.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { parseParquet } from '../../../src/read/table/parse-parquet.js'
import { IS_LONG } from '../../support/run-count.js'

it('a footer that is damaged anywhere is named, and no word of the reader stands in its place', async () => {
  const whole = Buffer.from(
    parquetWriteBuffer({
      columnData: ['id', 'author', 'text'].map((name) => ({
        name,
        data: ['one', 'two', 'three'],
        type: 'STRING' as const,
      })),
    }),
  )
  const footerStart = whole.length - 8 - whole.readUInt32LE(whole.length - 8)
  for (let at = footerStart; at < whole.length - 4; at++) {
    const bytes = Buffer.from(whole)
    bytes[at] = 0xff - (bytes[at] ?? 0)
    const message = await parseParquet(bytes).then(
      () => null,
      (error: unknown) =>
        error instanceof PipelineError ? error.message : `no error of ours: ${String(error)}`,
    )
    expect(message ?? '').not.toMatch(
      /no error of ours|undefined|not iterable|Invalid typed array|outside the bounds|is not a function/,
    )
  }
})

it('parseParquet reads row groups of any size: writers put up to a million rows into one', async () => {
  // More than a slice of 65,536 holds.
  const rowCount = IS_LONG ? 150_000 : 70_000
  const ids = Array.from({ length: rowCount }, (_, row) => `p${row}`)
  const file = parquetWriteBuffer({
    columnData: [
      { name: 'id', data: ids, type: 'STRING' },
      { name: 'text', data: ids.map(() => 'A fair deal.'), type: 'STRING' },
    ],
    rowGroupSize: rowCount,
  })
  const { posts } = await parseParquet(new Uint8Array(file))
  expect(posts).toHaveLength(rowCount)
  expect(posts.at(-1)?.id).toBe(`p${rowCount - 1}`)
})

it('parseParquet takes an empty text in an own column for an empty cell, as in a CSV', async () => {
  const columnData = [
    { name: 'text', data: ['They quit.', ''] },
    { name: 'party', data: ['', 'left'] },
  ]
  const { posts } = await parseParquet(new Uint8Array(parquetWriteBuffer({ columnData })))
  const csv = parsePosts('text,party\nThey quit.,\n"",left', { source: 'csv' })
  expect(posts.map(({ meta }) => meta['party'])).toEqual([null, 'left'])
  expect(posts.map(({ text, meta }) => [text, meta])).toEqual(
    csv.posts.map(({ text, meta }) => [text, meta]),
  )
})

it('parseParquet reads a day as a day, and an instant as an instant', async () => {
  const day = new Date('2026-03-04')
  const file = parquetWriteBuffer({
    columnData: [
      { name: 'text', data: ['A fair deal.'] },
      { name: 'date', data: [day] },
      { name: 'seen', data: [day] },
    ],
    schema: [
      { name: 'root', num_children: 3 },
      { name: 'text', type: 'BYTE_ARRAY', converted_type: 'UTF8', repetition_type: 'REQUIRED' },
      { name: 'date', type: 'INT32', converted_type: 'DATE', repetition_type: 'REQUIRED' },
      {
        name: 'seen',
        type: 'INT64',
        converted_type: 'TIMESTAMP_MILLIS',
        repetition_type: 'REQUIRED',
      },
    ],
  })
  const { posts } = await parseParquet(new Uint8Array(file))
  expect(posts).toMatchObject([
    { createdAt: '2026-03-04', meta: { seen: '2026-03-04T00:00:00.000Z' } },
  ])
})
