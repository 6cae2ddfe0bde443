import { describe, expect, it } from 'vitest'
import { parseSiteRecord } from '../../../src/read/html/parse-site-record.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { caught, failure } from '../../support/caught.js'

const PAGE = `<html><head><title>Mill sold</title></head><body>${[1, 2, 3, 4]
  .map(
    (number) =>
      `<div class="note" id="n${number}" data-level="${number % 2}"><i class="who">ann${number}</i><time datetime="2026-05-0${number}T10:00Z">${number} May</time><div class="said">They gave up, part ${number}.</div></div>`,
  )
  .join('')}</body></html>`
const RECORD = {
  name: 'notes',
  post: 'div.note',
  id: { at: 'id', from: 'n(\\d+)' },
  author: { sel: '.who' },
  time: { sel: 'time', at: 'datetime', kind: 'iso' },
  text: { sel: '.said' },
  parent: { kind: 'depth', at: 'data-level' },
}

describe("a record of one's own", () => {
  it('reads a page that no other fits', () => {
    const { posts, summary } = parsePosts(PAGE, { site: parseSiteRecord(RECORD, 'notes.json') })
    expect(
      posts.map(({ id, parentId, author, createdAt, text }) => [
        id,
        parentId,
        author,
        createdAt?.slice(0, 10),
        text,
      ]),
    ).toEqual([
      ['1', null, 'ann1', '2026-05-01', 'They gave up, part 1.'],
      ['2', null, 'ann2', '2026-05-02', 'They gave up, part 2.'],
      ['3', '2', 'ann3', '2026-05-03', 'They gave up, part 3.'],
      ['4', null, 'ann4', '2026-05-04', 'They gave up, part 4.'],
    ])
    expect(summary).toMatchObject({ source: 'html', reason: 'given by the record notes' })
  })

  it('that fits no post says so', () => {
    const error = caught(() =>
      parsePosts(PAGE, { site: parseSiteRecord({ ...RECORD, post: 'div.other' }, 'notes.json') }),
    )
    expect(error).toEqual(
      failure('INGEST_LAYOUT_UNKNOWN', 'no element that fits its post (div.other)'),
    )
  })

  it.each([
    ['no posts', { post: undefined }, 'expected post, got nothing (a.json)'],
    ['a broken selector', { post: 'div[' }, 'expected post to be a CSS selector, got "div["'],
    ['a broken pattern', { id: { at: 'id', from: '(' } }, 'expected id'],
    ['a pattern without a group', { id: { at: 'id', from: '\\d' } }, 'expected id'],
    [
      'an unknown kind of parent',
      { parent: { kind: 'above' } },
      'expected parent.kind to be one of attr, link, nest, depth, idPrefix, none, got "above"',
    ],
    ['an unknown field', { posts: 'li' }, 'expected no field "posts"'],
    [
      'a name with spaces',
      { name: 'My Site' },
      'expected name to be a name of a-z, digits, dots and dashes, got "My Site"',
    ],
  ])('with %s is refused in one line', (_, change, said) => {
    const { code, message } = caught(() => parseSiteRecord({ ...RECORD, ...change }, 'a.json'))
    expect(code).toBe('LAYOUT_INVALID')
    expect(message).toContain(said)
    expect(message).toMatch(/^[^\n]* CONTRIBUTING\.md shows a record of a site\.$/)
  })
})

describe('a page of an unknown site', () => {
  it('is refused, and the way on is named', () => {
    const { code, message } = caught(() => parsePosts(PAGE))
    expect(code).toBe('INGEST_LAYOUT_UNKNOWN')
    expect(message).toMatch(/Copy the comments as text, or give a record of the site: --site FILE/)
  })

  it('is never read from its data for machines, which hold the opening post alone', () => {
    const data =
      '<script type="application/ld+json">{"@type":"DiscussionForumPosting","text":"Sold.","author":{"name":"Ann"}}</script>'
    expect(caught(() => parsePosts(PAGE.replace('</head>', `${data}</head>`))).code).toBe(
      'INGEST_LAYOUT_UNKNOWN',
    )
  })
})

it('a page whose comments were never loaded says to scroll, open the replies and save it again', () => {
  const page =
    '<html><head><link rel="canonical" href="https://www.youtube.com/watch?v=a"></head><body><div class="x">Loading</div></body></html>'
  const advice = /none was loaded\. Scroll down .*open the replies, and save the page again\.$/
  expect(caught(() => parsePosts(page))).toEqual(failure('INGEST_EMPTY', advice))
})
