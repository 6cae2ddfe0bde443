import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { LAYOUTS } from '../../src/read/copied/layout.js'
import { parsePosts } from '../../src/read/parse-posts.js'
import { SOURCE_LIST } from '../../src/read/sources.js'
import { importFixture } from '../contract/importer.js'

/** What `readings.test.ts` reads of every file: the source of each is told by its content alone. */
const READ = JSON.parse(
  readFileSync(new URL('../fixtures/readings/exports.json', import.meta.url), 'utf8'),
) as Record<string, { source: string }>
const PAGE = readFileSync(new URL('../fixtures/import/README.md', import.meta.url), 'utf8')

describe('the gallery of formats', () => {
  it('takes records with an id, a parent, a text and an author_id for posts of YouTube only where yt-dlp wrote them', () => {
    const record = { id: '2', parent: '1', text: 'They fold', author_id: '7', thread_id: 't9' }
    expect(parsePosts(JSON.stringify(record)).summary.source).toBe('jsonl')
    expect(
      parsePosts(JSON.stringify({ ...record, author_is_uploader: false })).summary.source,
    ).toBe('youtube')
  })

  it('takes no private chat of Messenger for a thread', () => {
    const chat = {
      participants: [{ name: 'Mo Fenwick' }],
      messages: [{ sender_name: 'Mo Fenwick', timestamp_ms: 1, content: 'They gave up' }],
    }
    expect(() => parsePosts(JSON.stringify(chat))).toThrow(
      expect.objectContaining({ code: 'INGEST_LAYOUT_UNKNOWN' }),
    )
  })

  it('reads comments of WordPress without the addresses of who wrote them', () => {
    const { posts } = parsePosts(importFixture('forum/wordpress.xml'))
    expect(JSON.stringify(posts)).not.toMatch(/example\.org"|192\.0/)
    const whole = importFixture('forum/wordpress.xml').trimEnd()
    for (const cut of [whole.slice(0, -6), whole.slice(0, whole.indexOf('<wp:comment_parent>'))])
      expect(() => parsePosts(cut)).toThrow(/ends within .*It was cut short/)
  })

  it('names posts of X in a form that it cannot read', () => {
    const entry = (result: object) => ({
      entryId: 'tweet-190',
      content: { itemContent: { tweet_results: { result } } },
    })
    const answer = {
      instructions: [
        {
          entries: [
            entry({ __typename: 'Tweet', rest_id: '190', details: { full_text: 'They sold it.' } }),
          ],
        },
      ],
    }
    expect(parsePosts(JSON.stringify(answer)).summary.notes.join()).toContain(
      '1 post of X without `legacy`',
    )
  })

  it('has a page that names every file of it, and only files that are there', () => {
    const named = [...PAGE.matchAll(/^\| `([^`]+)` \|/gm)].map((match) => match[1] ?? '')
    for (const file of named)
      expect(existsSync(new URL(`../fixtures/import/${file}`, import.meta.url)), file).toBe(true)
    const folders = ['x', 'youtube', 'social', 'bluesky', 'chat', 'forum', 'html', 'table']
    const files = folders.flatMap((folder) =>
      readdirSync(new URL(`../fixtures/import/${folder}`, import.meta.url)).map(
        (name) => `${folder}/${name}`,
      ),
    )
    expect(files.filter((file) => !named.includes(file))).toEqual([])
  })

  it('has a file for each source that is told by content', () => {
    const covered = Object.values(READ).map(({ source }) => source)
    const elsewhere = ['html', 'reddit-paste', 'hn-paste']
    // Copied pages have fixtures of their own: test/read/copied.
    const layouts = LAYOUTS.map(({ id }) => id as string)
    const known = [...covered, ...elsewhere, ...layouts]
    expect(
      SOURCE_LIST.filter(({ id, recognise }) => recognise && !known.includes(id)).map(
        ({ id }) => id,
      ),
    ).toEqual([])
  })
})
