import { describe, expect, it } from 'vitest'
import { settleNames } from '../../../../src/read/copied/tags/settle-names.js'
import type { Tag } from '../../../../src/read/copied/tags/tag-lines.js'
import { postsOf } from '../../../../src/read/copied/tags/tagged-posts.js'
import { taggedPage } from './tagged-page.js'

/** Posts of tagged lines. */
function readTagged(rows: readonly (readonly [Tag, string])[]) {
  const page = taggedPage(rows)
  const posts = postsOf(page)
  return posts.map(({ name, handle, moment, answered, body }) => ({
    name,
    handle,
    moment,
    answered,
    words: body.map((at) => page.lines[at]?.words),
  }))
}

describe('posts of tagged lines', () => {
  it('take the nearest bare name, handle, time and answered account above their words', () => {
    const posts = readTagged([
      ['page', 'Home'],
      ['name', 'Mute Ann Bo'],
      ['page', 'Ann Bo'],
      ['handle', '@annbo'],
      ['time', '3h'],
      ['opens', 'They sold it.'],
      ['continues', 'Nobody wept.'],
      ['page', 'Reply'],
      ['page', 'C'],
      ['name', 'C Dale'],
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
      {
        name: 'C Dale',
        handle: null,
        moment: null,
        answered: 'Replying to @annbo',
        words: ['I did.'],
      },
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

  it('take the names below their words where a blank line parts them from the next words', () => {
    const posts = readTagged([
      ['name', 'Letters to the Ledger'],
      ['page', ''],
      ['opens', 'They sold it.'],
      ['name', '— Ann Bo'],
      ['page', ''],
      ['opens', 'Nobody wept.'],
      ['name', '— Cy'],
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

it('settles a name by its caption, maybe above initials', () => {
  const page = taggedPage([
    ['name', 'Comment by Ann Bo.'],
    ['page', 'AB'],
    ['page', 'Ann Bo'],
    ['time', '3h'],
    ['opens', 'They sold it.'],
  ])
  expect(settleNames(page.shapes, postsOf(page))[0]?.name).toBe('Ann Bo')
})
