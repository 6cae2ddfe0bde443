import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { isXlsx, parseXlsx } from '../../../src/read/table/parse-xlsx.js'

const BYTES = readFileSync(new URL('../../fixtures/import/table/posts.xlsx', import.meta.url))

it('parseXlsx reads the rows of the first sheet with a column of texts: digits, dates, line ends, entities', async () => {
  expect(isXlsx(BYTES)).toBe(true)
  const { posts, summary } = await parseXlsx(BYTES)
  expect(posts.map(({ id, parentId, text, createdAt }) => [id, parentId, text, createdAt])).toEqual([
    ['1', null, 'They fold & go', '2026-06-02T12:00:00.000Z'],
    ['2060000000000001003', '1', 'They grow\non', null],
  ])
  expect(summary.notes).toEqual([
    'the sheet "Posts" was read; line numbers are its rows',
    'columns read: text from "text", id from "id", parentId from "parent_id", createdAt from "date"',
    'columns not read, kept in meta: none',
  ])
})

it('parseXlsx maps columns, and refuses a workbook without a column of texts, or a broken one', async () => {
  const { posts } = await parseXlsx(BYTES, { columns: { text: 'date' } })
  expect(posts[0]?.text).toBe('2026-06-02T12:00:00.000Z')
  await expect(parseXlsx(BYTES.subarray(0, 600))).rejects.toMatchObject({ code: 'INGEST_BINARY' })
  expect(isXlsx(new TextEncoder().encode('PK no archive'))).toBe(false)
})
