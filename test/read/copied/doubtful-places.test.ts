import { describe, expect, it } from 'vitest'
import { placesOf, readPage } from './read-page.js'

const messagesOf = (text: string): string => placesOf(readPage(text))
const rows = (text: string) => readPage(text).posts.map(({ parentId, author, text: words }) => [author, parentId, words])
const onX = (handle: string, words: string): string => `${handle} Name\n@${handle}\n·\n3h\nReplying to @annbold\n${words}\n1\n2\n30\n1.2K`
const ROOT = 'Conversation\nAnn Bold\n@annbold\nThey gave up.\n10:42 AM · Jun 5, 2026\n1\n2\n30\n1.2K'

describe('a page of X names the place of', () => {
  it.each([
    ['a chat around it', 'so what\n[09:05, 02/07/2026] Petra Lind: here', 'may begin another post, or be a remark'],
    ['words below the counts', 'so what\n1\n2\n30\n1K\nA sentence of nobody that stands below them.', 'a button alone on its line'],
    ['another part of the page', 'so what\n1\n2\n30\nMehr entdecken', '2 bylines from here on'],
  ])('%s', (_, words, message) => {
    const page = [ROOT, onX('difox', 'no'), ...[words, 'hm', 'no'].map((each, at) => onX(`reader${at}`, each))]
    expect(messagesOf(page.join('\n'))).toContain(message)
  })
})

describe('a page of comments', () => {
  const by = (name: string, words: string): string => `${name}\nToday, 4:02 PM\nComments (12)\n${words}\nReply\nLike (3)`

  it('goes on below a link to articles where a commenter writes again; words of nobody are named', () => {
    const muted = 'The desk has muted what this reader wrote until Friday.'
    const page = [by('Ann Bold', 'They.'), muted, by('Cy Doe', 'so'), 'Recommended For You', by('Ann Bold', 'It is.'), by('Di Fox', 'no')]
    expect(rows(page.join('\n')).map(([author]) => author)).toEqual(['Ann Bold', 'Cy Doe', 'Ann Bold', 'Di Fox'])
    expect(messagesOf(page.join('\n'))).toMatch(/^7: these words stand in no post/)
  })

  it('names words above the first byline that have a button below', () => {
    const old = (name: string, words: string): string =>
      `[–]${name} 8 points 9 hours ago * (0 children)\n\n${words}\n\npermalinkembedsavereply\n`
    const page = [
      'and so they own a logo and a snack contract.\n\npermalinkembedsavereply',
      ...['ann_b', 'cy_doe', 'di_fox'].map((name) => old(name, 'no')),
    ]
    expect(rows(page.join('\n'))).toHaveLength(3)
    expect(messagesOf(page.join('\n'))).toContain('1: a button stands below these words')
  })

  it('whose first line lost its indent has it among the outermost', () => {
    const says = (indent: number, name: string) =>
      [`${name} says:`, 'March 3, 2026 at 7:52 am', '', 'They gave up.', '', 'Reply'].map((line) => line && ' '.repeat(indent) + line)
    const page = [...says(4, 'Ann Bold'), ...says(8, 'Cy Doe'), ...says(4, 'Di Fox'), ...says(8, 'Ann Bold')].join('\n')
    expect(rows(page.trimStart()).map(([, parent]) => parent)).toEqual([null, 'p1', null, 'p3'])
  })

  it('names the author first where the answered account stands beside', () => {
    const disqus = (name: string): string => `Avatar\n${name}\n• 3 days ago\n\nThey gave up.\n\n6\n•\n0\n•\nReply\n•\nShare ›`
    const page = ['Gun73  TomPat', 'TomPat  Gun73', 'Deb L  Gun73', 'Priya N.  Guest'].map(disqus).join('\n')
    expect(rows(page).map(([author]) => author)).toEqual(['Gun73', 'TomPat', 'Deb L', 'Priya N.'])
  })
})

it('accounts that stand alone between blank lines are bylines where most do; those in a list of names are named', () => {
  const page = [
    'Tor Mo @tormo',
    'Good.',
    'Eva Li @evali',
    '@tormo why',
    'Kai Re @kaire',
    'Who voted yes:',
    'Bo Da @boda',
    'Al Ho @alho',
    'Not one.',
    'Tor Mo @tormo',
    'Ha.',
  ]
  expect(rows(page.join('\n\n')).map(([author]) => author)).toEqual(['tormo', 'evali', 'kaire', 'boda', 'alho', 'tormo'])
  expect(messagesOf(page.join('\n\n'))).toMatch(/13: no words under @boda.*\n15: stands right below a name without words/)
})

it('rows of a table copied from a spreadsheet answer each other by their numbers', () => {
  const table = 'No.\tWho\tHandle\tText\tIn reply to\n1\tAnn\t@annb\t"They gave\nup."\t\n2\tJo "Bo" Li\t@joli\tno\t1'
  expect(rows(table)).toEqual([
    ['@annb', null, 'They gave\nup.'],
    ['@joli', '1', 'no'],
  ])
})
