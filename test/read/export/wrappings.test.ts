import { describe, expect, it } from 'vitest'
import { parsePosts } from '../../../src/read/parse-posts.js'

/** One row a post: id, what it answers, author, time or -, kind, words. */
function reading(document: unknown) {
  const text = typeof document === 'string' ? document : JSON.stringify(document)
  const { posts, summary } = parsePosts(text)
  const rows = posts.map(({ id, parentId, author, createdAt, text: words, meta }) =>
    [
      id,
      parentId ?? meta.missingParent ?? '-',
      author ?? '-',
      createdAt?.slice(0, 10) ?? '-',
      meta.node ?? meta.role,
      words,
    ].join(' | '),
  )
  return { rows, ...summary }
}

describe('the same posts in another wrapping', () => {
  it('youtube-comment-downloader: one document keeps ids, times and replies', () => {
    const comment = (cid: string, text: string) => ({
      cid,
      text,
      time: '1 week ago',
      author: '@ann',
      channel: 'UC1',
      votes: '1',
      time_parsed: 1_775_000_000.1,
    })
    const document = { comments: [comment('A', 'Sold.'), comment('A.b', 'Kept.')] }
    const { source, rows } = reading(JSON.stringify(document, null, 2))
    expect(source).toBe('youtube')
    expect(rows).toEqual([
      'A | - | @ann | 2026-03-31 | root | Sold.',
      'A.b | A | @ann | 2026-03-31 | reply | Kept.',
    ])
  })

  it('getPostThreadV2: flat items with depth, placeholders among them', () => {
    const uri = (key: string) => `at://did:plc:a/app.bsky.feed.post/${key}`
    const item = (key: string, depth: number, parent?: string) => ({
      uri: uri(key),
      depth,
      value: {
        $type: 'app.bsky.unspecced.defs#threadItemPost',
        post: {
          uri: uri(key),
          author: { did: 'did:plc:a', handle: 'ann.example' },
          record: {
            text: `Post ${key}`,
            createdAt: '2026-03-01T10:00:00Z',
            ...(parent && { reply: { root: { uri: uri('r') }, parent: { uri: uri(parent) } } }),
          },
        },
      },
    })
    const gone = (key: string, kind: string) => ({
      uri: uri(key),
      depth: 1,
      value: { $type: `app.bsky.unspecced.defs#threadItem${kind}` },
    })
    const thread = [
      item('r', 0),
      gone('n', 'NotFound'),
      item('1', 1, 'r'),
      item('2', 2, '1'),
      gone('b', 'Blocked'),
    ]
    const { source, rows } = reading({ hasOtherReplies: false, thread })
    expect(source).toBe('bluesky')
    expect(rows.map((row) => row.replaceAll(uri(''), ''))).toEqual([
      'r | - | ann.example | 2026-03-01 | root | Post r',
      'n | r | - | - | not-found | ',
      '1 | r | ann.example | 2026-03-01 | reply | Post 1',
      '2 | 1 | ann.example | 2026-03-01 | reply | Post 2',
      'b | r | - | - | blocked | ',
    ])
  })

  it('Comment Suite, Facepager, Apify: authors and answers under the names of each tool', () => {
    const video = {
      videoId: 'v1',
      title: 'Why they quit',
      comments: [
        {
          commentId: 'A',
          channelName: 'hank',
          commentText: 'Sold.',
          replies: [{ commentId: 'A.1', channelName: 'mia', commentText: 'Kept.' }],
        },
      ],
    }
    expect(reading({ groupId: 'g', videos: [video] }).rows).toEqual([
      'p1 | - | - | - | root | Why they quit',
      'A | p1 | hank | - | reply | Sold.',
      'A.1 | A | mia | - | reply | Kept.',
    ])
    expect(
      reading('id;parent_id;message;from.name;created_time\n2;;Sold.;Herald;2021-05-18\n').rows,
    ).toEqual(['2 | - | Herald | 2021-05-18 | root | Sold.'])
    const reel = {
      id: '1',
      caption: 'Sold.',
      ownerUsername: 'ann',
      timestamp: '2026-01-02',
      latestComments: [
        {
          id: '2',
          text: 'Why?',
          ownerUsername: 'bo',
          replies: [{ id: '3', text: 'Rent.', ownerUsername: 'cy' }],
        },
      ],
    }
    expect(reading(reel).rows).toEqual([
      '1 | - | ann | 2026-01-02 | root | Sold.',
      '2 | 1 | bo | - | reply | Why?',
      '3 | 2 | cy | - | reply | Rent.',
    ])
  })

  it('Telegram: lists without ids, and texts in pieces', () => {
    const text = ['Sold: ', { type: 'link', text: 'https://a.example' }]
    const message = (words: unknown) => ({
      type: 'message',
      date_unixtime: '1775000000',
      from: 'Ann',
      text: words,
    })
    const messages = [message('Both.'), message(text)]
    for (const document of [
      { chats: { list: [{ name: 'Chat', messages }] } },
      { messages },
      messages,
    ]) {
      const { source, rows, notes } = reading(document)
      expect(source).toBe('telegram')
      expect(rows.map((row) => row.split(' | ').slice(2))).toEqual([
        ['Ann', '2026-03-31', 'root', 'Both.'],
        ['Ann', '2026-03-31', 'root', 'Sold: https://a.example'],
      ])
      expect(notes).toContain('2 messages have no ids: numbered by their places')
    }
  })

  it('Disqus: a stray sign before the XML', () => {
    const xml =
      '`<?xml version="1.0"?>\n<disqus xmlns:dsq="x"><thread dsq:id="7"><title>T</title></thread><post dsq:id="1"><message>Sold.</message><author><name>Ann</name></author><thread dsq:id="7"/></post></disqus>'
    const { source, rows } = reading(xml)
    expect(source).toBe('disqus')
    expect(rows).toEqual(['1 | - | Ann | - | root | Sold.'])
  })

  it('Zeeschuimer: fields of X one level up are read, and what an answer lacks is said', () => {
    const capture = (id: string, fields: object) => ({
      source_platform: 'x.com',
      data: { __typename: 'Tweet', rest_id: id, full_text: `Post ${id}`, ...fields },
    })
    const user = { core: { user_results: { result: { core: { screen_name: 'ann' } } } } }
    const told = { created_at: 'Mon May 04 07:41:00 +0000 2026', conversation_id_str: '1' }
    const moved = [
      capture('1', { ...user, ...told }),
      capture('3', { ...told, user_id_str: '12', in_reply_to_status_id_str: '1' }),
    ]
    const { rows, cautions } = reading(moved)
    expect(rows).toEqual([
      '1 | - | ann | 2026-05-04 | root | Post 1',
      '3 | 1 | 12 | 2026-05-04 | reply | Post 3',
    ])
    expect(cautions).toEqual([
      '1 of 2 posts of X have no account but a number, in the places known',
    ])
    expect(reading([capture('1', user), capture('3', user)]).cautions).toEqual([
      '2 of 2 posts of X have no time, in the places known',
      '2 of 2 posts of X have no conversation: they stand alone, in the places known',
    ])
  })

  it('the outbox of an account: public notes, boosts left out, others without words', () => {
    const note = (id: string, content: string, to: string, inReplyTo: string | null = null) => ({
      type: 'Create',
      object: {
        id,
        type: 'Note',
        content,
        inReplyTo,
        to: [to],
        published: '2026-05-20T10:03:00Z',
        attributedTo: 'https://one.example/users/ann',
      },
    })
    const open = 'https://www.w3.org/ns/activitystreams#Public'
    const orderedItems = [
      note('n/1', '<p>Sold &amp; gone.</p>', open),
      note('n/2', '<p>Why?</p>', open, 'n/1'),
      { type: 'Announce', object: 'https://two.example/9' },
      note('n/3', '<p>Between us.</p>', 'https://one.example/users/bo'),
    ]
    const { source, rows, notes } = reading({ type: 'OrderedCollection', orderedItems })
    expect(source).toBe('mastodon')
    expect(rows).toEqual([
      'n/1 | - | ann@one.example | 2026-05-20 | root | Sold & gone.',
      'n/2 | n/1 | ann@one.example | 2026-05-20 | reply | Why?',
      'n/3 | - | - | - | blocked | ',
    ])
    expect(notes).toContain('1 boost left out')
  })

  it('a post in two halves: the words one object deeper than the id and the author', () => {
    const half = (id: number, replyTo: number | null, message: string) => ({
      id,
      attributes: { replyTo, message, postedAt: '2026-10-12' },
      user: { displayName: 'Clara', handle: 'clara' },
    })
    const items = [half(1, null, 'Sold.'), half(2, 1, 'Kept.')]
    expect(reading({ status: 'ok', data: { items, paging: { total: 2 } } }).rows).toEqual([
      '1 | - | clara | 2026-10-12 | root | Sold.',
      '2 | 1 | clara | 2026-10-12 | reply | Kept.',
    ])
  })
})
