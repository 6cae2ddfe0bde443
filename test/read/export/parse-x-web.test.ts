import { expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { detectSource } from '../../../src/read/detect-source.js'
import { X_WEB } from '../../../src/read/export/parse-x-web.js'
import { importFixture } from '../../contract/importer.js'

const ROOT = '1979249076425363701'
const id = (step: number): string => String(BigInt(ROOT) + BigInt(step))
const web = X_WEB.parse(importFixture('x-web-zeeschuimer.ndjson'))
const at = (step: number): Post | undefined => web.posts.find((post) => post.id === id(step))

it("gives the same for Zeeschuimer's records and 4CAT's form of them", () => {
  expect(X_WEB.parse(importFixture('x-web-4cat.ndjson')).posts).toEqual(web.posts)
})

it('takes rest_id: the number beside it has lost its last digits', () => {
  expect(importFixture('x-web-zeeschuimer.ndjson')).toMatch(/"id": 1979249076425363[67]00/)
  expect(web.posts.map((post) => post.id).filter((each) => each.endsWith('00'))).toEqual([])
  expect(at(2)?.id).toBe('1979249076425363703')
})

it('counts a post captured twice', () => {
  const text = importFixture('x-web-zeeschuimer.ndjson')
  const twice = X_WEB.parse(text + text)
  expect(twice.posts.map((post) => post.id)).toEqual(web.posts.map((post) => post.id))
  expect(
    twice.posts.reduce((total, { meta }) => total + (meta.capture?.duplicateCount ?? 0), 0),
  ).toBe(web.posts.length)
})

it('is not chosen for what Zeeschuimer captured elsewhere', () => {
  expect(
    detectSource('{"item_id":"1","source_platform":"tiktok.com","data":{"id":"1","desc":"x"}}')
      .source,
  ).toBe('jsonl')
})
