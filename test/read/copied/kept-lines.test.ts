import { readdirSync, readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { LAYOUTS } from '../../../src/read/copied/layout.js'
import { createKindReader } from '../../../src/read/copied/line-kinds.js'
import { kindsOf } from '../../../src/read/copied/lines/kinds.js'
import { fixture, readPage } from './read-page.js'

const OF_PAGE = kindsOf(
  'furniture',
  'badge',
  'notice',
  'advert',
  'button',
  'end',
  'heading',
  'more',
)
const FOLDER = 'corpus/threads'
/** Every so many lines of the corpus. */
const STEP = 10

/** Lines of at least three words of the written posts. */
const LINES = readdirSync(FOLDER)
  .flatMap((name) => readFileSync(`${FOLDER}/${name}`, 'utf8').trim().split('\n'))
  .flatMap((record) => String(JSON.parse(record).text ?? '').split('\n'))
  .map((line) => line.replace(/\s+/g, ' ').trim())
  .filter((line) => line.length <= 120 && line.split(' ').length > 2)
  .filter((_, at) => at % STEP === 0)

it('hardly a line that people write is taken for the page’s by what it says, on any site', () => {
  const readers = LAYOUTS.map(createKindReader)
  const taken = LINES.filter((line) => readers.some((read) => OF_PAGE.has(read(line, line))))
  expect(LINES.length).toBeGreaterThan(500)
  expect(taken.length, taken.join('\n')).toBeLessThanOrEqual(LINES.length / 400)
})

const PAGES = ['bluesky-4', 'disqus-desktop', 'reddit-6b', 'substack-mobile', 'x-4', 'youtube-4']
it.each(PAGES)('a last line that looks like a time stays in a post of %s', (name) => {
  const page = fixture(`layouts/${name}.txt`)
  const lines = page.split('\n')
  const known = readPage(page).posts.slice(1)
  const words = known.find(({ text }) => text.length > 20 && lines.includes(text))?.text ?? ''
  for (const last of ['Now', '2 hours', 'Friday', '9:30 am']) {
    const { posts } = readPage(page.replace(words, `${words}\n${last}`))
    expect(posts.map(({ text }) => text)).toContain(`${words}\n${last}`)
  }
})
