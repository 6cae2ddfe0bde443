import { describe, expect, it } from 'vitest'
import { parsePageLines } from '../../../../src/read/copied/lines/page-line.js'
import { featuresOf } from '../../../../src/read/copied/shape/features.js'
import { TAGS, type Tag, type TagShares } from '../../../../src/read/copied/tags/tag-lines.js'
import { postsOf } from '../../../../src/read/copied/tags/tagged-posts.js'

const sharesOf = (tag: Tag): TagShares =>
  Object.fromEntries(TAGS.map((each) => [each, each === tag ? 1 : 0])) as Record<Tag, number>

/** Posts of tagged lines. */
function readTagged(rows: readonly (readonly [Tag, string])[]) {
  const text = rows.map(([, words]) => words).join('\n')
  const lines = parsePageLines(text).map((line) => ({ ...line, kind: 'long' as const }))
  const posts = postsOf(
    text,
    lines,
    featuresOf(lines),
    rows.map(([tag]) => sharesOf(tag)),
  )
  return posts.map(({ name, handle, moment, answered, body }) => ({
    name,
    handle,
    moment,
    answered,
    words: body.map((at) => lines[at]?.words),
  }))
}

describe('posts of tagged lines', () => {
  it('take the nearest name, handle, time and answered account above their words', () => {
    const posts = readTagged([
      ['page', 'Home'],
      ['name', 'Ann Bo'],
      ['handle', '@annbo'],
      ['time', '3h'],
      ['opens', 'They sold it.'],
      ['continues', 'Nobody wept.'],
      ['page', 'Reply'],
      ['name', 'Cy'],
      ['answered', 'Replying to @annbo'],
      ['opens', 'I did.'],
    ])
    expect(posts).toEqual([
      {
        name: 'Ann Bo',
        handle: 'annbo',
        moment: '3h',
        answered: null,
        words: ['They sold it.', 'Nobody wept.'],
      },
      { name: 'Cy', handle: null, moment: null, answered: 'Replying to @annbo', words: ['I did.'] },
    ])
  })

  it('take the names below their words where the page has them there', () => {
    const posts = readTagged([
      ['opens', 'They sold it.'],
      ['name', 'Ann Bo'],
      ['opens', 'Nobody wept.'],
      ['name', 'Cy'],
      ['page', 'About us'],
    ])
    expect(posts.map(({ name, words }) => [name, ...words])).toEqual([
      ['Ann Bo', 'They sold it.'],
      ['Cy', 'Nobody wept.'],
    ])
  })

  it('answer the account that stands behind their name', () => {
    const posts = readTagged([
      ['name', 'Ann'],
      ['opens', 'They sold it.'],
      ['name', 'Bo  Ann'],
      ['opens', 'Nobody wept.'],
    ])
    expect(posts.map(({ name, answered }) => [name, answered])).toEqual([
      ['Ann', null],
      ['Bo', 'Ann'],
    ])
  })

  it('are none on a page without words of a post', () => {
    expect(
      readTagged([
        ['page', 'Home'],
        ['page', 'Sign in'],
      ]),
    ).toEqual([])
  })
})
