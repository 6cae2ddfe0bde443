import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseSiteRecord } from '../../../../src/read/page/html/site-record.js'
import { SITES } from '../../../../src/read/page/html/sites.js'
import { parsePosts } from '../../../../src/read/parse-posts.js'
import { importFixture } from '../../../contract/importer.js'

const ASK = 'They call 40 a share final. Fold or sense?'
const OPENING = `Halden drops its bid for Brisk Dairy\n\n${ASK}`
const [FOLD, CASH, BACK] = ['They folded.', 'No. They kept their cash.', 'Back by spring, mark my words.']
const at = (minute: number): string => `2024-05-06T08:${String(minute).padStart(2, '0')}:00.000Z`

/** Id, author, instant or time as shown, parent ("?" before a guess) and words. */
type Row = readonly [id: string, author: string | null, time: string | null, parent: string | null, text: string]

/** The same small thread on each site. */
const PAGES: readonly { readonly page: string; readonly posts: readonly Row[] }[] = [
  {
    page: 'blogger-2008',
    posts: [
      ['4700000000000000001', 'Mira Sol', at(0), null, OPENING],
      ['5000000000000000001', 'Tobin', at(10), '4700000000000000001', FOLD],
      ['5000000000000000002', 'Old Herd', at(20), '4700000000000000001', CASH],
      ['5000000000000000003', null, at(30), '4700000000000000001', ''],
    ],
  },
  {
    page: 'blogger',
    posts: [
      ['4700000000000000001', 'Mira Sol', at(0), null, OPENING],
      ['5000000000000000001', 'Tobin', at(10), '4700000000000000001', FOLD],
      ['5000000000000000002', 'Ann-Kristin Öst', at(20), '5000000000000000001', CASH],
      ['5000000000000000003', null, at(30), '4700000000000000001', ''],
      ['5000000000000000004', 'Juno', at(40), '4700000000000000001', BACK],
    ],
  },
  {
    page: 'bluesky',
    posts: [
      ['3kc0000', 'mira.example', null, null, 'Halden drops its bid for Brisk Dairy. They call 40 a share final. Fold or sense?'],
      ['3kc0001', 'tobin.example', 'May 6, 2024 at 8:10 AM', '?3kc0000', FOLD],
      ['3kc0002', 'ost.example', 'May 6, 2024 at 8:20 AM', '?3kc0000', CASH],
      ['3kc0003', 'juno.example', 'May 6, 2024 at 8:40 AM', '?3kc0000', BACK],
    ],
  },
  {
    page: 'coral',
    posts: [
      ['3f0a-1', 'Tobin', at(10), null, FOLD],
      ['3f0a-2', 'Ann-Kristin Öst', at(20), '3f0a-1', CASH],
      ['3f0a-3', null, null, null, ''],
      ['3f0a-4', 'Juno', at(40), null, BACK],
    ],
  },
  {
    page: 'discourse',
    posts: [
      ['1', 'mira', at(0), null, ASK],
      ['2', 'tobin', at(10), '?1', 'They folded. :cow:'],
      ['3', 'ost', at(20), '2', CASH],
      ['4', 'juno', at(40), '?1', BACK],
    ],
  },
  {
    page: 'disqus',
    posts: [
      ['6001', 'tobin_m', 'Monday, May 6, 2024 8:10 AM', null, FOLD],
      ['6002', 'akost', 'Monday, May 6, 2024 8:20 AM', '6001', CASH],
      ['6003', null, 'Monday, May 6, 2024 8:30 AM', null, ''],
      ['6004', 'juno', 'Monday, May 6, 2024 8:40 AM', null, BACK],
    ],
  },
  {
    page: 'fora',
    posts: [
      ['11', 'mira', at(0), null, ASK],
      ['12', 'tobin', at(10), '?11', FOLD],
      ['13', 'ost', at(20), '12', CASH],
      ['14', 'juno', at(40), '?11', BACK],
    ],
  },
  {
    page: 'github',
    posts: [
      ['issue-900', 'mira', at(0), null, ASK],
      ['issuecomment-901', 'tobin', at(10), '?issue-900', FOLD],
      ['issuecomment-902', 'ost', at(20), '?issue-900', CASH],
      ['issuecomment-903', 'juno', at(40), '?issue-900', BACK],
    ],
  },
  {
    page: 'guardian',
    posts: [
      ['8001', 'Tobin', at(10), null, FOLD],
      ['8002', 'AnnKristin', at(20), '8001', CASH],
      ['8003', null, at(30), null, ''],
      ['8004', 'Juno', at(40), null, BACK],
    ],
  },
  {
    page: 'invision',
    posts: [
      ['11', 'mira', at(0), null, ASK],
      ['12', 'tobin', at(10), '?11', FOLD],
      ['13', 'ost', at(20), '12', CASH],
      ['14', 'juno', at(40), '?11', BACK],
    ],
  },
  {
    page: 'lemmy',
    posts: [
      ['9001', 'tobin@milk.example', 'Monday, May 6th, 2024 at 8:10:00 AM GMT+00:00', null, FOLD],
      ['9002', 'ost', 'Monday, May 6th, 2024 at 8:20:00 AM GMT+00:00', '9001', CASH],
      ['9003', 'juno', 'Monday, May 6th, 2024 at 8:40:00 AM GMT+00:00', null, BACK],
    ],
  },
  {
    page: 'linkedin',
    posts: [
      ['7190000000000000001', 'mira-sol', '2y', null, 'Halden drops its bid for Brisk Dairy.\nThey call 40 a share final. Fold or sense?'],
      ['7190000000000000101', 'tobin', '2y', '7190000000000000001', FOLD],
      ['7190000000000000102', 'ak-ost', '2y', '7190000000000000101', CASH],
      ['7190000000000000103', 'juno-w', '1y', '7190000000000000001', BACK],
    ],
  },
  {
    page: 'lobsters',
    posts: [
      ['hb0001', 'mira', at(0), null, 'Halden drops its bid for Brisk Dairy'],
      ['hc0001', 'tobin', at(10), 'hb0001', FOLD],
      ['hc0002', 'ost', at(20), 'hc0001', CASH],
      ['hc0003', null, at(30), 'hb0001', ''],
      ['hc0004', 'juno', at(40), 'hb0001', BACK],
    ],
  },
  {
    page: 'mastodon',
    posts: [
      ['112400000000000001', 'mira', '2024-05-05T19:00:00.000Z', null, 'Brisk has a bidder, I hear.'],
      [
        '112400000000000002',
        'mira@herd.example',
        'May 6, 2024, 08:00',
        '?112400000000000001',
        'Halden drops its bid for Brisk Dairy. They call 40 a share final. Fold or sense?\n\nexample.org/halden',
      ],
      ['112400000000000003', 'tobin@milk.example', at(10), '?112400000000000002', '@mira They folded.'],
      ['112400000000000004', 'ost', at(20), '?112400000000000002', CASH],
    ],
  },
  {
    page: 'mybb',
    posts: [
      ['11', 'mira', '2024-05-06, 08:00 AM', null, ASK],
      ['12', 'tobin', '2024-05-06, 08:10 AM', '?11', FOLD],
      ['13', 'ost', '2024-05-06, 08:20 AM', '12', CASH],
      ['14', 'juno', '2024-05-06, 08:40 AM', '?11', BACK],
    ],
  },
  {
    page: 'nodebb',
    posts: [
      ['11', 'mira', at(0), null, ASK],
      ['12', 'tobin', at(10), '11', FOLD],
      ['13', 'ost', at(20), '12', CASH],
      ['14', null, at(30), '11', ''],
      ['15', 'juno', at(40), '11', BACK],
    ],
  },
  {
    page: 'phpbb-2',
    posts: [
      ['11', 'mira', 'Mon May 06, 2024 8:00 am', null, ASK],
      ['12', 'tobin', 'Mon May 06, 2024 8:10 am', '?11', FOLD],
      ['13', 'ost', 'Mon May 06, 2024 8:20 am', '?11', CASH],
      ['14', 'juno', 'Mon May 06, 2024 8:40 am', '?11', BACK],
    ],
  },
  {
    page: 'phpbb',
    posts: [
      ['11', 'mira', at(0), null, ASK],
      ['12', 'tobin', 'Mon May 06, 2024 8:10 am', '?11', 'They folded. :)'],
      ['13', 'ost', 'Mon May 06, 2024 8:20 am', '12', 'No. They kept their cash.\n\ncash = 40'],
      ['14', 'juno', 'Mon May 06, 2024 8:40 am', '?11', BACK],
    ],
  },
  {
    page: 'reddit-2008',
    posts: [
      ['t3_hb0001', 'mira_sol', at(0), null, OPENING],
      ['t1_hc0001', 'tobin', at(10), 't3_hb0001', FOLD],
      ['t1_hc0002', 'ann-ost', at(20), 't1_hc0001', CASH],
      ['t1_hc0003', null, at(30), 't3_hb0001', ''],
      ['t1_hc0004', 'juno_w', at(40), 't1_hc0003', BACK],
    ],
  },
  {
    page: 'reddit-2018',
    posts: [
      ['t3_hb0001', 'mira_sol', '4 years ago', null, OPENING],
      ['t1_hc0001', 'tobin', '4 yr. ago', 't3_hb0001', FOLD],
      ['t1_hc0002', 'ann-ost', '4 yr. ago', 't1_hc0001', CASH],
      ['t1_hc0003', null, '4 yr. ago', 't1_hc0001', ''],
      ['t1_hc0004', 'juno_w', '4 yr. ago', 't3_hb0001', BACK],
    ],
  },
  {
    page: 'reddit',
    posts: [
      ['t3_hb0001', 'mira_sol', at(0), null, OPENING],
      ['t1_hc0001', 'tobin', at(10), 't3_hb0001', FOLD],
      ['t1_hc0002', 'ann-ost', at(20), 't1_hc0001', CASH],
      ['t1_hc0003', null, at(30), 't3_hb0001', ''],
      ['t1_hc0004', 'juno_w', at(40), 't3_hb0001', BACK],
    ],
  },
  {
    page: 'slashdot',
    posts: [
      ['601', null, 'on Monday May 06, 2024 @08:00AM', null, OPENING],
      ['64000001', 'tobin', 'on Monday May 06, 2024 @08:10AM', '601', FOLD],
      ['64000002', 'Anonymous Coward', 'on Monday May 06, 2024 @08:20AM', '64000001', CASH],
      ['64000003', null, null, '601', ''],
      ['64000004', 'juno', 'on Monday May 06, 2024 @08:40AM', '64000003', BACK],
    ],
  },
  {
    page: 'smf',
    posts: [
      ['11', 'mira', 'May 06, 2024, 08:00:00 AM', null, ASK],
      ['12', 'tobin', 'May 06, 2024, 08:10:00 AM', '?11', FOLD],
      ['13', 'ost', 'May 06, 2024, 08:20:00 AM', '12', CASH],
      ['14', 'juno', 'May 06, 2024, 08:40:00 AM', '?11', BACK],
    ],
  },
  {
    page: 'stack-exchange',
    posts: [
      ['300', 'mira', at(0), null, ASK],
      ['comment-4001', 'juno', at(40), '300', BACK],
      ['answer-301', 'tobin', at(10), '300', FOLD],
      ['comment-4002', 'ost', at(20), 'answer-301', CASH],
      ['answer-302', 'lund', at(50), '300', 'Sense.'],
      ['follow-up-4003', 'hale', at(55), 'answer-302', 'Why?'],
    ],
  },
  {
    page: 'substack',
    posts: [
      ['7001', 'Tobin', 'May 6, 2024, 8:10 AM', null, FOLD],
      ['7002', 'Ann-Kristin Öst', 'May 6, 2024, 8:20 AM', '7001', CASH],
      ['7003', 'Juno', 'May 6, 2024, 8:40 AM', null, BACK],
    ],
  },
  {
    page: 'vbulletin-3',
    posts: [
      ['11', 'mira', '6th May 2024, 08:00', null, ASK],
      ['12', 'tobin', '6th May 2024, 08:10', '?11', FOLD],
      ['13', 'ost', '6th May 2024, 08:20', '12', CASH],
      ['14', 'juno', '6th May 2024, 08:40', '?11', BACK],
    ],
  },
  {
    page: 'vbulletin-4',
    posts: [
      ['11', 'mira', '05-06-2024, 08:00 AM', null, ASK],
      ['12', 'tobin', '05-06-2024, 08:10 AM', '?11', FOLD],
      ['13', 'ost', '05-06-2024, 08:20 AM', '12', CASH],
      ['14', 'juno', '05-06-2024, 08:40 AM', '?11', BACK],
    ],
  },
  {
    page: 'vbulletin-5',
    posts: [
      ['11', 'mira', at(0), null, ASK],
      ['12', 'tobin', at(10), '?11', FOLD],
      ['13', 'ost', at(20), '12', CASH],
      ['14', 'juno', at(40), '?11', BACK],
    ],
  },
  {
    page: 'xenforo-1',
    posts: [
      ['11', 'mira', at(0), null, ASK],
      ['12', 'tobin', 'May 6, 2024 at 8:10 AM', '?11', FOLD],
      ['13', 'ost', 'May 6, 2024 at 8:20 AM', '12', CASH],
      ['14', 'juno', 'May 6, 2024 at 8:40 AM', '?11', BACK],
    ],
  },
]

const read = (page: string) => parsePosts(importFixture(`html/${page}.html`))

describe('a saved page of a known site', () => {
  it.each(PAGES)('of $page keeps ids, authors, times, parents and words', ({ page, posts }) => {
    const rows = read(page).posts.map(({ id, author, createdAt, parentId, text, meta }): Row => {
      const parent = parentId === null ? null : `${meta.isParentInferred === true ? '?' : ''}${parentId}`
      return [id, author, createdAt ?? (meta['timeText'] as string | undefined) ?? null, parent, text]
    })
    expect(rows).toEqual(posts)
  })

  it('has a fixture each, and no fixture is of an unknown one', () => {
    const named = readdirSync(new URL('../../../fixtures/import/html', import.meta.url)).map((name) => name.replace(/\.html$/, ''))
    expect(SITES.map(({ name }) => name).sort()).toEqual(named.sort())
  })

  it.each(['reddit', 'reddit-2018', 'reddit-2008', 'nodebb', 'lobsters', 'blogger', 'disqus', 'coral', 'guardian'])(
    'of %s gives a withdrawn post no words, and marks it',
    (page) => {
      const gone = read(page).posts.filter(({ meta }) => meta.node === 'deleted')
      expect(gone.map(({ author, text }) => [author, text])).toEqual([[null, '']])
    },
  )

  it.each(['discourse', 'fora', 'invision', 'mybb', 'phpbb', 'smf', 'vbulletin-3', 'vbulletin-4', 'vbulletin-5', 'xenforo-1'])(
    'of %s lets a post answer the one that it quotes, and keeps the quoted words apart',
    (page) => {
      const [, quoted, quoting] = read(page).posts
      expect(quoting?.parentId).toBe(quoted?.id)
      expect(quoting?.meta.isParentInferred).toBeUndefined()
      expect(quoting?.meta['quotedText']).toContain('They folded.')
    },
  )

  it('takes a quotation from another topic for no answer in this one', () => {
    const { posts } = parsePosts(importFixture('html/discourse.html').replace('data-topic="77"', 'data-topic="78"'))
    expect(posts[2]).toMatchObject({ parentId: '1', meta: { isParentInferred: true } })
  })

  it('keeps what was said in answer to a post that is not on the page', () => {
    const [, , , hidden, answer] = read('slashdot').posts
    expect(hidden?.meta.node).toBe('not-found')
    expect(answer?.parentId).toBe(hidden?.id)
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
    expect(posts.filter(({ parentId }) => parentId === first?.id).map(({ text }) => text)).toEqual(['They ran.'])
    expect(posts.filter(({ parentId }) => parentId === second?.id).map(({ text }) => text)).toEqual(['They stood.'])
  })

  it('says how many posts the page states and how many are not opened', () => {
    const told = (page: string) => {
      const { reportedCount, notOpenedCount } = read(page).posts[0]?.meta.capture ?? {}
      return [page, reportedCount, notOpenedCount]
    }
    expect(['reddit', 'reddit-2008', 'linkedin', 'substack', 'reddit-2018'].map(told)).toEqual([
      ['reddit', 9, 3],
      ['reddit-2008', 7, 2],
      ['linkedin', 6, 0],
      ['substack', null, 34],
      ['reddit-2018', null, 1],
    ])
  })

  it.each(['phpbb', 'invision', 'smf'])('of %s takes no post of a later page for the one that opens the thread', (page) => {
    const marks = {
      phpbb: '<div class="pagination"><ul><li class="active"><span>3</span></li></ul></div>',
      invision: '<li class="ipsPagination__active"><a>3</a></li>',
      smf: '<span class="current_page">3</span>',
    }
    const { posts } = parsePosts(importFixture(`html/${page}.html`).replace('</body>', `${marks[page as keyof typeof marks]}</body>`))
    expect(posts.map(({ parentId }) => parentId)).toEqual([null, null, '12', null])
  })

  it('tells a page whose comments were never loaded by its opening post', () => {
    const page = importFixture('html/reddit.html')
    const bare = page.slice(0, page.indexOf('<shreddit-comment-tree')).replace(/<link rel="canonical"[^>]*>/, '')
    expect(() => parsePosts(`${bare}</main></body></html>`)).toThrow(/comments of a page of reddit, got a page in which none was loaded/)
  })

  it('shows the accounts beside other names', () => {
    expect(read('bluesky').posts.map(({ author, meta }) => [author, meta['authorName']])).toContainEqual(['tobin.example', 'Tobin'])
    expect(read('disqus').posts.map(({ author, meta }) => [author, meta['authorName']])).toContainEqual(['akost', 'Ann-Kristin Öst'])
  })
})

describe('the records of sites', () => {
  it.each(SITES.map((record) => [record.name, record] as const))('%s keeps to the format, in fifteen lines', (name, record) => {
    expect(parseSiteRecord(record, name)).toEqual(record)
    const { root, ...own } = record
    expect(Object.keys(own).length).toBeLessThanOrEqual(15)
    expect(Object.keys(root ?? {}).length).toBeLessThanOrEqual(8)
  })
})
