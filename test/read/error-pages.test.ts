import { expect, it } from 'vitest'
import { parsePosts } from '../../src/read/parse-posts.js'

it.each([
  ['{"message": "Too Many Requests", "error": 429}', /an answer of an interface/],
  [
    "whoa there, pardner!\nwe're sorry, but you appear to be a bot.\nplease wait 3 second(s) and try again.",
    /a page of an error/,
  ],
  ['{"data": null, "errors": [{"message": "Query timed out"}]}', /an answer of an interface/],
  ['{"detail": "Not Found"}', /an answer of an interface/],
  ['404 Not Found\nnginx/1.18.0', /a page of an error/],
  ['Something went wrong. Try reloading.\nRetry', /a page of an error/],
  [
    '<!doctype html><html><head><title>Too Many Requests</title></head><body><h1>whoa there</h1></body></html>',
    /a page of an error/,
  ],
  [
    'https://x.com/ann/status/1\nhttps://x.com/bo/status/2\n',
    /links alone: .* Pages are not fetched: /,
  ],
  ['12\n34\n56', /a text without words/],
  [
    'q0xVUmpSc1dZ8mXkP2Y0bGZhd2Vs\nZ3h5c2RmMnNkZg==\nYXNkZmFzZGZhc2RmYXNkZg==',
    /a text without words/,
  ],
  [
    'Feed post number 1\nA\nSold.\nFeed post number 2\nB\nNo.',
    /a feed, or what one account posts: .* Open one post/,
  ],
  [
    `Ann Bo\n@ann\nPosts\n\nReplies\n\nMedia\n${'Ann Bo\n@ann\n·\n3h\nWe sold it.\n3\n1\n9\n'.repeat(400)}`,
    /a feed, or what one account posts/,
  ],
])('what is answered in place of posts is refused: %s', (text, words) => {
  expect(() => parsePosts(text)).toThrow(words)
})

it.each([
  'Ann: they were denied.\n\n@ann access denied, as ever',
  'id,text\n1,"Too many requests for a refund, they say"\n2,"no"',
  'Something went wrong at Garmin, and it is called focus.',
  '{"message":"They gave up.","code":3}',
  '👏👏',
  '{"id":"1","text":"403 Forbidden is what I got"}',
])('posts that name such an error are read: %s', (text) => {
  expect(parsePosts(text).posts.length).toBeGreaterThan(0)
})

it('reads a feed whose form the caller names', () => {
  const feed = 'Posts\nReplies\nMedia\nAnn Bo\n@ann\n·\n3h\nWe sold it.\n3\n1\n9\n'
  expect(parsePosts(feed, { source: 'x-paste' }).posts[0]?.text).toBe('We sold it.')
})
