import { describe, expect, it } from 'vitest'
import { readLayout } from '../../../src/read/copied/layout/parse-layout.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { dayAfter, parseDate, reckonTime } from '../../../src/read/record/parse-date.js'
import { inRows } from '../../support/in-rows.js'
import { readPage } from './read-page.js'

/** Reads a page: of each post its parent, whether that is a guess, and who else may be it. */
const read = (...parts: readonly string[]) => {
  const { posts, summary } = readPage(parts.join('\n'))
  return { parents: inRows(posts.map(({ parentId, meta }) => [parentId, meta.isParentInferred ?? false, meta.possibleParents])), summary }
}

/** A post as X prints it on a page, and whom it answers. */
const post = (handle: string, words: string, ...answered: readonly string[]): string =>
  [
    `${handle} Name`,
    `@${handle}`,
    '·',
    '3h',
    ...(answered.length === 0 ? [] : [`Replying to ${answered.map((one) => `@${one}`).join(' ')}`]),
    words,
    '1\n2\n30\n1.2K',
  ].join('\n')

describe('a page of X', () => {
  it('has no words of a post in an account without a time below counts, nor in a note of readers', () => {
    const advert = 'Salt Snacks\n@saltsnacks\nA bag for two. Try it.\nsnacks.example\n4\n5\n9'
    const note = 'Readers added context\nThe sale is not closed.\nContext is written by people who use X.'
    const root = post('annbold', 'They gave up on search.').replace('\n1\n', `\n${note}\n10:42 AM · Jun 5, 2026\n1\n`)
    const { posts } = parsePosts(
      [root, post('cydoe', 'so what', 'annbold'), advert, post('difox', 'no way', 'annbold'), post('edgoe', 'hm', 'annbold')].join('\n'),
    )
    expect(posts.map(({ text }) => text)).toEqual(['They gave up on search.', 'so what', 'no way', 'hm'])
  })

  it('keeps an account named alone on a line in the words of the opening post', () => {
    const root = 'Ann Bold\n@annbold\nThe paper lets its three presses to a long-standing rival,\n@unionprint\n– whom it fought for years.'
    const { posts } = parsePosts(
      ['Conversation', root, '10:42 AM · Jun 5, 2026', '1\n2\n3\n4', post('cydoe', 'so what', 'annbold'), post('difox', 'no')].join('\n'),
    )
    expect(posts[0]).toMatchObject({ author: 'annbold', text: expect.stringMatching(/^The paper.*years\.$/s) })
  })

  const LABELS = ['Antwort an', 'En réponse à', 'Respondiendo a', 'Em resposta a', '返信先:']
  it.each(LABELS)('names the answered account behind “%s”, on the same line too', (label) => {
    const thread = [post('annbold', 'They gave up.'), post('cydoe', 'so what', 'annbold'), post('difox', 'it is over', 'cydoe')]
    const page = thread.map((each) => each.replace('Replying to', label))
    expect(parsePosts(page.join('\n')).posts.map(({ text }) => text)).toEqual(['They gave up.', 'so what', 'it is over'])
    expect(read(...page).parents.slice(1)).toEqual(['p1 | no | none', 'p2 | no | none'])
  })

  it.each([
    ['Replying to', 'and', ''],
    ['Antwort an', 'und', ''],
    ['En réponse à', 'et', ''],
    ['En respuesta a', 'y', ''],
    ['Em resposta a', 'e', ''],
    ['返信先:', 'さん、', 'さん'],
  ])('names two answered accounts, in one line or in several: “%s … %s … %s”', (before, join, behind) => {
    for (const space of [' ', '\n']) {
      const label = (...handles: readonly string[]): string => [before, handles.join(`${space}${join}${space}`), behind].join(space).trim()
      const thread = [
        'Ann Bold\n@annbold\nThey gave up.\n10:42 AM · Jun 5, 2026\n12\n34\n560\n7',
        post('cydoe', `${label('@annbold')}\nso what`),
        post('difox', `${label('@cydoe', '@annbold')}\nit is over`),
      ]
      const { posts } = parsePosts(thread.join('\n'))
      expect(posts.map(({ text }) => text)).toEqual(['They gave up.', 'so what', 'it is over'])
      expect(posts.map(({ parentId }) => posts.findIndex(({ id }) => id === parentId))).toEqual([-1, 0, 1])
    }
  })

  it.each(['@cydoe', '3h', 'Replying to nobody here', '@annbold\nno'])('below a whole label takes %j for words', (words) => {
    const thread = [post('annbold', 'They gave up.'), post('cydoe', 'so what', 'annbold'), post('difox', words, 'cydoe')]
    const { posts } = parsePosts(['Conversation', ...thread].join('\n'))
    expect(posts.map(({ text }) => text)).toEqual(['They gave up.', 'so what', words])
    expect(posts[2]?.parentId).toBe(posts[1]?.id)
  })

  it('keeps a time alone under the same time, and takes no picture for a part of the label', () => {
    const picture = post('edgoe', 'Replying to\n@annbold\nImage\nALT')
    const { posts } = parsePosts([post('annbold', 'They gave up.'), post('cydoe', '3h'), picture].join('\n'))
    expect(posts.map(({ text }) => text)).toEqual(['They gave up.', '3h', ''])
  })

  it.each([
    ['juin', '5 juin', '10:42 AM · 5 juin 2026'],
    ['Jun', 'Jun 5', '10:42 AM · Jun 5, 2026'],
  ])('reads the times of a phone and of the opening post: %s', (_, time, stamp) => {
    const root = `Post\nAnn Bold\n@annbold\nThey gave up.\n${stamp} · 9,431 Views\n12\n34\n560\n7`
    const reply = (handle: string) => `${handle} Name @${handle} · ${time}\nWords of ${handle}.\n1\n2\n30\n1.2K`
    const { posts, summary } = parsePosts([root, reply('cydoe'), reply('difox'), reply('edgoe')].join('\n'))
    expect(summary.source).toBe('x-paste')
    expect(posts.map(({ text }) => text)).toEqual(['They gave up.', 'Words of cydoe.', 'Words of difox.', 'Words of edgoe.'])
  })

  it('that leaves out zeros has its counts in no post', () => {
    const counts = ['3\n10\n1.2K', '88', '4\n11\n1.3K', '9']
    const replies = ['cydoe', 'difox', 'edgoe', 'flohay'].map((handle, at) =>
      post(handle, `They left, says ${handle}.`, 'annbold').replace(/1\n2\n30\n1.2K$/, counts[at] ?? ''),
    )
    const root = 'Conversation\nAnn Bold\n@annbold\nThey gave up.\n10:42 AM · Jun 5, 2026\n12\n34\n560\n7'
    const { posts } = parsePosts([root, ...replies].join('\n'))
    expect(posts.map(({ text }) => text)).toEqual([
      'They gave up.',
      ...['cydoe', 'difox', 'edgoe', 'flohay'].map((handle) => `They left, says ${handle}.`),
    ])
  })

  it('has two candidates where a reply carries the handles of both', () => {
    const { parents } = read(
      post('annbold', 'They gave up.'),
      post('cydoe', 'so what', 'annbold'),
      post('annbold', 'it is the end', 'cydoe'),
      post('cydoe', 'of what', 'annbold'),
      post('difox', 'both wrong', 'annbold', 'cydoe'),
      post('edgoe', 'all wrong', 'difox', 'annbold', 'cydoe'),
    )
    expect(parents[4]).toBe('p3 | yes | p3,p4')
  })

  it('is no page of Bluesky, whose handles are domains', () => {
    const { parents, summary } = read(
      'Ann Bold @annbold · 3h\nThey gave up on search.\n\nCy Doe @cydoe · 2h\n@annbold exactly\n\nDi Fox @difox · 1h\n@annbold no way',
    )
    expect(summary.source).toBe('x-paste')
    expect(parents).toEqual(['- | no | none', 'p1 | no | none', 'p1 | no | none'])
  })

  it('tells the post that is answered by the handles that a reply carries along', () => {
    const { parents } = read(
      post('annbold', 'They gave up on search.'),
      post('cydoe', 'so what', 'annbold'),
      post('annbold', 'so everything', 'cydoe', 'annbold'),
      post('difox', 'no', 'annbold'),
      post('edgar_l', 'everything indeed', 'annbold', 'cydoe'),
      post('cydoe', 'hm', 'annbold'),
    )
    expect(parents.slice(0, -1)).toEqual(['- | no | none', 'p1 | no | none', 'p2 | no | none', 'p1 | no | none', 'p3 | no | none'])
    // Cy's own handle is not carried along: he may answer either.
    expect(parents.at(-1)).toBe('p3 | yes | p3,p1')
  })

  it('that prints one handle a reply leaves the later answers of an account as candidates behind its opening post', () => {
    const { parents } = read(
      post('annbold', 'They gave up on search.'),
      post('cydoe', 'so what', 'annbold'),
      post('annbold', 'so everything', 'cydoe'),
      post('difox', 'no', 'annbold'),
      post('cydoe', 'hm', 'annbold'),
    )
    expect(parents.slice(3)).toEqual(['p1 | yes | p1,p3', 'p3 | yes | p3,p1'])
  })
})

describe('the number of replies that a page of X counts below its opening post', () => {
  const page = (...counts: readonly string[]): string =>
    [
      'Ann Bold\n@annbold\nThey gave up on search.\n9:41 AM · Nov 4, 2025\n·\n388.2K\nViews',
      ...counts,
      post('cydoe', 'so what', 'annbold'),
      post('difox', 'no', 'annbold'),
    ].join('\n')
  const ledgerOf = (text: string) => parsePosts(text).posts[0]?.meta

  it('is the first of four, or stands in words', () => {
    const capture = { reportedCount: 214, capturedCount: 2 }
    expect(ledgerOf(page('214', '61', '1.2K', '33'))).toMatchObject({ engagement: { replies: 214 }, capture })
    expect(ledgerOf(page('61', '1.2K', '33', 'Read 17 replies'))).toMatchObject({ capture: { reportedCount: 17 } })
  })

  it('is not known of three, where one that is zero was left out, which is said', () => {
    expect(ledgerOf(page('61', '1.2K', '33'))).toMatchObject({ capture: { reportedCount: null, capturedCount: 2 } })
    expect(parsePosts(page('61', '1.2K', '33')).summary.notes.join()).toContain('the number of missing replies is unknown')
  })
})

it('counts what is left out, cut or gone, in the record too, and keeps what a post quotes beside it', () => {
  const [cut = '', ...counts] = post('cydoe', 'So they say, and').split(/(?<=and)\n/)
  const [quoting = '', ...below] = post('edgoe', 'as I said').split(/(?<=said)\n/)
  const { posts, summary } = parsePosts(
    [
      post('annbold', 'They gave up.'),
      cut,
      'Show more',
      ...counts,
      'Soap Co\n@soapco\nAd\nBuy soap.\n1\n2\n3\n4K',
      quoting,
      'Quote\nCy Doe\n@cydoe\n·\nApr 2\nThey will let the hall.',
      ...below,
      'This Post is unavailable. Learn more',
      post('difox', 'GIF\nALT', 'annbold'),
    ].join('\n'),
  )
  const rows = inRows(posts.map(({ text, meta }) => [text, meta.truncated ?? meta.quotedText]))
  expect(rows).toEqual(['They gave up. | none', 'So they say, and | yes', 'as I said | @cydoe: They will let the hall.', ' | none'])
  expect(posts[0]?.meta.capture).toMatchObject({ advertCount: 1, truncatedCount: 1, notFoundCount: 1, capturedCount: 4 })
  const notes = summary.notes.join()
  expect(summary.ambiguities.map(({ message }) => message).join()).toContain('the page shows the beginning of this post alone')
  expect(notes).toContain('1 advert left out of the posts: Soap Co @soapco')
  for (const said of ['deleted, removed', 'without words', 'that others quote']) expect(notes).toContain(`1 post ${said}`)
})

it('a page of X without its opening post takes no answer for it, nor the author for a post that holds other handles', () => {
  const { parents, summary } = read(
    post('cydoe', 'so what', 'annbold'),
    post('annbold', 'the end', 'cydoe', 'annbold'),
    post('difox', 'no', 'annbold'),
    post('edgoe', 'yes', 'difox', 'annbold'),
  )
  expect(parents.map((row) => row.replace(/ \| [^|]*$/, ''))).toEqual(['- | no', 'p1 | no', 'p2 | yes', 'p3 | no'])
  expect(summary.missingParentCount).toBe(1)
})

describe('times that a page shows', () => {
  it.each([
    ['3:14 PM · Jun 5, 2026', '2026-06-05T15:14:00.000Z'],
    ['12:05 AM · Nov 3, 2025', '2025-11-03T00:05:00.000Z'],
    ['5. Oct 2026 21:07', '2026-10-05T21:07:00.000Z'],
    ['2026-10-05', '2026-10-05'],
    ['03-Nov-25 09:02 PM', '2025-11-03T21:02:00.000Z'],
    ['05.10.2026, 7.21', '2026-10-05T07:21:00.000Z'],
    // A day of March or of April; no such day; a zone that is not UTC; no year.
    ['3/4/2026', null],
    ['Feb 30, 2026', null],
    ['Jun 5, 2026 3:14 PM EST', null],
    ['Jun 5', null],
    ['3 days ago', null],
  ])('%s is %s', (timeText, time) => expect(parseDate(timeText)).toBe(time))

  it.each([
    ['3h', '2026-06-05T09:00:00.000Z'],
    ['2 days ago', '2026-06-03'],
    ['Yesterday, 19:02', '2026-06-04T19:02:00.000Z'],
    ['Jun 5 at 3:14 PM', '2026-06-05T15:14:00.000Z'],
    ['24 Dec', '2025-12-24'],
    ['12/4', null],
    ['31 Feb', null],
  ])('%s on a page copied on 5 June 2026 is %s', (timeText, time) => {
    expect(reckonTime(timeText, '2026-06-05T12:00:00.000Z')).toBe(time)
  })

  it.each([
    ['Nov 19', '2026-11-18T10:14:00.000Z', '2026-11-19'],
    ['19 Nov, 08:30', '2026-11-18T10:14:00.000Z', '2026-11-19T08:30:00.000Z'],
    // The reader's zone may lie a day behind.
    ['Nov 17', '2026-11-18T01:00:00.000Z', '2026-11-17'],
    ['Jan 2', '2026-12-30T12:00:00.000Z', '2027-01-02'],
    ['3h', '2026-12-30T12:00:00.000Z', null],
    ['2 days ago', '2026-12-30T12:00:00.000Z', null],
    ['Feb 30', '2026-01-30T12:00:00.000Z', null],
  ])('dates %s by the opening post of %s', (timeText, openedAt, time) => {
    expect(dayAfter(timeText, openedAt)).toBe(time)
  })

  it('are kept as they stand, and taken as UTC, which is said', () => {
    const page = post('annbold', 'They gave up.').replace(/\d+h/, 'Jun 5, 2026')
    const { posts, summary } = parsePosts([page, post('cydoe', 'no', 'annbold'), post('difox', 'so', 'annbold')].join('\n'))
    expect(posts[0]).toMatchObject({ createdAt: '2026-06-05', meta: { timeText: 'Jun 5, 2026' } })
    expect(posts[1]).toMatchObject({ createdAt: null })
    expect(summary.notes.join()).toContain('1 post with the year in its time, taken as UTC')
  })
})

it('a post right below the words of another, without the counts that end posts, is named as what may be quoted', () => {
  const posts = [0, 1, 2, 3, 4, 5].map(
    (at) =>
      `Some Body\n\u202a@body${at}.bsky.social\u202c\n·\n${at + 1}h\nThe hall was let, part ${at}.${at === 3 ? '' : `\n${at}\n1${at}`}`,
  )
  const { summary } = readLayout(posts.join('\n'), 'bluesky-paste')
  expect(summary.ambiguities.map(({ message }) => message)).toEqual([expect.stringContaining('may be quoted there')])
})

it('a byline on one line below others on three quotes: its words are not those of the quoting post, and unopened replies are counted', () => {
  const post = (at: number, words: string) => `Some Body\n@body${at}.bsky.social\n· ${at + 1}h\n${words}\n${at}\n1${at}\n2${at}`
  const quoting = post(9, 'Old Hall @hall.bsky.social · 4y\nWe never let.\nFour years on they let.')
  const { posts } = readLayout(
    [1, 2, 3, 4]
      .map((at) => post(at, `Part ${at}.`))
      .join('\n')
      .concat(`\n${quoting}\nRead 4 more replies`),
    'bluesky-paste',
  )
  expect(posts.at(-1)).toMatchObject({ text: 'Four years on they let.', meta: { quotedText: '@hall.bsky.social: We never let.' } })
  expect(posts[0]?.meta.capture?.notOpenedCount).toBe(4)
})

it('a topic says its zone, how many posts it holds and that it goes on; an arrow with a minute names one post', () => {
  const by = (name: string, minute: number, words: string) =>
    `Re: the mill\nPost by ${name} » Mon Nov 09, 2026 9:1${minute} am\n\n${words}\nTop`
  const arrow = 'ann wrote: ↑Mon Nov 09, 2026 9:10 am\nThe mill is sold to them.\nSince when?'
  const page = [by('ann', 0, 'The mill is sold to them.'), by('bo', 1, 'No.'), by('ann', 2, 'Yes, it is.'), by('cy', 3, arrow)]
  const { posts, summary } = parsePosts(['Board index', '16 posts', '1', '2', 'Next', ...page, 'All times are UTC+01:00'].join('\n'))
  expect(posts[0]).toMatchObject({ createdAt: '2026-11-09T08:10:00.000Z', meta: { capture: { reportedCount: 15, notOpenedCount: 1 } } })
  expect(posts[3]).toMatchObject({ parentId: posts[0]?.id, text: 'Since when?' })
  expect(summary.notes.join()).toMatch(
    /15 replies counted by the page, 3 read.*the page goes on elsewhere \(line 5\).*UTC\+01:00, as the page says/,
  )
})
