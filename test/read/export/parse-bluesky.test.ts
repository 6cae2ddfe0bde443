import { expect, it } from 'vitest'
import { BLUESKY } from '../../../src/read/export/parse-bluesky.js'

const uri = (path: string): string => `at://did:plc:${path.replace('/', '/app.bsky.feed.post/')}`

it('reads a thread whose first post was not found or is blocked', () => {
  const thread = (node: object): string =>
    JSON.stringify({ thread: { uri: uri('gone/c1'), ...node } })
  expect(BLUESKY.parse(thread({ notFound: true })).posts).toMatchObject([
    { id: uri('gone/c1'), meta: { node: 'not-found' } },
  ])
  expect(BLUESKY.parse(thread({ blocked: true })).posts).toMatchObject([
    { meta: { node: 'blocked' } },
  ])
})

it('reads a chain of 10,000 replies, and as many posts above', () => {
  const postOf = (at: number): string => {
    const reply = { root: { uri: uri('a/0') }, parent: { uri: uri(`a/${at - 1}`) } }
    const record = { text: 'x', ...(at > 0 && { reply }) }
    return `{"post":${JSON.stringify({ uri: uri(`a/${at}`), author: { did: 'did:plc:a', handle: 'a.example' }, record })}`
  }
  const posts = Array.from({ length: 10_000 }, (_, at) => postOf(at))
  const down = `${posts.join(',"replies":[')}${'}]'.repeat(9999)}}`
  const up = `${posts.toReversed().join(',"parent":')}${'}'.repeat(10_000)}`
  for (const thread of [down, up]) {
    const { posts: found, summary } = BLUESKY.parse(`{"thread":${thread}}`)
    expect([found.length, summary.threadCount, summary.missingParentCount]).toEqual([10_000, 1, 0])
  }
})
