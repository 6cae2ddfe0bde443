import { expect, it } from 'vitest'
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

it('cautions a post that holds a time between its lines: a byline may be lost among its words', () => {
  const post = (name: string, words: string): string =>
    `${name}\n@${name.toLowerCase()}_k\n·\n2h\n${words}\n3\n1\n90\n20K\n`
  const thread = post('Ivo', 'Kilns.') + post('Hana', 'Clay.') + post('Tove', 'Tiles.')
  const lost = thread.replace('Tiles.', 'Tiles.\nAnalyst\n3h\nBricks, more like.')
  const cautionsOf = (page: string): string => readPage(page).summary.cautions.join('\n')
  expect(cautionsOf(`Post your reply\n${thread}`)).not.toContain('a time alone')
  expect(cautionsOf(`Post your reply\n${lost}`)).toContain(
    'a time alone on a line stands within 1 of 3',
  )
})
