import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SITES } from '../../../src/read/html/choose-site.js'
import { parseSiteRecord } from '../../../src/read/html/parse-site-record.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { importFixture } from '../../contract/importer.js'

describe('a saved page of a known site', () => {
  it('has a fixture each, and no fixture is of an unknown one', () => {
    const named = readdirSync(new URL('../../fixtures/import/html', import.meta.url)).map((name) =>
      name.replace(/\.html$/, ''),
    )
    expect(SITES.map(({ name }) => name).sort()).toEqual(named.sort())
  })

  it('takes a quotation from another topic for no answer in this one', () => {
    const { posts } = parsePosts(
      importFixture('html/discourse.html').replace('data-topic="77"', 'data-topic="78"'),
    )
    expect(posts[2]).toMatchObject({ parentId: '1', meta: { isParentInferred: true } })
  })

  it('keeps withdrawn posts without an id apart, each with its answers', () => {
    const row = (depth: number, words: string) =>
      `<tr><td><img src="s.gif" width="${40 * depth}"></td><td class="default"><div>${words}</div></td></tr>`
    const signed = (id: number, words: string) =>
      `<span class="comhead"><a href="user?id=keel">keel</a> 2 hours ago | <a href="item?id=${id}">link</a></span></div><span class="comment">${words}</span><div>`
    const page = importFixture('html/hacker-news-2012.html').replace(
      '</body>',
      `<table>${row(0, '[deleted]')}${row(1, signed(3900010, 'They ran.'))}${row(0, '[deleted]')}${row(1, signed(3900011, 'They stood.'))}</table></body>`,
    )
    const { posts } = parsePosts(page)
    const [first, second] = posts.filter(({ meta }) => meta.node === 'deleted')
    expect(first?.id).not.toBe(second?.id)
    expect(posts.filter(({ parentId }) => parentId === first?.id).map(({ text }) => text)).toEqual([
      'They ran.',
    ])
    expect(posts.filter(({ parentId }) => parentId === second?.id).map(({ text }) => text)).toEqual(
      ['They stood.'],
    )
  })

  it.each(['phpbb', 'invision', 'smf'])(
    'of %s takes no post of a later page for the one that opens the thread',
    (page) => {
      const marks = {
        phpbb: '<div class="pagination"><ul><li class="active"><span>3</span></li></ul></div>',
        invision: '<li class="ipsPagination__active"><a>3</a></li>',
        smf: '<span class="current_page">3</span>',
      }
      const { posts } = parsePosts(
        importFixture(`html/${page}.html`).replace(
          '</body>',
          `${marks[page as keyof typeof marks]}</body>`,
        ),
      )
      expect(posts.map(({ parentId }) => parentId)).toEqual([null, null, '12', null])
    },
  )

  it('tells a page whose comments were never loaded by its opening post', () => {
    const page = importFixture('html/reddit.html')
    const bare = page
      .slice(0, page.indexOf('<shreddit-comment-tree'))
      .replace(/<link rel="canonical"[^>]*>/, '')
    expect(() => parsePosts(`${bare}</main></body></html>`)).toThrow(
      /comments of a page of reddit, got a page in which none was loaded/,
    )
  })
})

it.each(SITES.map((record) => [record.name, record] as const))(
  'the records of sites %s keeps to the format, in fifteen lines',
  (name, record) => {
    expect(parseSiteRecord(record, name)).toEqual(record)
    const { root, ...own } = record
    expect(Object.keys(own).length).toBeLessThanOrEqual(15)
    expect(Object.keys(root ?? {}).length).toBeLessThanOrEqual(8)
  },
)
