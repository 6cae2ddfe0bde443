import { expect, it } from 'vitest'
import { readPage } from './read-page.js'

/** Comments below an article, with buttons of an invented language. */
const NAMES = ['Ola Brand', 'Mina', 'kjell_77', 'Mina', 'Tyra Vik', 'brumm']
const WORDS = [
  'They sold the lighthouse and rent the lamp.',
  'The lamp was the only thing that earned.',
  'And who keeps the stairs?',
  'Nobody needs the stairs.',
  'I was married on them.',
  'lol no',
]
const COMMENTS = NAMES.map(
  (name, at) => `${name}\n${9 - at} h\n${WORDS[at]}\nTomu\n${9 - at}7\nVessa\nGorat\n`,
)
const PAGE = `Kustost\nVarld\nLamp sold to the rival\n12.05.2026, 15:41\nLesta (4)\nTolku\nOmra\nSorta\nNyast\n${COMMENTS.join('')}`

it('names the first comment below the head of an article, which has no tail', () => {
  const { posts } = readPage(PAGE)
  expect(posts.slice(-NAMES.length).map(({ author }) => author)).toEqual(NAMES)
})

it('keeps a short last post above sentences of the page', () => {
  const { posts } = readPage(`${PAGE}Sokka\nGull er ein stad for alle som liker fugl.\n`)
  expect(posts.at(-1)?.text).toBe('lol no')
})

it('reads a time with the sign of a change', () => {
  const said = (name: string, age: string, words: string): string =>
    `${age}\n${name}\n@${name.toLowerCase()}@ponds.example\n@ilse ${words}\n1\n`
  const page = `Ilse\n@ilse@ponds.example\nWe sold the mill.\nMar 14, 2026, 10:22 AM\n·\nWeb\n·\n41\n boosts\n${said('Bjarke', 'Mar 14', 'Good.')}${said('Knut', 'Mar 15*', 'Bad.')}${said('Rook', 'Mar 16', 'So it is.')}`
  const { posts } = readPage(page)
  expect(posts.map(({ text }) => text)).toEqual([
    'We sold the mill.',
    '@ilse Good.',
    '@ilse Bad.',
    '@ilse So it is.',
  ])
  expect(posts[2]?.meta['timeText']).toBe('Mar 15')
})
