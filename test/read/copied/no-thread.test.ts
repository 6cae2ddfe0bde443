import { describe, expect, it } from 'vitest'
import { nameOtherKind } from '../../../src/read/doubt/text-kinds.js'
import { caught, errorOf } from '../../support/caught.js'
import { readPage } from './read-page.js'

const WALL = `JavaScript is not available.
We’ve detected that JavaScript is disabled in this browser.
Help Center
Terms of Service
Privacy Policy
Cookie Policy
Imprint
Ads info
© 2026 X Corp.
Something went wrong, but don’t fret.
Try again
`

it('refuses a whole page of an error', () => {
  expect(caught(() => readPage(WALL)).message).toContain('a page of an error')
})

it('reads a list of as many lines that has the words of an error further down', () => {
  const lines = WALL.split('\n').slice(1)
  expect(errorOf(() => readPage(lines.join('\n')))?.message ?? '').not.toContain('an error')
})

it('refuses a thread whose line breaks are lost, and says what to do', () => {
  const text =
    'Tove Lund @tovelund · 2h Hollin leases its kiln. 12 4 88 4K Gus @gushed · 2h Renting the crown. 9 12 mo @mo_k · 1h Arm model. 4 31'
  const { code, message } = caught(() => readPage(text))
  expect(code).toBe('INGEST_LAYOUT_UNKNOWN')
  expect(message).toContain('one line holds 3 accounts with times')
  expect(message).toContain('copy the page again')
})

it('cautions an opening post that alone has no time: the page may be a profile', () => {
  const post = (words: string, day: string): string =>
    `Tove Lund\n@tovelund\n·\n${day}\n${words}\n3\n1\n90\n20K\n`
  const page = `Tove Lund
48.1K posts
See new posts
Tove Lund
@tovelund
Kilns, clay, cash flow.
402 Following
${post('My list is up.', 'Jan 3')}${post('Registrations are up.', 'May 2')}${post('Coffee first.', 'May 1')}`
  expect(readPage(page).summary.cautions.join('\n')).toContain('may be a profile')
})

describe('posts older than the one that they would answer', () => {
  const post = (name: string, age: string, words: string, above = ''): string =>
    `${name}\n@${name.toLowerCase()}_k\n·\n${age}\n${above}${words}\n3\n1\n90\n20K\n`
  const cautionsOf = (page: string): string => readPage(page).summary.cautions.join('\n')
  const list = (ages: readonly [string, string, string], above = ''): string =>
    post('Ivo', ages[0], 'Kilns.') +
    post('Hana', ages[1], 'Clay.') +
    post('Tove', ages[2], 'Tiles.', above)

  it.each([
    ['search results, the newest first', '2h', '3h', 'Mar 2'],
    ['the same in German', '12 Min.', '48 Min.', '3 Std.'],
  ])('are cautioned as %s, and none is tied as a fact', (_what, ...ages) => {
    const page = list(ages as [string, string, string], 'Replying to \n@hana_k\n')
    expect(cautionsOf(page)).toContain('the page may be a feed or search results, no thread')
    const ties = readPage(page).posts.filter(({ parentId }) => parentId !== null)
    expect(ties.length).toBeGreaterThan(0)
    expect(ties.every(({ meta }) => meta.isParentInferred === true)).toBe(true)
  })

  it.each([
    ['younger', '3h', '2h', '1h'],
    ['of one hour', '3h', '3h', '3h'],
    ['one of many older', '3h', '5h', '1h'],
    ['in a smaller unit', '2d', '47h', '30m'],
  ])('a thread with answers %s is none', (_what, ...ages) => {
    expect(cautionsOf(list(ages as [string, string, string]))).not.toContain('no thread')
  })
})

it('cautions posts that each count their own comments, where none answers another', () => {
  const post = (name: string, age: string, words: string, count: number): string =>
    `${name}\n${name}\n • 2nd\nWrites about tiles\n${age} • \nFollow\n${words}\n${count} comments\nLike\nComment\nRepost\nSend\n`
  const page =
    post('Ivo Tamm', '5h', 'We closed the kiln.', 48) +
    post('Hana Orr', '2d', 'Clay is cheaper now.', 9) +
    post('Tove Lund', '1w', 'Tiles of the year!', 133) +
    post('Gus Holt', '3h', 'Robots lay bricks.', 12)
  expect(readPage(page).summary.cautions.join('\n')).toMatch(/the page may be a feed.*, no thread/)
})

it('is a newsletter by a line at one of its ends, not by the word of a post', () => {
  const lines = Array.from({ length: 40 }, (_, index) => `Words of line ${index}`)
  const middle = lines.with(20, 'unsubscribe').join('\n')
  const foot = lines.with(38, 'Unsubscribe from this list').join('\n')
  expect(nameOtherKind(middle, true)).toBeNull()
  expect(nameOtherKind(foot, true)).toContain('a newsletter ("Unsubscribe")')
  expect(nameOtherKind(foot, false)).toBeNull()
})
