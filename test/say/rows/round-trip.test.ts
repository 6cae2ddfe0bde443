import { parquetMetadata } from 'hyparquet'
import { describe, expect, it } from 'vitest'
import { STANCE_SCHEME as scheme } from '../../../src/base/scheme/stance-scheme.js'
import type { Post } from '../../../src/base/thread/post.js'
import { parseCsv } from '../../../src/read/table/parse-csv.js'
import { parseJsonl } from '../../../src/read/table/parse-jsonl.js'
import { parseParquet } from '../../../src/read/table/parse-parquet.js'
import { createParquet } from '../../../src/say/rows/render-parquet.js'
import { createCsv } from '../../../src/say/rows/render-posts-csv.js'
import { postColumns, scoredColumns, scoredRows } from '../../../src/say/rows/source-columns.js'
import { post } from '../../base/thread/post-example.js'
import { RETREAT, scoredPost } from '../../count/scored-posts.js'
import { failure } from '../../support/caught.js'
import { forAny, forSomeAwaited } from '../../support/for-any.js'
import { toJsonl } from '../../support/jsonl.js'
import { runCount } from '../../support/run-count.js'
import { arbitraryThread } from './arbitrary-post.js'

async function throughParquet(posts: readonly Post[]): Promise<readonly Post[]> {
  const table = await createParquet(postColumns())
  const bytes = Buffer.concat([table.add(posts), table.end()])
  return (await parseParquet(bytes)).posts
}

describe('posts survive rendering and parsing', () => {
  it('as JSON Lines', () => {
    forAny(arbitraryThread, (posts) => {
      expect(parseJsonl(toJsonl(posts)).posts).toEqual(posts)
    })
  })

  it('as CSV, with cells that a spreadsheet would reinterpret', () => {
    forAny(arbitraryThread, (posts) => {
      for (const isForExcel of [false, true])
        expect(
          parseCsv(createCsv(postColumns(), { isForExcel, onFormula: () => {} }).add(posts)).posts,
        ).toEqual(posts)
    })
  })

  it('as Parquet', async () => {
    await forSomeAwaited(runCount(), arbitraryThread, async (posts) => {
      expect(await throughParquet(posts)).toEqual(posts)
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
    const { schema, num_rows } = parquetMetadata(
      bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.length),
    )
    expect(num_rows).toBe(2n)
    const types = Object.fromEntries(
      schema.slice(1).map(({ name, type, converted_type }) => [name, converted_type ?? type]),
    )
    expect(types).toMatchObject({
      id: 'UTF8',
      createdAt: 'UTF8',
      text: 'UTF8',
      meta: 'UTF8',
      label: 'UTF8',
    })
    expect(types['parentIsInferred']).toBe('BOOLEAN')
    expect(types).toMatchObject({
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
