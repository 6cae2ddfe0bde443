import { parquetWriteBuffer } from 'hyparquet-writer'
import { expect, it } from 'vitest'
import { parseParquet } from '../../../src/read/table/parse-parquet.js'

it('parseParquet reads row groups of any size: writers put up to a million rows into one', async () => {
  const rowCount = 150_000
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
