import { expect, it } from 'vitest'
import { readPage } from './read-page.js'

const head = (name: string, time: string): string => `${name}, ${time}`

it.each([
  ['9 June, 09:03', '9 June, 10:15', '9 June, 11:40', '9 June, 12:01', 'to '],
  ['9. Juni, 09:03', '9. Juni, 10:15', '9. Juni, 11:40', '9. Juni, 12:01', 'an '],
])('an arrow before a head shows depth, and is no part of the name (%s)', (...args) => {
  const [first, second, third, fourth, to] = args
  const page = `Thread about the mill

${head('Ann Bo', first)}
The mill sells its barges. Retreat or not?

${head('Cy Dale', second)}
Retreat. Nobody sells the only barge that floats.

    ↳ ${head('Ann Bo', third)} (${to}Cy)
    Two float, in fact. I counted them.

${head('Dora Fell', fourth)}
I ran the numbers on a napkin, and rail is cheaper by half.
`
  const { posts } = readPage(page)
  expect(posts.map(({ author }) => author)).toEqual(['Ann Bo', 'Cy Dale', 'Ann Bo', 'Dora Fell'])
  expect(posts[2]?.text).toBe('Two float, in fact. I counted them.')
  expect(posts[2]?.parentId).toBe(posts[1]?.id)
})
