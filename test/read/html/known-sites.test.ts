import { readdirSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { parseSiteRecord } from '../../../src/read/html/site-record.js'
import { SITES } from '../../../src/read/html/sites.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { importFixture } from '../../contract/importer.js'
import { inRows } from '../../support/in-rows.js'

const ASK = 'They call 40 a share final. Fold or sense?'
const OPENING = `Halden drops its bid for Brisk Dairy\n\n${ASK}`
const [FOLD, CASH, BACK] = ['They folded.', 'No. They kept their cash.', 'Back by spring, mark my words.']
const clock = (minute: number): string => `08:${String(minute).padStart(2, '0')}`
const at = (minute: number): string => `2024-05-06T${clock(minute)}:00.000Z`

/** Id, author, instant or time as shown, parent ("?" before a guess) and words, or what became of them in brackets. */
type Row = readonly [id: string, author: string | null, time: string | null, parent: string | null, text: string]

/** Of most forums: four posts, of which the third quotes the second, or does not show that it does. */
const forum = (timeOf: (minute: number) => string, third = '12'): readonly Row[] => [
  ['11', 'mira', timeOf(0), null, ASK],
  ['12', 'tobin', timeOf(10), '?11', FOLD],
  ['13', 'ost', timeOf(20), third, CASH],
  ['14', 'juno', timeOf(40), '?11', BACK],
]

/** The same small thread on each site. */
const PAGES: Readonly<Record<string, readonly Row[]>> = {
  'blogger-2008': [
    ['4700000000000000001', 'Mira Sol', at(0), null, OPENING],
    ['5000000000000000001', 'Tobin', at(10), '4700000000000000001', FOLD],
    ['5000000000000000002', 'Old Herd', at(20), '4700000000000000001', CASH],
    ['5000000000000000003', null, at(30), '4700000000000000001', '(deleted)'],
  ],
  blogger: [
    ['4700000000000000001', 'Mira Sol', at(0), null, OPENING],
    ['5000000000000000001', 'Tobin', at(10), '4700000000000000001', FOLD],
    ['5000000000000000002', 'Ann-Kristin Öst', at(20), '5000000000000000001', CASH],
    ['5000000000000000003', null, at(30), '4700000000000000001', '(deleted)'],
    ['5000000000000000004', 'Juno', at(40), '4700000000000000001', BACK],
  ],
  bluesky: [
    ['3kc0000', 'mira.example', null, null, 'Halden drops its bid for Brisk Dairy. They call 40 a share final. Fold or sense?'],
    ['3kc0001', 'tobin.example', 'May 6, 2024 at 8:10 AM', '?3kc0000', FOLD],
    ['3kc0002', 'ost.example', 'May 6, 2024 at 8:20 AM', '?3kc0000', CASH],
    ['3kc0003', 'juno.example', 'May 6, 2024 at 8:40 AM', '?3kc0000', BACK],
  ],
  coral: [
    ['3f0a-1', 'Tobin', at(10), null, FOLD],
    ['3f0a-2', 'Ann-Kristin Öst', at(20), '3f0a-1', CASH],
    ['3f0a-3', null, null, null, '(deleted)'],
    ['3f0a-4', 'Juno', at(40), null, BACK],
  ],
  discourse: [
    ['1', 'mira', at(0), null, ASK],
    ['2', 'tobin', at(10), '?1', 'They folded. :cow:'],
    ['3', 'ost', at(20), '2', CASH],
    ['4', 'juno', at(40), '?1', BACK],
  ],
  disqus: [
    ['6001', 'tobin_m', 'Monday, May 6, 2024 8:10 AM', null, FOLD],
    ['6002', 'akost', 'Monday, May 6, 2024 8:20 AM', '6001', CASH],
    ['6003', null, 'Monday, May 6, 2024 8:30 AM', null, '(deleted)'],
    ['6004', 'juno', 'Monday, May 6, 2024 8:40 AM', null, BACK],
  ],
  fora: forum(at),
  github: [
    ['issue-900', 'mira', at(0), null, ASK],
    ['issuecomment-901', 'tobin', at(10), '?issue-900', FOLD],
    ['issuecomment-902', 'ost', at(20), '?issue-900', CASH],
    ['issuecomment-903', 'juno', at(40), '?issue-900', BACK],
  ],
  guardian: [
    ['8001', 'Tobin', at(10), null, FOLD],
    ['8002', 'AnnKristin', at(20), '8001', CASH],
    ['8003', null, at(30), null, '(deleted)'],
    ['8004', 'Juno', at(40), null, BACK],
  ],
  invision: forum(at),
  lemmy: [
    ['9001', 'tobin@milk.example', 'Monday, May 6th, 2024 at 8:10:00 AM GMT+00:00', null, FOLD],
    ['9002', 'ost', 'Monday, May 6th, 2024 at 8:20:00 AM GMT+00:00', '9001', CASH],
    ['9003', 'juno', 'Monday, May 6th, 2024 at 8:40:00 AM GMT+00:00', null, BACK],
  ],
  linkedin: [
    ['7190000000000000001', 'mira-sol', '2y', null, 'Halden drops its bid for Brisk Dairy.\nThey call 40 a share final. Fold or sense?'],
    ['7190000000000000101', 'tobin', '2y', '7190000000000000001', FOLD],
    ['7190000000000000102', 'ak-ost', '2y', '7190000000000000101', CASH],
    ['7190000000000000103', 'juno-w', '1y', '7190000000000000001', BACK],
  ],
  lobsters: [
    ['hb0001', 'mira', at(0), null, 'Halden drops its bid for Brisk Dairy'],
    ['hc0001', 'tobin', at(10), 'hb0001', FOLD],
    ['hc0002', 'ost', at(20), 'hc0001', CASH],
    ['hc0003', null, at(30), 'hb0001', '(deleted)'],
    ['hc0004', 'juno', at(40), 'hb0001', BACK],
  ],
  mastodon: [
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
  mybb: forum((minute) => `2024-05-06, ${clock(minute)} AM`),
  nodebb: [
    ['11', 'mira', at(0), null, ASK],
    ['12', 'tobin', at(10), '11', FOLD],
    ['13', 'ost', at(20), '12', CASH],
    ['14', null, at(30), '11', '(deleted)'],
    ['15', 'juno', at(40), '11', BACK],
  ],
  'phpbb-2': forum((minute) => `Mon May 06, 2024 ${clock(minute).slice(1)} am`, '?11'),
  phpbb: [
    ['11', 'mira', at(0), null, ASK],
    ['12', 'tobin', 'Mon May 06, 2024 8:10 am', '?11', 'They folded. :)'],
    ['13', 'ost', 'Mon May 06, 2024 8:20 am', '12', 'No. They kept their cash.\n\ncash = 40'],
    ['14', 'juno', 'Mon May 06, 2024 8:40 am', '?11', BACK],
  ],
  'reddit-2008': [
    ['t3_hb0001', 'mira_sol', at(0), null, OPENING],
    ['t1_hc0001', 'tobin', at(10), 't3_hb0001', FOLD],
    ['t1_hc0002', 'ann-ost', at(20), 't1_hc0001', CASH],
    ['t1_hc0003', null, at(30), 't3_hb0001', '(deleted)'],
    ['t1_hc0004', 'juno_w', at(40), 't1_hc0003', BACK],
  ],
  'reddit-2018': [
    ['t3_hb0001', 'mira_sol', '4 years ago', null, OPENING],
    ['t1_hc0001', 'tobin', '4 yr. ago', 't3_hb0001', FOLD],
    ['t1_hc0002', 'ann-ost', '4 yr. ago', 't1_hc0001', CASH],
    ['t1_hc0003', null, '4 yr. ago', 't1_hc0001', '(deleted)'],
    ['t1_hc0004', 'juno_w', '4 yr. ago', 't3_hb0001', BACK],
  ],
  reddit: [
    ['t3_hb0001', 'mira_sol', at(0), null, OPENING],
    ['t1_hc0001', 'tobin', at(10), 't3_hb0001', FOLD],
    ['t1_hc0002', 'ann-ost', at(20), 't1_hc0001', CASH],
    ['t1_hc0003', null, at(30), 't3_hb0001', '(deleted)'],
    ['t1_hc0004', 'juno_w', at(40), 't3_hb0001', BACK],
  ],
  slashdot: [
    ['601', null, 'on Monday May 06, 2024 @08:00AM', null, OPENING],
    ['64000001', 'tobin', 'on Monday May 06, 2024 @08:10AM', '601', FOLD],
    ['64000002', 'Anonymous Coward', 'on Monday May 06, 2024 @08:20AM', '64000001', CASH],
    ['64000003', null, null, '601', '(not-found)'],
    ['64000004', 'juno', 'on Monday May 06, 2024 @08:40AM', '64000003', BACK],
  ],
  smf: forum((minute) => `May 06, 2024, ${clock(minute)}:00 AM`),
  'stack-exchange': [
    ['300', 'mira', at(0), null, ASK],
    ['comment-4001', 'juno', at(40), '300', BACK],
    ['answer-301', 'tobin', at(10), '300', FOLD],
    ['comment-4002', 'ost', at(20), 'answer-301', CASH],
    ['answer-302', 'lund', at(50), '300', 'Sense.'],
    ['follow-up-4003', 'hale', at(55), 'answer-302', 'Why?'],
  ],
  substack: [
    ['7001', 'Tobin', 'May 6, 2024, 8:10 AM', null, FOLD],
    ['7002', 'Ann-Kristin Öst', 'May 6, 2024, 8:20 AM', '7001', CASH],
    ['7003', 'Juno', 'May 6, 2024, 8:40 AM', null, BACK],
  ],
  'vbulletin-3': forum((minute) => `6th May 2024, ${clock(minute)}`),
  'vbulletin-4': forum((minute) => `05-06-2024, ${clock(minute)} AM`),
  'vbulletin-5': forum(at),
  'xenforo-1': [
    ['11', 'mira', at(0), null, ASK],
    ['12', 'tobin', 'May 6, 2024 at 8:10 AM', '?11', FOLD],
    ['13', 'ost', 'May 6, 2024 at 8:20 AM', '12', CASH],
    ['14', 'juno', 'May 6, 2024 at 8:40 AM', '?11', BACK],
  ],
}

const read = (page: string) => parsePosts(importFixture(`html/${page}.html`))

describe('a saved page of a known site', () => {
  it.each(Object.entries(PAGES))('of %s keeps ids, authors, times, parents and words', (page, posts) => {
    const rows = read(page).posts.map(({ id, author, createdAt, parentId, text, meta }): Row => {
      const parent = parentId === null ? null : `${meta.isParentInferred === true ? '?' : ''}${parentId}`
      const time = createdAt ?? (meta['timeText'] as string | undefined) ?? null
      return [id, author, time, parent, `${text}${meta.node === undefined ? '' : `(${meta.node})`}`]
    })
    expect(rows).toEqual(posts)
  })

  it('has a fixture each, and no fixture is of an unknown one', () => {
    const named = readdirSync(new URL('../../fixtures/import/html', import.meta.url)).map((name) => name.replace(/\.html$/, ''))
    expect(SITES.map(({ name }) => name).sort()).toEqual(named.sort())
  })

  it.each(['discourse', 'fora', 'invision', 'mybb', 'phpbb', 'smf', 'vbulletin-3', 'vbulletin-4', 'vbulletin-5', 'xenforo-1'])(
    'of %s keeps the words that a post quotes apart',
    (page) => expect(read(page).posts[2]?.meta['quotedText']).toContain('They folded.'),
  )

  it('takes a quotation from another topic for no answer in this one', () => {
    const { posts } = parsePosts(importFixture('html/discourse.html').replace('data-topic="77"', 'data-topic="78"'))
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
    expect(posts.filter(({ parentId }) => parentId === first?.id).map(({ text }) => text)).toEqual(['They ran.'])
    expect(posts.filter(({ parentId }) => parentId === second?.id).map(({ text }) => text)).toEqual(['They stood.'])
  })

  it('says how many posts the page states and how many are not opened', () => {
    const told = (page: string) => {
      const { reportedCount, notOpenedCount } = read(page).posts[0]?.meta.capture ?? {}
      return [page, reportedCount, notOpenedCount]
    }
    const rows = inRows(['reddit', 'reddit-2008', 'linkedin', 'substack', 'reddit-2018'].map(told))
    expect(rows).toEqual(['reddit | 9 | 3', 'reddit-2008 | 7 | 2', 'linkedin | 6 | 0', 'substack | - | 34', 'reddit-2018 | - | 1'])
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
