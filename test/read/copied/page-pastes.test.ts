import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { readLayout } from '../../../src/read/copied/layout/parse-layout.js'
import type { PasteResult } from '../../../src/read/copied/layout/paste-spans.js'
import { detectSource } from '../../../src/read/detect-source.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { cpuTimeOf } from '../../support/cpu-time.js'
import { forAny } from '../../support/for-any.js'
import { inRows } from '../../support/in-rows.js'
import { IS_LONG } from '../../support/run-count.js'
import { expectSound, fixture as fixtureOf, placesOf, readPage, sample } from './read-page.js'

const readYoutubePaste = (text: string): PasteResult => readLayout(text, 'youtube-paste')
const readHnPaste = (text: string): PasteResult => readLayout(text, 'hn-paste')
const readRedditPaste = (text: string): PasteResult => readLayout(text, 'reddit-paste')
const sourceOf = (text: string): string => detectSource(text).source

const FIXTURES = ['hn.txt', 'reddit-old.txt', 'reddit-levels.txt', 'reddit-new.txt', 'youtube.txt']
const fixture = (name: string): string => fixtureOf(`import/paste/${name}`)
const rows = ({ posts }: Pick<PasteResult, 'posts'>) => posts.map(({ id, parentId, author, text }) => [id, parentId, author, text])
const furniture = (text: string, { spans }: PasteResult): string[] =>
  spans.flatMap(({ kind, start, end }) => (kind === 'furniture' ? text.slice(start, end) : []))

it.each([
  ['hn.txt', "one's own comment shows its points", 'brae 4 hours ago | next', '17 points by brae 4 hours ago | next'],
  ['reddit-old.txt', 'buttons are glued together', '7 comments\nshare\nsave\nhide\nreport\n', '7 commentssharesavehidereport\n'],
  ['youtube.txt', 'a comment was translated', 'Read more\n', 'See original (Translated by Google)\n'],
])('%s: the posts stay as they are where %s', (name, _, from, to) => {
  expect(fixture(name)).toContain(from)
  expect(rows(parsePosts(fixture(name).replace(from, to)))).toEqual(rows(parsePosts(fixture(name))))
})

it.each(FIXTURES)('%s is recognised, and nothing of it is lost', (name) => {
  const source = `${/^[a-z]+/.exec(name)?.[0]}-paste`
  const { summary } = parsePosts(fixture(name))
  expect(summary).toMatchObject({ source, reason: expect.stringMatching(/page of (?:Hacker News|Reddit|old Reddit|YouTube)/) })
  expectSound(fixture(name), readLayout(fixture(name), source))
})

describe('a page of Hacker News', () => {
  const text = fixture('hn.txt')
  const result = readHnPaste(text)

  it('gives the story and its comments, tied by their links', () => {
    expect(rows(result)).toEqual([
      ['p1', null, 'tarn', 'Harrow rents out its idle reactors (harrow.example)'],
      ['p2', 'p1', 'brae', 'It is a retreat.\n\nThey said never.'],
      ['p3', 'p2', 'linn', 'Rent beats rust.'],
      ['p4', 'p3', 'skerry', 'For whom?'],
      ['p5', 'p3', 'cairn', 'For the pensioners\nwho own it.'],
      ['p6', 'p2', null, ''],
      ['p7', 'p1', 'fell', ''],
      ['p8', 'p1', 'beck', ''],
    ])
  })

  it('knows deleted, flagged and folded comments as nodes and counts what is behind them', () => {
    expect(result.posts.map(({ meta }) => meta.node)).toEqual([...Array(5).fill(undefined), 'deleted', 'not-found', 'deleted'])
    expect(result.posts[0]?.meta).toMatchObject({ timeText: '5 hours ago', engagement: { likes: 236 } })
    expect(result.posts[0]?.meta.capture).toMatchObject({
      source: 'hn-paste',
      reportedCount: 7,
      capturedCount: 7,
      deletedCount: 2,
      notFoundCount: 1,
      notOpenedCount: 3,
      notes: ['the page goes on behind "More"'],
    })
  })

  it('leaves buttons and the footer out, listed as furniture', () => {
    expect(furniture(text, result)).toEqual(expect.arrayContaining(['reply', 'help', 'More', 'Search:']))
    expect(result.headers).toEqual([])
  })

  it('lists a place in the tree that the links leave open', () => {
    const chain = ['ann 1 hour ago | next [–]', 'bea 1 hour ago | parent | next [–]', 'cee 1 hour ago | root | parent | next [–]']
    const paste = [...chain, 'dee 1 hour ago | root | parent | next [–]', 'eve 1 hour ago | root | parent | prev [–]']
      .map((line) => `${line}\n\nwords\n`)
      .join('\n')
    const open = readHnPaste(paste)
    expect(open.posts.map(({ parentId, meta }) => parentId ?? meta.missingParent)).toEqual([
      '(root post of the page)',
      'p1',
      'p2',
      'p3',
      'p3',
    ])
    expect(open.posts.map(({ meta }) => meta.isParentInferred ?? false)).toEqual([false, false, false, false, true])
    expect(placesOf(open)).toContain('may stand at any depth from 3 to 4')
  })

  it('reads the depth of an indented paste, with the bylines of earlier years', () => {
    const paste =
      '12 points by tarn on June 3, 2015 | 3 comments\n\nbrae on June 3, 2015 [-]\n\nOne\n\n    linn on June 3, 2015 [-]\n\n    Two\n\nbeck on June 4, 2015 [-]\n\nThree'
    const read = inRows(readHnPaste(paste).posts.map(({ parentId, author }) => [parentId, author]))
    expect(read).toEqual(['- | tarn', 'p1 | brae', 'p2 | linn', 'p1 | beck'])
  })

  it('where nothing shows the depth, comments answer the root and say so', () => {
    const flat = readHnPaste(
      '9 points by tarn 1 day ago | 2 comments\nbrae 1 day ago [-]\nOne\nlinn 1 day ago [-]\n@brae no\nbeck 1 day ago [-]\nHm',
    )
    const read = inRows(flat.posts.map(({ parentId, meta }) => [parentId, meta['isParentInferred']]))
    expect(read).toEqual(['- | none', 'p1 | yes', 'p2 | none', 'p1 | yes'])
    expect(flat.summary.notes.join()).toContain('answer unknown posts')
  })

  it('text of an Ask HN story belongs to the root; "reply" inside a comment is kept and listed', () => {
    const paste =
      'Ask HN: Did Harrow retreat?\n5 points by tarn 1 hour ago | hide | 1 comment\n\nI cannot tell.\n\nadd comment\n\nbrae 1 hour ago [–]\n\nThey said:\nreply\nto that\n\nreply'
    const ask = readHnPaste(paste)
    expect(ask.posts.map((post) => post.text)).toEqual(['Ask HN: Did Harrow retreat?\nI cannot tell.', 'They said:\nreply\nto that'])
    expect(placesOf(ask)).toContain('a button alone on its line')
  })
})

describe('a page of YouTube', () => {
  const text = fixture('youtube.txt')
  const result = readYoutubePaste(text)

  it('has the video as root; counts of replies nest where the page shows them, a list that does not show itself is a guess', () => {
    expect(rows(result)).toEqual([
      ['p1', null, 'Watt Matters', 'Why Harrow Rents Out Its Idle Reactors'],
      ['p2', 'p1', 'brae', 'It is a retreat.\n\nThey said never.'],
      ['p3', 'p2', 'linn', '@brae  rent beats rust'],
      ['p4', 'p2', 'skerry', 'For whom?'],
      ['p5', 'p3', 'brae', '@linn  and who mends it'],
      ['p6', 'p1', 'cairn', 'Bold.'],
      ['p7', 'p1', 'fell', 'Did anyone ask the town?'],
      ['p8', 'p7', 'beck', 'nobody did'],
      ['p9', 'p1', 'tarn', 'Reply'],
    ])
    expect(result.posts.filter(({ meta }) => meta.isParentInferred).map(({ id }) => id)).toEqual(['p8'])
    expect(result.headers).toEqual(['Harrow built them for itself. Now others pay for them.'])
    expect(result.posts[0]?.meta.capture).toMatchObject({ source: 'youtube-paste', reportedCount: 9 })
    expect(result.posts[1]?.meta).toMatchObject({ timeText: '2 days ago', engagement: { likes: 41 } })
  })

  it('of a phone has its bylines on one line, the title above the views', () => {
    const lines = ['The dam nobody wanted', '88K views  3w ago  ...more', 'Watt Matters', '67.4K', 'Subscribe', 'Add a comment…']
    const comments = ['@brae • 3w ago (edited)', 'A retreat.', '12', 'Reply', '@linn • 2d ago', 'Is it?', 'Reply']
    const phone = readPage([...lines, ...comments].join('\n'))
    expect(phone.summary.source).toBe('youtube-paste')
    const read = inRows(phone.posts.map(({ author, parentId, text: words }) => [author, parentId, words]))
    expect(read).toEqual(['Watt Matters | - | The dam nobody wanted', 'brae | p1 | A retreat.', 'linn | p1 | Is it?'])
  })
})

describe('a comment of Hacker News that is deleted', () => {
  it.each(['[deleted] 2 hours ago | prev | next [–]', '2 hours ago | prev | next [–]\n\n[deleted]'])(
    'is a post of its own under %j',
    (gone) => {
      const paste = `brae 3 hours ago | next [–]\n\nA retreat.\n\nreply\n\n${gone}\n\nlinn 1 hour ago | prev [–]\n\nRent beats rust.\n\nreply\n`
      const result = readHnPaste(paste)
      const read = inRows(result.posts.map(({ author, text, meta }) => [author, text, meta.node]))
      expect(read).toEqual(['brae | A retreat. | none', '- |  | deleted', 'linn | Rent beats rust. | none'])
      expectSound(paste, result)
    },
  )
})

it('comments of old Reddit without their page and counts of children: are recognised by their bylines', () => {
  const comments = [
    '[–]fennel9 40 points 4 hours ago',
    'Looks like running away.',
    '',
    'permalinkembedsavereportreply',
    '[–]moss_lantern[S] 1 point 2 hours ago*',
    'Nobody sells capacity they need.',
  ]
  expect(sourceOf(comments.join('\n'))).toBe('reddit-paste')
  expect(sourceOf('[–] I said 4 hours ago\nthat it is a retreat')).toBe('paste')
})

it('a page of old Reddit whose counts of children contradict each other: marks the parents from there on', () => {
  const page = [
    'Harrow rents out its reactors (harrow.example)',
    'submitted 5 hours ago by tarn',
    '[–]ann 4 points 4 hours ago (3 children)\nA retreat.\n\npermalinkembedsavereportreply',
    '[–]bo 1 point 3 hours ago (0 children)\nIs it?\n\npermalinkembedsavereportreply',
    'load more comments (5 replies)',
    '[–]cy 1 point 2 hours ago (0 children)\nNo.\n\npermalinkembedsavereportreply',
  ].join('\n\n')
  const result = readRedditPaste(page)
  expect(placesOf(result)).toContain('depths may be wrong from here on')
  const read = inRows(result.posts.map(({ author, parentId, meta }) => [author, parentId, meta.isParentInferred ?? false]))
  expect(read).toEqual(['tarn | - | no', 'ann | p1 | no', 'bo | p2 | no', 'cy | p1 | yes'])
})

describe('a page of old Reddit', () => {
  const text = fixture('reddit-old.txt')
  const result = readRedditPaste(text)

  it('ties comments by their counts of children, stubs included', () => {
    expect(rows(result)).toEqual([
      ['p1', null, 'quill_and_tar', 'Harrow rents out its idle reactors (harrow.example)'],
      ['p2', 'p1', 'fennel9', 'Looks like running away to me.\n\nTwice, even.'],
      ['p3', 'p2', 'moss_lantern', 'Nobody sells capacity they need.'],
      ['p4', 'p2', null, ''],
      ['p5', 'p1', 'hothead', ''],
      ['p6', 'p1', 'harbour_hen', 'Whose reactors?'],
    ])
  })

  it('reads the middle one of three scores, hidden ones not', () => {
    expect(result.posts.map(({ meta }) => meta.engagement?.likes)).toEqual([undefined, 12, 5, 1, 0, undefined])
    expect(result.posts[0]?.meta.capture).toMatchObject({
      reportedCount: 7,
      capturedCount: 5,
      deletedCount: 1,
      notFoundCount: 1,
      notOpenedCount: 1,
    })
  })
})

describe('a page of Reddit in another language', () => {
  const comment = (name: string, words: string): string =>
    `Avatar de u/${name}\n${name}\n•\nil y a 3 h\n${words}\nVote positif\n1,2 k\nVote négatif\nRépondre\nRécompenser\nPartager`
  const text = [
    "r/usine\n•\nil y a 1 j\nann_b\nIls vendent l'usine\nRepli ou malin ?\nVote positif\n687\nVote négatif",
    comment('cy_d', 'repli'),
    'u/une_banque\n•\nSponsorisé\nUn compte en 8 minutes',
    comment('eva-f', 'il y a 3 ans : notre ADN\n\nhier : vendu'),
    "Afficher plus de commentaires\nContrat d'utilisation\nReddit, Inc. © 2026. Tous droits réservés.",
  ].join('\n')

  it('has its posts, and none of its adverts and its footer', () => {
    const { posts, summary } = parsePosts(text)
    expect(summary.source).toBe('reddit-paste')
    expect(posts.map(({ author, text: words }) => [author, words])).toEqual([
      ['ann_b', "Ils vendent l'usine\nRepli ou malin ?"],
      ['cy_d', 'repli'],
      ['eva-f', 'il y a 3 ans : notre ADN\n\nhier : vendu'],
    ])
    expectSound(text, readRedditPaste(text))
  })
})

describe('a page of Reddit with levels', () => {
  const text = fixture('reddit-levels.txt')
  const result = readRedditPaste(text)

  it('ties comments by their levels', () => {
    expect(rows(result)).toEqual([
      ['p1', null, 'quill_and_tar', 'Harrow rents out its idle reactors\nThey will not say for how long.'],
      ['p2', 'p1', 'fennel9', 'Looks like running away to me.'],
      ['p3', 'p2', 'moss_lantern', 'Nobody sells capacity they need.'],
      ['p4', 'p3', null, ''],
      ['p5', 'p2', 'harbour_hen', '42'],
      ['p6', 'p1', 'late_arrival', 'Share\nthe pain, I say.'],
    ])
    expect(result.posts[0]?.meta.capture).toMatchObject({ reportedCount: 45, notOpenedCount: 3, deletedCount: 1 })
  })

  it('lists what could be a count or a button, or the words of a post', () => {
    expect(placesOf(result).match(/^\d+: a time, a count or a button alone on its line/gm)).toHaveLength(2)
  })
})

describe('the present page of Reddit', () => {
  const text = fixture('reddit-new.txt')
  const result = readRedditPaste(text)

  it('shows no depth: comments answer whom they name, else the root post', () => {
    expect(rows(result)).toEqual([
      ['p1', null, 'quill_and_tar', 'Harrow rents out its idle reactors\nThey will not say for how long.'],
      ['p2', 'p1', 'fennel9', 'Looks like running away to me.'],
      ['p3', 'p2', 'moss_lantern', 'u/fennel9 nobody sells capacity they need.'],
      ['p4', 'p1', null, ''],
      ['p5', 'p1', 'harbour_hen', 'Whose reactors?'],
    ])
    expect(result.posts[0]?.meta).toMatchObject({ engagement: { likes: 123 }, timeText: '5 hr. ago' })
    expect(result.posts[0]?.meta.capture).toMatchObject({ reportedCount: 45, notOpenedCount: 3, deletedCount: 1 })
    expect(result.summary.notes.join()).toContain('answer unknown posts')
  })
})

describe('other texts', () => {
  it.each([
    ['a thread of X', sample('xai-compute.txt')],
    ['JSON', '{"kind":"Listing"}'],
    ['prose', 'I said 5 hours ago that it was over.\n\nNobody | parent | listened.'],
    ['bylines of X', 'Ann\n@ann\n·\n2h\nIt is a retreat.\n\nReply\n12\nShare\n\nBo\n@bo\n·\n1h\nIt is not.'],
  ])('%s is neither', (_, text) => {
    expect(['hn-paste', 'reddit-paste']).not.toContain(sourceOf(text))
  })
})

describe('any text', () => {
  const lines = FIXTURES.flatMap((name) => fixture(name).split('\n'))
  const line = fc.oneof(
    fc.constantFrom(...lines),
    fc.string({ maxLength: 40 }),
    fc.constantFrom('', '\t', '[–]', '\u2028', 'level 99', '·', '__proto__', '[deleted]'),
  )
  const paste = fc.tuple(fc.array(line, { maxLength: 40 }), fc.constantFrom('\n', '\r\n', '\r')).map(([list, end]) => list.join(end))

  it.each([
    ['Hacker News', readHnPaste],
    ['Reddit', readRedditPaste],
    ['YouTube', readYoutubePaste],
  ])('%s: nothing is lost, nobody answers themselves or a post below', (_, read) => {
    forAny(paste, (text) => {
      let result = read('')
      expect(
        cpuTimeOf(() => {
          result = read(text)
        }),
      ).toBeLessThan(1000)
      expectSound(text, result)
    })
  })

  it.runIf(IS_LONG).each([
    ['Hacker News', readHnPaste, 'ann 5 hours ago | root | parent | prev | next [–]\n\nwords\n\nreply\n'],
    ['Reddit', readRedditPaste, 'ann\n•\n5h ago\nwords\n\nUpvote\n1\nDownvote\nReply\n'],
    ['YouTube', readYoutubePaste, '@ann\n2 days ago\n@ann words\n\n1\n\nReply\n\n20000 replies\n'],
    ['Hacker News, odd lines', readHnPaste, `ann 5 hours ago${' | on: a'.repeat(38)} !\n`],
    ['Reddit, odd lines', readRedditPaste, `[–]ann ${'1 points '.repeat(30)}5 hours ago !\n${'save '.repeat(50)}!\n`],
  ])('%s: 20,000 posts within 5 s of processor time', (_, read, unit) => {
    expect(cpuTimeOf(() => read(unit.repeat(20_000)))).toBeLessThan(5000)
  })

  it('as a source, the headers are those of the thread', () => {
    const { posts, headers } = parsePosts(`Some page of the day\n${fixture('hn.txt')}`)
    expect([...headers]).toEqual([[posts[0]?.threadId, ['Some page of the day']]])
  })
})
