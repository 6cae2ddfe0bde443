import { unzipSync } from 'fflate'
import { parquetMetadata } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import type { Post } from '../../../src/base/thread/post.js'
import { parseCsv } from '../../../src/read/table/parse-csv.js'
import { parseJsonl } from '../../../src/read/table/parse-jsonl.js'
import { parseParquet } from '../../../src/read/table/parse-parquet.js'
import { parseXlsx } from '../../../src/read/table/parse-xlsx.js'
import { createParquet } from '../../../src/say/rows/render-parquet.js'
import { createCsv } from '../../../src/say/rows/render-posts-csv.js'
import { createWorkbook } from '../../../src/say/rows/render-workbook.js'
import {
  columnTypesOf,
  postColumns,
  scoredColumns,
  scoredRows,
} from '../../../src/say/rows/source-columns.js'
import { post } from '../../base/thread/post-example.js'
import { RETREAT, scoredPost } from '../../count/scored-posts.js'
import { failure } from '../../support/caught.js'
import { forAny, forSomeAwaited } from '../../support/for-any.js'
import { toJsonl } from '../../support/jsonl.js'
import { runCount } from '../../support/run-count.js'
import { arbitraryThread } from './arbitrary-post.js'

const columnsOf = (posts: readonly Post[]) =>
  postColumns({ ownColumns: [], isLearnt: false, types: columnTypesOf(posts, []) })

async function throughParquet(posts: readonly Post[]): Promise<readonly Post[]> {
  const table = await createParquet(columnsOf(posts))
  const bytes = Buffer.concat([table.add(posts), table.end()])
  return (await parseParquet(bytes)).posts
}

async function throughWorkbook(posts: readonly Post[]): Promise<readonly Post[]> {
  const table = await createWorkbook(columnsOf(posts))
  return (await parseXlsx(Buffer.concat([table.add(posts), table.end()]))).posts
}

/** Types of a Parquet file's columns, by name. */
function typesIn(bytes: Uint8Array) {
  const { schema } = parquetMetadata(
    bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length) as ArrayBuffer,
  )
  return Object.fromEntries(
    schema
      .slice(1)
      .map(({ name, type, converted_type, logical_type }) => [
        name,
        logical_type ?? converted_type ?? type,
      ]),
  )
}

describe('posts survive rendering and parsing', () => {
  it('as JSON Lines', () => {
    forAny(arbitraryThread, (posts) => {
      expect(parseJsonl(toJsonl(posts)).posts).toEqual(posts)
    })
  })

  it('as CSV, with cells that a spreadsheet would reinterpret', () => {
    forAny(arbitraryThread, (posts) => {
      expect(parseCsv(createCsv(postColumns()).add(posts)).posts).toEqual(posts)
    })
  })

  it('as Parquet', async () => {
    await forSomeAwaited(runCount(), arbitraryThread, async (posts) => {
      expect(await throughParquet(posts)).toEqual(posts)
    })
  })

  it('as a workbook, with their times', async () => {
    await forSomeAwaited(runCount(), arbitraryThread, async (posts) => {
      const timesOf = (all: readonly Post[]) => all.map(({ id, createdAt }) => [id, createdAt])
      expect(timesOf(await throughWorkbook(posts))).toEqual(timesOf(posts))
    })
  })

  it('as Parquet of several row groups', async () => {
    const posts = Array.from(
      { length: 10_101 },
      (_, index): Post => ({
        ...post(`p${index}`, index === 0 ? null : 'p0', `Words of post ${index}`),
        author: index % 3 === 0 ? null : `author ${index % 100}`,
      }),
    )
    const table = await createParquet(postColumns())
    const pieces = [table.add(posts.slice(0, 10_050)), table.add(posts.slice(10_050)), table.end()]
    expect(pieces.map(({ length }) => length > 1000)).toEqual([true, false, true])
    const bytes = Buffer.concat(pieces)
    expect(
      parquetMetadata(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length))
        .row_groups,
    ).toHaveLength(2)
    expect(toJsonl((await parseParquet(bytes)).posts) === toJsonl(posts)).toBe(true)
  })
})

describe('times', () => {
  const at = (...times: readonly (string | null)[]): Post[] =>
    times.map((createdAt, index) => ({ ...post(`p${index}`, null, `Words ${index}`), createdAt }))
  const INSTANT = { type: 'TIMESTAMP', isAdjustedToUTC: true, unit: 'MILLIS' }

  it.each([
    ['instants', INSTANT, ['2026-03-04T05:06:07.089Z', null, '2026-03-05T00:00:00.000Z']],
    ['instants of long ago', INSTANT, ['1899-12-31T23:59:59.999Z', '1969-07-20T20:17:40.000Z']],
    ['days', 'UTF8', ['2026-03-04', '2026-03-05']],
    ['days and instants', 'UTF8', ['2026-03-04T05:06:07.000Z', '2026-03-05']],
    ['no time', 'UTF8', [null, null]],
  ])('%s have one type in Parquet, and are the same when they are read', async (_, type, times) => {
    const posts = at(...times)
    const table = await createParquet(columnsOf(posts))
    const bytes = Buffer.concat([table.add(posts), table.end()])
    expect(typesIn(bytes)['createdAt']).toEqual(type)
    for (const again of [(await parseParquet(bytes)).posts, await throughWorkbook(posts)])
      expect(again.map(({ createdAt }) => createdAt)).toEqual(times)
  })

  it('are times in a workbook, and texts before March 1900, where Excel counts wrong', async () => {
    const posts = at('2026-03-04T06:00:00.000Z', '1900-02-28T00:00:00.000Z')
    const table = await createWorkbook(columnsOf(posts))
    const { 'xl/worksheets/sheet1.xml': sheet } = unzipSync(
      Buffer.concat([table.add(posts), table.end()]),
    )
    const xml = new TextDecoder().decode(sheet)
    // 46,085 days from Excel's day 0 to 4 March 2026.
    expect(xml).toContain('<c r="F2" s="1"><v>46085.25</v></c>')
    expect(xml).toMatch(/<c r="F3" t="inlineStr">.*1900-02-28T00:00:00\.000Z/)
  })
})

describe('Parquet of scored posts', () => {
  it('has typed columns, with one probability column per label', async () => {
    const table = await createParquet(scoredColumns(scheme))
    const post = scoredPost(RETREAT, {
      createdAt: '2026-03-04T05:06:07.000Z',
      flags: ['truncated'],
    })
    const bytes = Buffer.concat([
      table.add(
        scoredRows([
          post,
          scoredPost('unscored', { id: 'other', createdAt: '2026-03-04', run: 'r1' }, []),
        ]),
      ),
      table.end(),
    ])
    expect(typesIn(bytes)).toMatchObject({
      id: 'UTF8',
      createdAt: 'UTF8',
      text: 'UTF8',
      meta: 'UTF8',
      label: 'UTF8',
      parentIsInferred: 'BOOLEAN',
      pRetreat: 'DOUBLE',
      pShrewdPivot: 'DOUBLE',
      pNeither: 'DOUBLE',
      sentiment: 'DOUBLE',
      flags: 'UTF8',
    })
    const { posts, summary } = await parseParquet(bytes)
    expect(posts).toMatchObject([
      { id: post.id, createdAt: post.createdAt },
      { id: 'other', createdAt: '2026-03-04' },
    ])
    expect(summary.notes.join()).toMatch(/2 records are scored posts; read as posts/)
  })

  it('is a valid file for no posts, as Parquet of posts is', async () => {
    for (const table of [
      await createParquet(scoredColumns(scheme)),
      await createParquet(postColumns()),
    ]) {
      expect((await parseParquet(Buffer.concat([table.add([]), table.end()]))).posts).toEqual([])
    }
  })
})

it('parseParquet reports what it could not parse', async () => {
  await expect(parseParquet(Buffer.from('PAR1 and then nothing of the kind PAR1'))).rejects.toEqual(
    failure('INGEST_PARQUET_BROKEN'),
  )
})
