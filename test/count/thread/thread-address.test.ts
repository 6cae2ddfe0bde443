import { expect, it } from 'vitest'
import type { Post } from '../../../src/base/thread/post.js'
import { placeOf } from '../../../src/count/thread/thread-address.js'

const root = (author: string | null, meta: Partial<Post['meta']>): Post =>
  ({
    id: author ?? 'p',
    threadId: 't',
    parentId: null,
    author,
    createdAt: null,
    text: 'A post.',
    meta: { role: 'root', ...meta },
  }) as Post

it.each([
  ['an address', root('dana', { url: 'https://x.com/dana/status/1' }), 'X', '@dana'],
  [
    'an address of a subdomain',
    root('dana', { url: 'https://old.reddit.com/r/a/comments/1' }),
    'Reddit',
    'u/dana',
  ],
  [
    'a prefix that is there',
    root('@dana', { url: 'https://bsky.app/profile/dana/post/1' }),
    'Bluesky',
    '@dana',
  ],
  ['a platform that nobody knows', root('dana', { url: 'https://forum.example/1' }), null, 'dana'],
  [
    'a site called as a member of every object (gave a function)',
    root('dana', { url: 'https://constructor.com/1' }),
    null,
    'dana',
  ],
  ['no address on the web', root('dana', { url: 'javascript:alert(1)' }), null, 'dana'],
  [
    'a name that could say anything',
    root('Everyone Calls It Retreat', { url: 'https://x.com/a/status/1' }),
    'X',
    null,
  ],
  ['a channel', root('Mills', { url: 'https://youtu.be/a' }), 'YouTube', 'Mills'],
  [
    'a channel of several words',
    root('Bits & Bytes', { url: 'https://youtu.be/a' }),
    'YouTube',
    'Bits & Bytes',
  ],
  [
    'an account of several words',
    root('Ann Bo', { url: 'https://www.facebook.com/a' }),
    'Facebook',
    null,
  ],
  ['the account of a channel', root('@mills', { url: 'https://youtu.be/a' }), 'YouTube', '@mills'],
  ['a pseudonym', root('u_0123456789abcdef', { url: 'https://x.com/a/status/1' }), 'X', null],
  [
    'a guessed author',
    root('dana', { url: 'https://x.com/a/status/1', isAuthorInferred: true }),
    'X',
    null,
  ],
  ['no author', root(null, { url: 'https://x.com/a/status/1' }), 'X', null],
])('is read from %s', (_, post, platform, opener) => {
  expect(placeOf([post], 1)).toMatchObject({ platform, opener })
})

it('names a guessed author as the one whom most answers address, and never as the opener', () => {
  const guessed = root('dana', { isAuthorInferred: true })
  const answerTo = (handle: string) => ({
    ...guessed,
    meta: { role: 'reply' as const, addressees: [handle, 'ed'] },
  })
  const answers = ['dana', 'dana', 'fay'].map(answerTo)
  expect(placeOf([guessed], 1, answers)).toMatchObject({ opener: null, addressee: 'dana' })
  const few = ['dana', 'fay'].map(answerTo)
  expect(placeOf([guessed], 1, few)).not.toHaveProperty('addressee')
  expect(placeOf([root('dana', {})], 1, answers)).not.toHaveProperty('addressee')
})

it('names no account of several threads, and no platform where they differ', () => {
  const one = root('dana', { url: 'https://x.com/dana/status/1' })
  const other = root('ed', { url: 'https://www.reddit.com/r/a/comments/1' })
  expect(placeOf([one, root('ed', { url: 'https://x.com/ed/status/2' })], 2)).toMatchObject({
    platform: 'X',
    opener: null,
  })
  expect(placeOf([one, other], 2)).toMatchObject({ platform: null, opener: null })
  expect(placeOf([], 1)).toMatchObject({ platform: null, opener: null })
  expect(placeOf([one], 3), 'two threads without their opening posts').toMatchObject({
    platform: null,
    opener: null,
  })
})

it('names the account of a thread that opens with several posts, where all are its own', () => {
  const first = root('dana', { url: 'https://x.com/dana/status/1' })
  const second = root('dana', { url: 'https://x.com/dana/status/2' })
  const guest = root('ed', { url: 'https://x.com/ed/status/3' })
  expect(placeOf([first, second], 1)).toMatchObject({ platform: 'X', opener: '@dana' })
  expect(placeOf([first, guest], 1)).toMatchObject({ platform: 'X', opener: null })
})
