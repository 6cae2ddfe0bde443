import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { caught } from '../../support/caught.js'

const rowsOf = (record: unknown, ...more: readonly unknown[]) => {
  const text = [record, ...more].map((each) => JSON.stringify(each)).join('\n')
  const { posts, summary } = parsePosts(text)
  const rows = posts.map(({ id, parentId, text: words }) => `${id} > ${parentId} ${words}`)
  return { rows, posts, ...summary }
}
const post = (id: string, more: object = {}) => ({ id, user: 'ann', body: `Post ${id}`, ...more })

describe('records within records', () => {
  it.each<[string, object]>([
    ['a list of a name of its own', { latestComments: [post('2')] }],
    ['a list in a wrapper', { comments: { count: 1, data: [post('2')] } }],
    ['nodes in edges', { edge_media_to_comment: { edges: [{ node: post('2') }] } }],
    ['one alone', { ownerResponse: post('2') }],
  ])('answer the record around them, in %s', (_title, held) => {
    expect(rowsOf(post('1', held)).rows).toEqual(['1 > null Post 1', '2 > 1 Post 2'])
  })

  it('are read in whichever line they stand first', () => {
    const flat = Array.from({ length: 132 }, (_, index) => post(`f${index}`))
    const { rows } = rowsOf(flat[0], ...flat.slice(1), post('1', { replies: [post('2')] }))
    expect(rows).toHaveLength(134)
    expect(rows.at(-1)).toBe('2 > 1 Post 2')
  })

  it('are read in each list of a wrapper, at any depth, in the thread that it names', () => {
    const video = (videoId: string) => ({
      videoId,
      comments: [post(`${videoId}-1`, { replies: [post(`${videoId}-2`)] })],
    })
    const { rows, threadCount } = rowsOf({ group: { videos: [video('v'), video('w')] } })
    expect(rows).toEqual([
      'v-1 > null Post v-1',
      'v-2 > v-1 Post v-2',
      'w-1 > null Post w-1',
      'w-2 > w-1 Post w-2',
    ])
    expect(threadCount).toBe(2)
  })

  it('answer the one post beside them in their wrapper', () => {
    const { rows } = rowsOf({ data: { post: post('1'), comments: [post('2'), post('3')] } })
    expect(rows).toEqual(['1 > null Post 1', '2 > 1 Post 2', '3 > 1 Post 3'])
  })

  it('are counted where nothing says that they answer', () => {
    const { rows, cautions } = rowsOf(post('1', { related: [post('8'), post('9')] }))
    expect(rows).toHaveLength(1)
    expect(cautions).toEqual(['2 records under related are not read'])
  })

  it('are no answers where the record answers them, quotes them, or stands in them', () => {
    for (const name of ['in_reply_to', 'parentComment', 'quoted_reply', 'thread'])
      expect(rowsOf(post('1', { [name]: post('0') })).rows).toHaveLength(1)
  })

  it('are left where they are titles, links or pictures beside posts', () => {
    const { rows, cautions } = rowsOf({ links: [{ title: 'A page' }], posts: [post('1')] })
    expect(rows).toEqual(['1 > null Post 1'])
    expect(cautions).toEqual(['1 record under links is not read'])
  })

  it('of a private chat are refused', () => {
    const chat = { participants: [{ name: 'a' }], messages: [post('1')] }
    expect(caught(() => rowsOf(chat)).code).toBe('INGEST_LAYOUT_UNKNOWN')
  })
})

describe('posts of a platform', () => {
  const tweet = (id: string) => ({
    id,
    text: `Post ${id}`,
    author_id: '5',
    conversation_id: '1',
  })

  it('are known in any wrapper, at any depth', () => {
    for (const record of [
      { pages: [{ result: [tweet('1'), tweet('2')] }] },
      { '1': tweet('1'), '2': tweet('2') },
      { export: { by: 'a tool', items: [{ post: tweet('1') }, { post: tweet('2') }] } },
    ]) {
      const { source, rows } = rowsOf(record)
      expect(source).toBe('x-api')
      expect(rows).toHaveLength(2)
    }
  })

  it('of sources that walk trees are known there too', () => {
    const comment = (id: string, parent: string) => ({
      id,
      body: `Post ${id}`,
      author: 'ann',
      link_id: 't3_x',
      parent_id: parent,
      subreddit: 's',
    })
    const reddit = rowsOf({ run: { comments: [comment('a', 't3_x'), comment('b', 't1_a')] } })
    expect(reddit.source).toBe('reddit')
    expect(reddit.rows).toEqual(['t1_a > null Post a', 't1_b > t1_a Post b'])
    const hit = { objectID: '1', story_id: 1, title: 'Sold', author: 'a', num_comments: 2 }
    expect(rowsOf({ run: { result: { hits: [hit] } } }).rows).toEqual(['1 > null Sold'])
    const item = { id: 3, type: 'comment', by: 'x', time: 1_700_000_000, text: 'Kept' }
    expect(rowsOf({ out: [{ post: item }] }).rows).toEqual(['3 > null Kept'])
  })

  it('are known whatever the first records look like, and not by a few of many', () => {
    const others = Array.from({ length: 5 }, (_, index) => ({ delete: { status: { id: index } } }))
    const status = (id: string) => ({ id_str: id, full_text: 'x', user: { id_str: '4' } })
    const many = Array.from({ length: 20 }, (_, index) => status(`${index}`))
    expect(rowsOf(others[0], ...others.slice(1), ...many).source).toBe('x-v1')
    const plain = Array.from({ length: 60 }, (_, index) => post(`${index}`))
    expect(rowsOf(tweet('1'), ...plain).source).toBe('jsonl')
  })
})
