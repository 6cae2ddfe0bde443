import fc from 'fast-check'
import { expect, it } from 'vitest'
import { parsePaste } from '../../../src/read/copied/mentions/parse-paste.js'
import { parsePosts } from '../../../src/read/parse-posts.js'
import { errorOf } from '../../support/caught.js'
import { cpuTimeOf } from '../../support/cpu-time.js'
import { forAny } from '../../support/for-any.js'
import { IS_LONG } from '../../support/run-count.js'
import * as texts from './unknown-texts.js'

const KNOWN = Object.values(texts).flatMap((value) => (typeof value === 'string' ? value : []))
/** Of processor time. The first text also makes the patterns of all layouts. */
const LIMIT_MS = 2000

const line = fc.oneof(
  fc.constantFrom('@ann', '@bo no', 'Ann @ann · 2h', 'Reply', 'Share', '12', '2h', 'Replying to @ann', 'Discover more', '', '', ' '),
  fc.constantFrom(
    '<div class="x">',
    '</div>',
    'if (a) { b[0] = "c" }',
    '| a | b | c |',
    'a\tb\tc',
    '[14/09/2026, 09:02] Ann: no',
    '{"a": [1]}',
  ),
  fc.constantFrom(...KNOWN.flatMap((text) => text.split('\n').slice(0, 4))),
  fc.string({ unit: 'binary', maxLength: 30 }),
)
const lines = fc.array(line, { maxLength: 60 }).map((parts) => parts.join('\n'))
/** Known texts cut and joined anywhere. */
const cuttings = fc
  .array(fc.tuple(fc.constantFrom(...KNOWN), fc.nat(3000), fc.nat(600)), { minLength: 1, maxLength: 5 })
  .map((parts) => parts.map(([text, start, length]) => text.slice(start % text.length, (start % text.length) + length)).join('\n'))

/** Reads a text in every way in which somebody may insist. */
function check(text: string): void {
  const ids = parsePaste(text).posts.map(({ id }) => id)
  expect(new Set(ids).size).toBe(ids.length)
  if (text.trim() === '') return
  const insisted = parsePosts(text, { source: 'paste' })
  expect(insisted.posts.map(({ id }) => id)).toEqual(ids)
  expect(insisted.summary.postCount).toBe(ids.length)
  for (const onePostPer of ['line', 'paragraph'] as const) {
    const { posts } = parsePosts(text, { onePostPer })
    expect(new Set(posts.map(({ id }) => id)).size).toBe(posts.length)
    expect(
      posts
        .map((post) => post.text)
        .join('')
        .replace(/\s/g, ''),
    ).toBe(text.replace(/[\s\ufeff]/g, ''))
  }
  expect(errorOf(() => parsePosts(text))?.message ?? '').not.toContain('\n')
}

it('is read or refused in one line, in time, and no id is lost', () => {
  forAny(fc.oneof(lines, cuttings, fc.string({ unit: 'binary' })), (text) => {
    expect(cpuTimeOf(() => check(text))).toBeLessThan(LIMIT_MS)
  })
})

it.runIf(IS_LONG).each(KNOWN.map((text) => [text.slice(0, 30), text] as const))('takes time linear in its length: %s', (_, text) => {
  const long = `${text}\n\n`.repeat(Math.ceil(4_000_000 / text.length))
  const started = performance.now()
  errorOf(() => parsePosts(long))
  expect(performance.now() - started).toBeLessThan(60_000)
})
