import { describe, expect, it } from 'vitest'
import { shapesOf } from '../../../src/read/copied/tags/line-shapes.js'
import type { TaggedPost } from '../../../src/read/copied/tags/tagged-posts.js'
import { parseLines } from '../../../src/read/copied/tags/unknown-layout.js'
import { wholePosts } from '../../../src/read/copied/tags/whole-posts.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { fixture } from './read-page.js'

/** Post of the lines from a name on: its time below that, then words of so many lines. */
const postAt = (words: readonly string[], nameAt: number, body: readonly number[]): TaggedPost => ({
  nameAt,
  name: words[nameAt] ?? null,
  handle: null,
  timeAt: nameAt === -1 ? (body[0] ?? 0) : nameAt + 1,
  moment: words[nameAt + 1] ?? null,
  answered: null,
  isNameGuessed: false,
  from: nameAt === -1 ? (body[0] ?? 0) : nameAt,
  to: (body.at(-1) ?? 0) + 1,
  body,
})

/** Names and words of a page whose lines begin with N (name), T (time), O (opens), W or P. */
function pageOf(tagged: string) {
  const tags = tagged.split('\n').map((row) => row.slice(0, 1))
  const words = tagged.split('\n').map((row) => row.slice(2))
  const starts = [...tags.keys()].filter((at) => tags[at] === 'O')
  const posts = starts.map((start) => {
    const end = tags.findIndex((tag, at) => at > start && tag !== 'W')
    const body = [...tags.keys()].slice(start, end === -1 ? tags.length : end)
    const nameAt = tags.lastIndexOf('N', start)
    const isOwn = nameAt !== -1 && !tags.slice(nameAt, start).includes('O')
    return isOwn ? postAt(words, nameAt, body) : { ...postAt(words, -1, body), moment: null }
  })
  const lines = parseLines(words.join('\n'))
  return wholePosts({ lines, shapes: shapesOf(lines) }, posts).map(({ name, body }) => [
    name,
    body.map((at) => words[at]).join(' / '),
  ])
}

const FOUR = `N Ann Bo
T 3 May 2025
O They sold the one thing that worked.
P Reply
N Cy Dale
T 4 May 2025
O Rent is income, and the halls stay theirs.
P Reply
N Edda
T 5 May 2025
O Nobody rents out what they need themselves.
P Reply
N Finn
T 6 May 2025
O A retreat by another name.
P Reply`
const OTHERS = [
  ['Ann Bo', 'They sold the one thing that worked.'],
  ['Cy Dale', 'Rent is income, and the halls stay theirs.'],
  ['Edda', 'Nobody rents out what they need themselves.'],
  ['Finn', 'A retreat by another name.'],
]
const read = (last: string) => pageOf(`${FOUR}\n${last}`)

describe('words of a page where each post stands under a name and a time', () => {
  it('are what stands between the head and the words', () => {
    expect(read('N Gus\nT 7 May 2025\nP Three to nothing for them\nO They win.\nP Reply')).toEqual([
      ...OTHERS,
      ['Gus', 'Three to nothing for them / They win.'],
    ])
  })

  it('are what goes on below the words, up to a line that others have', () => {
    const odd =
      'N Gus\nT 7 May 2025\nO They win.\nP Great move\nP Reply\nN Hal\nT 8 May 2025\nO No.'
    expect(read(odd)).toEqual([...OTHERS, ['Gus', 'They win. / Great move'], ['Hal', 'No.']])
  })

  it('are none of the lines whose form recurs, of a count or in brackets', () => {
    for (const line of ['Reply', '12.481 views', '(edited by a moderator)', '9 May 2025'])
      expect(
        read(`N Gus\nT 7 May 2025\nO They win.\nP ${line}\nN Hal\nT 8 May 2025\nO No.`),
      ).toEqual([...OTHERS, ['Gus', 'They win.'], ['Hal', 'No.']])
  })

  it('are none of an article above the first head, nor of a form below the last', () => {
    expect(
      pageOf(`O The firm lets its halls.\nP Share\n${FOUR}\nP Leave a reply\nO Your name`),
    ).toEqual(OTHERS)
  })

  it('go on in paragraphs without a head', () => {
    expect(read('N Gus\nT 7 May 2025\nO They win.\nO And again.')).toEqual([
      ...OTHERS,
      ['Gus', 'They win. / And again.'],
    ])
  })
})

it('an article with comments below it is no mere article', () => {
  const said = (who: string, words: string): string =>
    `“${words}”, said ${who} on Tuesday at a meeting in the market hall, where some two hundred people had come to hear what the yard will do with its three largest ships.`
  const comment = (name: string, clock: string, words: string): string =>
    `${name} 12 March 2025 at ${clock} - Reply\n${words}\n`
  const text = [
    'Oltmann Yard lets its ships\nBy Ruth Adler',
    said('Frauke Oltmann', 'We earn more by letting them than by sailing them'),
    said('Jens Harms', 'That is the end of the yard as we know it'),
    said('Frauke Oltmann', 'Nobody loses their work over this'),
    said('Jens Harms', 'After the ships they will let the workshop too'),
    '4 comments',
    comment('Gesche', '18:20', 'Clever move, as ships in port only cost money and earn nothing.'),
    comment('Tjark Behrends', '18:41', 'A retreat, nothing else.'),
    comment('Wiebke', '19:05', 'Five years of rent are five years of time.'),
    comment('Onno', '19:12', 'Without ships it is no yard.'),
  ].join('\n')
  const { posts, summary } = parsePosts(text)
  expect(summary.source).not.toBe('article')
  expect(posts.map(({ author }) => author)).toEqual(['Gesche', 'Tjark Behrends', 'Wiebke', 'Onno'])
  expect(posts[1]?.text).toBe('A retreat, nothing else.')
})

it('a line of one space parts no words where each blank line holds one', () => {
  const read = (text: string): string[] =>
    parsePosts(text).posts.map((post) => post.text.replace(/\s+/g, ' '))
  for (const name of ['disqus-desktop', 'linkedin-desktop', 'youtube-desktop']) {
    const page = fixture(`layouts/${name}.txt`)
    expect(read(page.replace(/\n(?=\n)/g, '\n '))).toEqual(read(page))
  }
})
