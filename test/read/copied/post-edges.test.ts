import { describe, expect, it } from 'vitest'
import { placesOf, readPage } from './read-page.js'

const parentsOf = (text: string): (string | null)[] =>
  readPage(text).posts.map(({ parentId }) => parentId)
const textsOf = (text: string): string[] => readPage(text).posts.map(({ text: words }) => words)

/** A comment with buttons of an invented language. */
const comment = (name: string, hours: number, words: string): string =>
  `${name}\n${hours} h\n${words}\nTomu\n${hours}7\nVessa\nGorat\n`

const NAMES = ['Ola Brand', 'Mina', 'kjell_77', 'Mina', 'Tyra Vik', 'brumm']
const WORDS = [
  'They sold the lighthouse and rent the lamp.',
  'The lamp was the only thing that earned.',
  'And who keeps the stairs?',
  'Nobody needs the stairs.',
  'I was married on them.',
  'lol no',
]
/** Comments below an article. */
const COMMENTS = NAMES.map((name, at) => comment(name, 9 - at, WORDS[at] ?? ''))
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

/** Posts that end with a row of counts, as of a network. */
const counted = (name: string, handle: string, words: string, tail: string): string =>
  `${name}\n@${handle}.bsky.social\n· 3d\n${words}\n${tail}\n`
const network = (tail: string, coda = ''): string =>
  `Lampkin\n@lampkin.bsky.social\n${WORDS[0]}\nJune 3, 2026 at 10:12 AM\n142 reposts\n905 likes\n64\n179\n905\nWrite your reply\n${counted('Nell', 'nell', WORDS[1] ?? '', '4\n11\n133')}${counted('Oscar', 'oscar', WORDS[2] ?? '', tail)}${counted('Hex', 'hex', '42', '1\n2\n58')}${counted('Pia', 'pia', WORDS[3] ?? '', '6\n3')}${counted('Ade', 'ade', 'lol no', `2\n${coda}`)}`

describe('a tail that is unlike the others', () => {
  it.each(['19\nVessa flere', '19', '19\n3\nVessa flere'])('ends the words: %j', (tail) => {
    expect(textsOf(network(tail))).toEqual([...WORDS.slice(0, 3), '42', WORDS[3], 'lol no'])
  })

  it('is words where a sentence stands below, or the usual tail', () => {
    const words = `${WORDS[2]}\n19\nThat is the count of the stairs, and I climbed them all.`
    expect(textsOf(network('7\n7\n9').replace(WORDS[2] ?? '', words))[2]).toBe(words)
    const labelled = `${WORDS[2]}\n1999\nVessa flere`
    expect(textsOf(network('7\n7\n9').replace(WORDS[2] ?? '', labelled))[2]).toBe(labelled)
  })

  it('parts the last post from the page below, in any language', () => {
    const read = readPage(
      network('7\n7\n9', 'Sokka\nUtforsk\nGull er ein stad for alle som liker fugl.\nReglar'),
    )
    expect(read.posts.at(-1)?.text).toBe('lol no')
    expect(placesOf(read)).toContain('ends this post as it ends the others')
  })
})

describe('a head of the page that names the author and the day of the first post', () => {
  const said = (name: string, day: string, words: string): string =>
    `${name}\n${day}\n\n${words}\n\n4\nLogg inn for stemme\n`
  const thread = (below: string): string =>
    `Mala\nLampa til stiftinga #52\nola-b\n3. feb. 2026 · 5 svar\n${below}${said('ola-b', '3. feb. 2026', WORDS[0] ?? '')}${said('mina', '4. feb. 2026', WORDS[1] ?? '')}${said('kjell77', '5. feb. 2026', WORDS[2] ?? '')}${said('tyra', '6. feb. 2026', WORDS[3] ?? '')}`

  it('is no post', () => {
    expect(textsOf(thread('Til toppen\n'))).toEqual(WORDS.slice(0, 4))
  })

  it('is one with the tail of the others', () => {
    const posts = textsOf(thread('Lampa er solgt no\n4\nLogg inn for stemme\n'))
    expect(posts[0]).toContain('Lampa er solgt no')
    expect(posts).toHaveLength(5)
  })
})

/** The comments, each with the label of the one that it answers: the one above. */
const answering = (label: (name: string) => string): string =>
  `Lamp sold to the rival\n(96)\nSorta\n${NAMES.map((name, at) => {
    const above = at === 0 ? '' : `${label(NAMES[at - 1] ?? '')}\n`
    return comment(name, 9 - at, `${above}${WORDS[at]}`)
  }).join('')}`

describe('a label of the answered account, in any language', () => {
  it.each([
    ['before the name', (name: string) => `Vasto fel ${name}`],
    ['above the name', (name: string) => `Vasto fel\n${name}`],
    ['above the name, in known words', (name: string) => `Reply to\n${name}`],
  ])('%s is no words of the post', (_, label) => {
    const page = answering(label)
    expect(textsOf(page)).toEqual(WORDS)
    expect(parentsOf(page)).toEqual([null, 'p1', 'p2', 'p3', 'p4', 'p5'])
  })

  it.each(['Vasto fel\n(gomme)', 'Reply to\n(deleted)'])('names no post here: %j', (gone) => {
    const [label = ''] = gone.split('\n')
    const below = comment('Josk', 1, `${gone}\nGood riddance to all of them.`)
    const last = readPage(`${answering((name) => `${label}\n${name}`)}${below}`).posts.at(-1)
    expect(last?.text).toBe('Good riddance to all of them.')
    expect(last?.parentId).toBeNull()
    expect(last?.meta['missingParent']).toBe(`@${/\((.+)\)/.exec(gone)?.[1]}`)
  })

  it('is words where it stands above a name once', () => {
    const words = `Well said\nTyra Vik\n${WORDS[1]}`
    expect(textsOf(PAGE.replace(WORDS[1] ?? '', words)).at(-5)).toBe(words)
  })
})

it.each([
  ['a byline', 'Av Pia Fjell'],
  ['a label of answers', ''],
])('tells a badge below a name by %s', (_, byline) => {
  const answer = byline === '' ? comment('Tor', 2, 'Vasto fel Pia Fjell\nThank you for it.') : ''
  const staff = comment('Pia Fjell\nKustost Redaksjon', 3, 'We asked in four towns.')
  const page = `${byline}\n${answering((name) => `Vasto fel ${name}`)}${staff}${answer}`
  const { posts } = readPage(page)
  expect(posts.find(({ text }) => text.startsWith('We asked'))?.author).toBe('Pia Fjell')
})
