import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

const posts = [
  { id: 'a', author: 'ada', text: 'They sold the quay.' },
  { id: 'b', author: 'bo', text: 'They had to.', parent_id: 'a' },
]
const wordsOf = (value: unknown): string[] =>
  parsePosts(JSON.stringify(value)).posts.map(({ text }) => text)
const said = posts.map(({ text }) => text)

describe('JSON that stands as a text within JSON', () => {
  it('is the body of an answer', () => {
    expect(wordsOf({ statusCode: 200, body: JSON.stringify({ comments: posts }) })).toEqual(said)
  })

  it('is among the answers of a capture of traffic', () => {
    const entry = (value: unknown) => ({
      request: { url: 'https://forum.example/api' },
      response: { status: 200, content: { text: JSON.stringify(value) } },
    })
    const log = { entries: [entry({ name: 'Ada' }), entry(posts.slice(0, 1)), entry('no')] }
    expect(wordsOf({ log })).toEqual(said.slice(0, 1))
    expect(wordsOf({ log: { entries: posts.map((post) => entry([post])) } })).toEqual(said)
  })

  it('stays a word of its post in a list of posts', () => {
    const json = '{"kept": true}'
    expect(wordsOf({ comments: [{ id: 'a', author: 'ada', text: json }] })).toEqual([json])
    expect(wordsOf({ id: 'a', author: 'ada', text: '{not json' })).toEqual(['{not json'])
  })

  it('is told', () => {
    const { summary } = parsePosts(JSON.stringify({ body: JSON.stringify({ comments: posts }) }))
    expect(summary.notes.join('\n')).toContain('JSON that stands as text within the file was read')
  })
})
