import { expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { inRows } from '../../support/in-rows.js'

it('keeps the rows of a one-column table that pandas writes for missing texts, so that rows and posts stay paired', () => {
  const { posts } = parsePosts('text\na retreat\n""\nshrewd\n""\n', { source: 'csv' })
  expect(inRows(posts.map(({ id, text }) => [id, text]))).toEqual(['p1 | a retreat', 'p2 | ', 'p3 | shrewd', 'p4 | '])
})

it('reads null, which pandas writes into JSON for a missing text, as an empty one', () => {
  const { posts } = parsePosts('{"id":"a","text":null}\n{"id":"b","text":"shrewd"}')
  expect(inRows(posts.map(({ id, text }) => [id, text]))).toEqual(['a | ', 'b | shrewd'])
})
