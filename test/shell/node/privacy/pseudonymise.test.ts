import { statSync, symlinkSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Post } from '../../../../src/base/thread/post.js'
import { readPseudonymKey } from '../../../../src/shell/node/privacy/pseudonym-key.js'
import {
  createPseudonymiser,
  rewriteText,
} from '../../../../src/shell/node/privacy/pseudonymise-post.js'
import { RETREAT, scoredPost } from '../../../count/scored-posts.js'
import { cpuTimeOf } from '../../../support/cpu-time.js'
import { forAny } from '../../../support/for-any.js'
import { IS_LONG } from '../../../support/run-count.js'
import { newFolder } from '../../cli/cli-harness.js'

const key = Buffer.alloc(32, 7)
const people = createPseudonymiser(key)
const mark = (text: string): string => rewriteText(text, (handle) => `<${handle}>`)

describe('names in a text', () => {
  it.each([
    ['@ann you are wrong', '@<ann> you are wrong'],
    ['so says (@Ann_B), twice: @ann.', 'so says (@<Ann_B>), twice: @<ann>.'],
    ['@ann@social.example and @bob.bsky.social', '@<ann@social.example> and @<bob.bsky.social>'],
    ['write to ann.b+x@mail.example.org!', 'write to <ann.b+x@mail.example.org>!'],
    ['see https://x.com/ann/status/123?s=20', 'see https://x.com/<ann>/status/123?s=20'],
    ['twitter.com/Ann and www.x.com/@bob', 'twitter.com/<Ann> and www.x.com/@<bob>'],
    [
      'https://x.com/i/status/9 https://x.com/search?q=deal',
      'https://x.com/i/status/9 https://x.com/search?q=deal',
    ],
    [
      'https://bsky.app/profile/ann.bsky.social/post/3k',
      'https://bsky.app/profile/<ann.bsky.social>/post/3k',
    ],
    [
      'https://bsky.app/profile/did:plc:abc123/post/3k',
      'https://bsky.app/profile/<did:plc:abc123>/post/3k',
    ],
    ['at://did:plc:abc123/app.bsky.feed.post/3k', 'at://<did:plc:abc123>/app.bsky.feed.post/3k'],
    ['as u/some-one said, and /u/other', 'as u/<some-one> said, and /u/<other>'],
    [
      'https://old.reddit.com/user/some-one/comments',
      'https://old.reddit.com/user/<some-one>/comments',
    ],
    [
      'https://news.ycombinator.com/user?id=pg-like',
      'https://news.ycombinator.com/user?id=<pg-like>',
    ],
    ['https://social.example/@ann/109', 'https://social.example/@<ann>/109'],
    [
      'https://social.example/users/ann/statuses/109',
      'https://social.example/users/<ann>/statuses/109',
    ],
    ['＠ann in wide letters', '＠<ann> in wide letters'],
    ['5 @ 3 dollars, a/b, and/or, r/stocks', '5 @ 3 dollars, a/b, and/or, r/stocks'],
    ['netflix.com/title and max.com/watch', 'netflix.com/title and max.com/watch'],
  ])('%j', (text, expected) => {
    expect(mark(text)).toBe(expected)
  })

  it('are replaced once: a text with pseudonyms stays as it is', () => {
    const piece = fc.oneof(
      fc.constantFrom('@ann', ' ', 'x.com/bob', '🦋', 'u/cat', '.', 'word', '@'),
      fc.string({ unit: 'grapheme' }),
    )
    forAny(fc.array(piece), (pieces) => {
      const hidden = people.text(pieces.join(''))
      expect(people.text(hidden)).toBe(hidden)
    })
  })

  it.runIf(IS_LONG)('takes linear time', () => {
    const repeated = ['@a.', 'a@', 'x.com/', 'did:plc:', 'a.'].map((piece) => piece.repeat(100_000))
    for (const text of [...repeated, `https://${'a'.repeat(300_000)}`]) {
      const time = cpuTimeOf(() => mark(text))
      expect(time, text.slice(0, 20)).toBeLessThan(2000)
    }
  })
})

describe('createPseudonymiser', () => {
  it('gives a person one pseudonym for all spellings, and other people another', () => {
    const names = ['ann', '@ann', 'Ann', '/u/ann', 'u/ANN', '＠ann']
    expect(new Set(names.map(people.pseudonymOf)).size).toBe(1)
    // HMAC-SHA-256 of "ann" under 32 bytes of 07, first 16 hex digits: python3 -c "import
    // hmac;print(hmac.new(b'\x07'*32,b'ann','sha256').hexdigest()[:16])"
    expect(people.pseudonymOf('ann')).toBe('u_b86f6e0b902d4113')
    expect(people.pseudonymOf('bob')).not.toBe(people.pseudonymOf('ann'))
    expect(createPseudonymiser(Buffer.alloc(32, 8)).pseudonymOf('ann')).not.toBe(
      people.pseudonymOf('ann'),
    )
    expect(people.pseudonymOf(people.pseudonymOf('ann'))).toBe(people.pseudonymOf('ann'))
  })

  it('leaves no trace of a name in post, ids or meta', () => {
    const post: Post = {
      id: 'at://did:plc:secretann/app.bsky.feed.post/1',
      threadId: 'at://did:plc:secretann/app.bsky.feed.post/0',
      parentId: 'at://did:plc:secretann/app.bsky.feed.post/0',
      author: 'SecretAnn',
      createdAt: null,
      text: '@secretann, as https://x.com/secretann says and u/secretann too',
      meta: {
        role: 'reply',
        addressees: ['SecretAnn'],
        missingParent: '@secretann',
        url: 'https://bsky.app/profile/secretann/post/1',
        authorName: 'SecretAnn of Somewhere',
        authorId: '12345',
        possibleParents: ['at://did:plc:secretann/app.bsky.feed.post/0', '2'],
        note: 'said by secretann',
        engagement: { likes: 3 },
      },
    }
    const hidden = people.post(post)
    expect(JSON.stringify(hidden)).not.toMatch(/secretann|12345/i)
    expect(hidden.author).toBe(people.pseudonymOf('secretann'))
    expect(hidden.meta.addressees).toEqual([hidden.author])
    expect(hidden.meta.missingParent).toBe(`@${hidden.author}`)
    expect(
      hidden.text.startsWith(`@${hidden.author}, as https://x.com/${hidden.author} says`),
    ).toBe(true)
    expect(hidden.meta.engagement).toEqual({ likes: 3 })
    expect(hidden.parentId).toBe(hidden.threadId)
    expect(hidden.meta.possibleParents).toEqual([hidden.threadId, '2'])
    expect(hidden.meta).not.toHaveProperty('note')
    expect(people.post(hidden)).toEqual(hidden)
  })

  it('keeps evidence aligned with its words', () => {
    const text = '@someone, see x.com/ann: this is a sad retreat of @ann'
    const start = text.indexOf('sad retreat')
    const post = scoredPost(RETREAT, {
      text,
      evidence: [
        {
          start,
          end: start + 'sad retreat'.length,
          text: 'sad retreat',
          toward: RETREAT,
          weight: 1,
        },
      ],
    })
    const [evidence] = people.scored(post).evidence ?? []
    expect(evidence?.text).toBe('sad retreat')
    expect(people.scored(post).text.slice(evidence?.start, evidence?.end)).toBe('sad retreat')
  })
})

describe('readPseudonymKey', () => {
  const folder = newFolder()
  const outputs = [folder.path('data/posts.jsonl')]
  folder.write('data/deep/other.jsonl', '')

  it('creates a key that only its owner can read, and reads it again', async () => {
    const path = folder.path('people.key')
    const made = await readPseudonymKey(path, outputs, true)
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(made.key).toHaveLength(32)
    const again = await readPseudonymKey(path, outputs, false)
    expect(Buffer.from(again.key).equals(made.key)).toBe(true)
    await expect(readPseudonymKey(path, outputs, true)).rejects.toThrow(
      /expected a new file for a new key, got one that exists/,
    )
  })

  it('rejects a key in the data folder, below it, or linked into it', async () => {
    symlinkSync(folder.path('data'), folder.path('link'))
    for (const path of ['data/k', 'data/deep/k', 'link/k'].map(folder.path)) {
      await expect(readPseudonymKey(path, outputs, true), path).rejects.toMatchObject({
        code: 'USAGE_OPTION_INVALID',
      })
    }
  })

  it('reports a missing key and an invalid one', async () => {
    await expect(readPseudonymKey(folder.path('none'), outputs, false)).rejects.toThrow(
      /got none\. Make one with --pseudonymise new:KEYFILE/,
    )
    await expect(
      readPseudonymKey(folder.write('short', 'abc\n'), outputs, false),
    ).rejects.toMatchObject({ code: 'KEY_INVALID' })
  })
})
