import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LAYOUTS } from '../../src/read/copied/kinds/layout-record.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import { SOURCE_LIST } from '../../src/read/sources.js'
import { importFixture } from '../contract/importer.js'

const X = (number: number): string => String(2_060_000_000_000_000n + BigInt(number)).concat('003')
const AT = (did: string, key: string): string => `at://did:plc:${did}/app.bsky.feed.post/${key}`

/** Every file of the gallery: its source, and of each post the id, the id of the post answered (or `?` and the one that is not there), the kind of node. */
const GALLERY: readonly (readonly [file: string, source: string, posts: readonly string[]])[] = [
  ['x/v1-twarc1.jsonl', 'x-v1', [X(1), `${X(2)} < ${X(1)}`, `${X(4)} < ${X(2)}`, `${X(3)} retweet`]],
  ['x/v1-search.json', 'x-v1', [X(1), `${X(2)} < ${X(1)}`, `${X(3)} retweet`]],
  ['x/graphql.jsonl', 'x-web', [X(1), `${X(2)} < ${X(1)}`, `${X(4)} < ${X(2)}`, `${X(6)} deleted`, `${X(7)} advert`]],
  ['x/capture.har', 'x-web', [X(1), `${X(2)} < ${X(1)}`, `${X(4)} < ${X(2)}`, `${X(6)} deleted`, `${X(7)} advert`]],
  ['youtube/api-comment-threads.json', 'youtube', ['Ug1', 'Ug1.r2 < Ug1', 'Ug3']],
  ['youtube/api-items.jsonl', 'youtube', ['vDock26x001', 'Ug1 < vDock26x001', 'Ug1.r2 < Ug1', 'Ug3 < vDock26x001']],
  ['youtube/yt-dlp.info.json', 'youtube', ['vDock26x001', 'Ug1 < vDock26x001', 'Ug1.r2 < Ug1', 'Ug3 < vDock26x001']],
  ['youtube/downloader.jsonl', 'youtube', ['Ug1', 'Ug1.r2 < Ug1', 'Ug3']],
  ['table/youtube-data-tools.tsv', 'tsv', ['Ug1', 'Ug1.r2 < Ug1']],
  ['social/tiktok-posts.ndjson', 'zeeschuimer', ['74001', '74002 advert']],
  ['social/tiktok-comments.ndjson', 'zeeschuimer', ['c1', 'c2 < c1', 'c3 < c2']],
  ['social/instagram.ndjson', 'zeeschuimer', ['CAb1', 'CAb2']],
  ['social/threads.ndjson', 'zeeschuimer', ['Dx1', 'Dx2 < ?@anchor', 'Dx3 retweet']],
  ['social/linkedin.ndjson', 'zeeschuimer', ['7301', '7302 advert']],
  [
    'bluesky/feed.json',
    'bluesky',
    [
      AT('anchor', 'k1'),
      `${AT('anchor', 'k1')}#repost-echo.example.org < ${AT('anchor', 'k1')} retweet`,
      `${AT('keelson', 'k2')} < ${AT('anchor', 'k1')}`,
    ],
  ],
  ['bluesky/search.json', 'bluesky', [AT('anchor', 'k1'), `${AT('keelson', 'k2')} < ${AT('anchor', 'k1')}`]],
  [
    'html/hacker-news.html',
    'html',
    ['41000001', '41000010 < 41000001', '41000011 < 41000010', '41000012 < 41000011', '41000013 < 41000001 deleted', '41000014 < 41000013'],
  ],
  ['html/hacker-news-2012.html', 'html', ['3900001', '3900002 < 3900001', '3900003 < 3900002', '3900004 < 3900003', '3900005 < 3900001']],
  [
    'html/x.html',
    'html',
    ['1814200000000000001', '1814200000000000002 < 1814200000000000001', '1814200000000000003 < 1814200000000000001'],
  ],
  ['html/xenforo-2.html', 'html', ['501', '502 < 501', '503 < 501']],
  ['html/youtube.html', 'html', ['abcDEF12345', 'UgxA1 < abcDEF12345', 'UgxA1.9aB-c_1 < UgxA1', 'UgxB2 < abcDEF12345']],
  ['html/wordpress.html', 'html', ['post-77', '901 < post-77', '902 < 901', '903 < post-77']],
  ['chat/discord.json', 'discord', ['88001', '88002 < 88001', '88004 bot', '88005 < 88002']],
  ['chat/telegram.json', 'telegram', ['1500/2', '1500/3 < 1500/2', '1500/4 retweet']],
  ['chat/telegram-all.json', 'telegram', ['1500/2', '1500/3 < 1500/2', '1500/4 retweet', '1501/2', '1501/3 < 1501/2', '1501/4 retweet']],
  ['forum/discourse-topic.json', 'discourse', ['77/1', '77/2 < 77/1', '77/3 < 77/2']],
  ['forum/mastodon-search.json', 'mastodon', ['1141', '1142 < 1141', '1143 < ?@gone@m.example.org']],
  ['forum/disqus.xml', 'disqus', ['501', '502 < 501', '503 < 501 deleted']],
  [
    'forum/wordpress.xml',
    'wordpress',
    ['post/7', 'post/7/comment/21 < post/7', 'post/7/comment/22 < post/7/comment/21', 'post/7/comment/24 < post/7/comment/21 deleted'],
  ],
  ['table/4cat-x.csv', 'csv', ['1001', '1002 < ?@harbourdesk', '1003 retweet']],
  ['table/reddit-comments.csv', 'csv', ['k1 < ?1abc', 'k2 < k1 deleted', 'k3 < k2']],
  ['table/pandas-x.csv', 'csv', [X(1), `${X(2)} < ${X(1)}`, `${X(3)} retweet`]],
  ['table/excel.csv', 'csv', ['1', '2 < 1']],
  ['table/nested.json', 'nested-json', ['1', '2 < 1']],
  ['table/markdown.md', 'markdown-table', ['1', '2 < 1', '3 < 1', '4 < 3']],
  [
    'x/shares.txt',
    'x-shares',
    ['p-031af8c110', 'p-fd36efc1dd < p-031af8c110', 'p-85e9e7ad90 < p-031af8c110', 'p-6cd26c5a8f < p-85e9e7ad90'],
  ],
  ['table/posts.json', 'json', ['1', '2 < 1', '3 < 2', '4 < ?9']],
  ['table/posts.jsonl', 'jsonl', ['1', '2 < 1', '3 < 2', '4 < ?9']],
]
const PAGE = readFileSync(new URL('../fixtures/import/README.md', import.meta.url), 'utf8')

describe('the gallery of formats', () => {
  it.each(GALLERY)('%s is read as %s, every post in its place, with author and text', (file, source, expected) => {
    const { posts, summary } = parsePosts(importFixture(file))
    expect(summary).toMatchObject({ source, skippedCount: 0 })
    expect(
      posts.map(({ id, parentId, meta }) => {
        const answered = parentId ?? (meta.missingParent === undefined ? null : `?${meta.missingParent}`)
        return [id, ...(answered === null ? [] : ['<', answered]), ...(meta.node === undefined ? [] : [meta.node])].join(' ')
      }),
    ).toEqual(expected)
    for (const { author, text, meta } of posts) {
      if (meta.node !== undefined) continue
      expect(author).not.toBeNull()
      expect(text.trim() !== '' || file.endsWith('instagram.ndjson')).toBe(true)
    }
  })

  it('reads long texts, entities, titles and quotations as their platforms show them', () => {
    const textOf = (file: string, id: string): string | undefined =>
      parsePosts(importFixture(file)).posts.find((post) => post.id === id)?.text
    expect(textOf('x/v1-twarc1.jsonl', X(4))).toMatch(/Shrewd\.$/)
    expect(textOf('x/v1-twarc1.jsonl', X(2))).toBe('@harbourdesk That is a retreat & nothing else.')
    expect(textOf('youtube/api-comment-threads.json', 'Ug1')).toBe('They fold & call it focus')
    expect(textOf('chat/telegram.json', '1500/2')).toBe('Calder sold the ferries')
    expect(textOf('forum/discourse-topic.json', '77/1')).toBe('Ferry sale\n\nCalder sold the ferries. Thoughts?')
    expect(textOf('forum/discourse-topic.json', '77/3')).toBe('No, a bargain')
    expect(textOf('forum/disqus.xml', '501')).toBe('They quit.\nPlainly & simply.')
    expect(textOf('table/pandas-x.csv', X(2))).toBe('A retreat & nothing else')
  })

  it('takes records with an id, a parent, a text and an author_id for posts of YouTube only where yt-dlp wrote them', () => {
    const record = { id: '2', parent: '1', text: 'They fold', author_id: '7', thread_id: 't9' }
    expect(parsePosts(JSON.stringify(record)).summary.source).toBe('jsonl')
    expect(parsePosts(JSON.stringify({ ...record, author_is_uploader: false })).summary.source).toBe('youtube')
  })

  it('takes no private chat of Messenger for a thread', () => {
    const chat = {
      participants: [{ name: 'Mo Fenwick' }],
      messages: [{ sender_name: 'Mo Fenwick', timestamp_ms: 1, content: 'They gave up' }],
    }
    expect(() => parsePosts(JSON.stringify(chat))).toThrow(expect.objectContaining({ code: 'INGEST_LAYOUT_UNKNOWN' }))
  })

  it('reads comments of WordPress without the addresses of who wrote them', () => {
    const { posts, headers, summary } = parsePosts(importFixture('forum/wordpress.xml'))
    expect(posts.map(({ author, text }) => [author, text])).toEqual([
      ['harbourdesk', 'Calder sold all of its ferries on Monday.'],
      ['quayrat', 'They give up & call it focus.'],
      ['moorhen', 'No: the slots are worth more than the boats.'],
      [null, ''],
    ])
    expect(JSON.stringify(posts)).not.toMatch(/example\.org"|192\.0/)
    expect([...headers.values()]).toEqual([['Calder sells its ferries']])
    expect(summary.notes.join()).toMatch(/1 post or page without comments.*1 comment that is not approved.*1 pingback/)
    const whole = importFixture('forum/wordpress.xml').trimEnd()
    for (const cut of [whole.slice(0, -6), whole.slice(0, whole.indexOf('<wp:comment_parent>'))])
      expect(() => parsePosts(cut)).toThrow(/ends within .*It was cut short/)
  })

  it('names posts of X in a form that it cannot read', () => {
    const entry = (result: object) => ({ entryId: 'tweet-190', content: { itemContent: { tweet_results: { result } } } })
    const answer = {
      instructions: [{ entries: [entry({ __typename: 'Tweet', rest_id: '190', details: { full_text: 'They sold it.' } })] }],
    }
    expect(parsePosts(JSON.stringify(answer)).summary.notes.join()).toContain('1 post of X without `legacy`')
  })

  it('has a page that names every file of it, and only files that are there', () => {
    const named = [...PAGE.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '')
    for (const [file] of GALLERY) expect(named).toContain(file)
    for (const file of named) expect(existsSync(new URL(`../fixtures/import/${file}`, import.meta.url)), file).toBe(true)
    const folders = ['x', 'youtube', 'social', 'bluesky', 'chat', 'forum', 'html', 'table']
    const files = folders.flatMap((folder) =>
      readdirSync(new URL(`../fixtures/import/${folder}`, import.meta.url)).map((name) => `${folder}/${name}`),
    )
    expect(files.filter((file) => !named.includes(file))).toEqual([])
  })

  it('has a file for each source that is told by content', () => {
    const covered = new Set<string>(GALLERY.map(([, source]) => source))
    const elsewhere = ['reddit', 'hacker-news', 'x-api', 'reddit-paste', 'hn-paste', 'article']
    // Copied pages have fixtures of their own: test/read/copied.
    const layouts = LAYOUTS.map(({ id }) => id as string)
    const known = [...covered, ...elsewhere, ...layouts]
    expect(SOURCE_LIST.filter(({ id, recognise }) => recognise && !known.includes(id)).map(({ id }) => id)).toEqual([])
  })
})
