import { readdirSync } from 'node:fs'
import { expect, it } from 'vitest'
import { fixture, readPage } from './copied/read-page.js'

/**
 * Ways by which a copy of a page comes here. None changes a post: Word ends lines within a
 * paragraph with \v, mail programs quote, browsers print heads and feet.
 */
const WAYS: Readonly<Record<string, (page: string) => string>> = {
  'lines of a document': (page) => page.replace(/\n/g, '\v'),
  'lines of Unicode': (page) => page.replace(/\n/g, '\u2028'),
  'lines of Windows': (page) => page.replace(/\n/g, '\r\n'),
  'spaces behind each line': (page) => page.replace(/$/gm, '  '),
  'signs that nobody sees': (page) => page.replace(/(?<=\S)$/gm, '\u200b'),
  'spaces of another width': (page) => page.replace(/(?<=[a-z]) (?=[a-z])/g, '\u2009'),
  'a quote sign before each line': (page) => page.replace(/^/gm, '> '),
  'a mail that quotes it': (page) => `Can you count these?\n\n${page.replace(/^/gm, '> ')}\n\nMara`,
  'lines broken in Markdown': (page) => page.replace(/(?<=\S)$/gm, '\\'),
  'signs by their names': (page) => page.replace(/&/g, '&amp;').replace(/"/g, '&quot;'),
  'a bullet before each line': (page) => page.replace(/^(?=.)/gm, '• '),
  'marks of pictures': (page) => page.replace(/^(?=.)/gm, '\ufffc'),
  'a fence of Markdown': (page) => `\`\`\`\n${page.trimEnd()}\n\`\`\`\n`,
  'printed pages': printed,
}

const HEAD = '3/18/25, 9:02 PM\tTarnet rents its halls'
const FOOT = 'https://forum.example/t/9'
const PAGE_COUNT = 4

/** The page on three sheets and a rest. */
function printed(page: string): string {
  const lines = page.split('\n')
  const size = Math.ceil(lines.length / PAGE_COUNT)
  const sheets = Array.from({ length: PAGE_COUNT }, (_, index) => [
    HEAD,
    ...lines.slice(index * size, (index + 1) * size),
    `${FOOT}\t${index + 1}/${PAGE_COUNT}`,
    '',
  ])
  return sheets.flat().join('\n')
}

const PAGES = readdirSync(new URL('../fixtures/layouts', import.meta.url))
  .filter((name) => /^(?:bluesky|facebook|reddit|x|youtube).*-4.txt$/.test(name))
  .map((name) => fixture(`layouts/${name}`))
const fold = (text: string): string => text.normalize('NFKC').replace(/\s+/g, ' ').trim()
const textsOf = (page: string): string[] =>
  readPage(page)
    .posts.map(({ text }) => fold(text))
    .filter((text) => text !== '')

const READ = PAGES.map(textsOf)

it('has pages of most sites to try', () => {
  expect(PAGES.length).toBeGreaterThan(3)
})

it.each(Object.entries(WAYS))('%s changes no post', (_way, copy) => {
  expect(PAGES.map((page) => textsOf(copy(page)))).toEqual(READ)
})

it('a soft hyphen that is half of a misread letter stays for its repair', () => {
  const page = 'Ann Bo\n@annbo\n·\n2h\nNo venden as\u00c3\u00ad.\n\nCy\n@cy\n·\n1h\nYo no.\n3\n4\n'
  expect(textsOf(page)).toEqual(['No venden así.', 'Yo no.'])
})
