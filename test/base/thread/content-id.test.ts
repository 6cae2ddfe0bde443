import { createHash } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import {
  contentIds,
  hideContentId,
  isContentId,
  numberPosts,
} from '../../../src/base/thread/content-id.js'
import type { Post } from '../../../src/base/thread/post.js'

const post = (
  author: string | null,
  text: string,
  role: 'root' | 'reply' = 'reply',
  meta = {},
): Post => ({
  id: '',
  threadId: '',
  parentId: null,
  author,
  createdAt: null,
  text,
  meta: { role, ...meta },
})

const ROOT = post(
  'harrow',
  'We rent out the idle reactors, and keep the newest of them for ourselves until the spring.',
  'root',
)

describe('contentIds', () => {
  it('are hashes that any program can make again', () => {
    const digits = createHash('sha256').update('["ann","They gave up."]').digest('hex').slice(0, 10)
    expect(contentIds([post('ann', 'They gave up.')], []).ids).toEqual([`p-${digits}`])
  })

  it('stay as they are when a longer capture of the thread follows', () => {
    const [early, late] = [
      [ROOT, post('ann', 'No.'), post('bo', 'No.')],
      [
        ROOT,
        post('ann', 'No.'),
        post('cy', 'A new one.'),
        post('bo', ' No.\n'),
        post('ann', 'No.'),
      ],
    ].map((posts) => contentIds(posts, ['412 replies']))
    expect(late?.threadId).toBe(early?.threadId)
    expect(late?.ids.filter((id) => early?.ids.includes(id))).toEqual(early?.ids)
  })

  it('count posts of one author with the same words', () => {
    const [first = '', ...others] = contentIds(
      [post('ann', 'No.'), post('ann', 'No.'), post('ann', 'No.')],
      [],
    ).ids
    expect(others).toEqual([`${first}-2`, `${first}-3`])
  })

  it('ignore the author of a root post', () => {
    expect(contentIds([ROOT], [])).toEqual(contentIds([{ ...ROOT, author: null }], []))
  })

  it('take root posts up to 80 characters, or the title without a root', () => {
    const idOf = (posts: readonly Post[], titles: readonly string[] = []) =>
      contentIds(posts, titles).threadId
    expect(idOf([ROOT, post('ann', 'a', 'root')])).toBe(idOf([ROOT]))
    const good = post(null, 'Good.', 'root')
    expect(idOf([good, post(null, 'Bad.', 'root')])).not.toBe(idOf([good]))
    const reply = post('ann', 'No.')
    expect(idOf([reply, post('bo', 'Yes.')], ['The dam and its 12 comments'])).toBe(
      idOf([reply], ['The dam and its 7 comments']),
    )
    expect(idOf([reply], ['The dam'])).not.toBe(idOf([reply], ['The mill']))
    expect(idOf([], [])).toMatch(/^t-/)
  })
})

describe('numberPosts', () => {
  it('shows places in place of ids made of words, wherever a post is named', () => {
    const { threadId, ids } = contentIds([ROOT, post('ann', 'No.')], [])
    const [one = '', two = ''] = ids
    const posts = [
      { ...ROOT, id: one, threadId },
      {
        ...post('ann', 'No.', 'reply', { possibleParents: [one, 'x'] }),
        id: two,
        threadId,
        parentId: one,
      },
    ]
    expect(numberPosts(posts).map(({ id }) => id)).toEqual(['p1', 'p2'])
    expect(numberPosts(posts.slice(1), posts)).toMatchObject([
      { id: 'p2', parentId: 'p1', meta: { possibleParents: ['p1', 'x'] } },
    ])
  })

  it('leaves ids of a platform as they are', () => {
    const posts = [{ ...ROOT, id: '1790001', threadId: '1790001' }]
    expect(numberPosts(posts)).toEqual(posts)
  })
})

it('hideContentId hides an id once', () => {
  const hidden = hideContentId('p-0123456789-2', () => 'feedfacecafe0000')
  expect(hidden).toBe('p-ufeedfaceca')
  expect(isContentId(hidden)).toBe(true)
  expect(hideContentId(hidden, () => 'x')).toBe(hidden)
})
