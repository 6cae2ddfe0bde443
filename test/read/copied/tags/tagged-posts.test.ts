import { describe, expect, it } from 'vitest'
import { settleNames } from '../../../../src/read/copied/tags/settle-names.js'
import type { Tag } from '../../../../src/read/copied/tags/tag-lines.js'
import { postsOf } from '../../../../src/read/copied/tags/tagged-posts.js'
import { taggedPage } from './tagged-page.js'

/** Posts of tagged lines. */
function readTagged(rows: readonly (readonly [Tag, string])[], share = 0.999) {
  const page = taggedPage(rows.map(([tag, words]) => [tag, words, share] as const))
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

  it('take the names on the nearer side where the copy begins and ends within words', () => {
    const below = readTagged([
      ['page', 'Did you keep a copy of the archive as it was? –'],
      ['name', 'Ann Bo'],
      ['page', '1'],
      ['opens', 'A full copy.'],
      ['name', 'Cy'],
      ['page', '4'],
      ['opens', 'Then you hold a licence.'],
      ['name', 'Di'],
      ['page', '2'],
      ['opens', 'They withdrew the letter.'],
    ])
    expect(below.map(({ name, words }) => [name, ...words])).toEqual([
      ['Cy', 'A full copy.'],
      ['Di', 'Then you hold a licence.'],
      [null, 'They withdrew the letter.'],
    ])
    const above = readTagged([
      ['opens', 'She complains, though.'],
      ['page', 'Click to rate'],
      ['name', 'Ann Bo'],
      ['opens', 'It is not their fault.'],
      ['page', 'Click to rate'],
      ['name', 'Cy'],
      ['time', '3h'],
      ['page', 'Just saying'],
    ])
    expect(above.map(({ name, words }) => [name, ...words])).toEqual([
      [null, 'She complains, though.'],
      ['Ann Bo', 'It is not their fault.'],
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

  it('have their names below, behind dashes: nearer to the next words or not', () => {
    const posts = readTagged([
      ['opens', 'They sold it.'],
      ['name', '— Ann on October 9, 2023'],
      ['page', 'Reply'],
      ['opens', 'Nobody wept.'],
      ['name', '— Bo on October 9, 2023'],
      ['page', 'Reply'],
    ])
    expect(posts.map(({ name, words }) => [name, ...words])).toEqual([
      ['Ann', 'They sold it.'],
      ['Bo', 'Nobody wept.'],
    ])
  })

  it.each([
    ['Posted by: Ann at December 18, 2025 05:48 PM', 'Posted by: Bo at December 19, 2025 07:54 PM'],
    ['Comment by Ann — 17.07.2025 @ 13:10', 'Comment by Bo — 18.07.2025 @ 13:22'],
    ['Posted at 3:18 pm on Dec 19th, 2025 by Ann', 'Posted at 8:04 pm on Dec 19th, 2025 by Bo'],
  ])('have their names below, as these words say: %s', (first, second) => {
    const posts = readTagged([
      ['name', 'Letters to the Ledger'],
      ['page', ''],
      ['opens', 'They sold it.'],
      ['page', 'Flag'],
      ['name', first],
      ['opens', 'Nobody wept.'],
      ['page', 'Flag'],
      ['name', second],
    ])
    expect(posts.map(({ words }) => words)).toEqual([['They sold it.'], ['Nobody wept.']])
    expect(posts[0]?.name).toContain('Ann')
    expect(posts[1]?.name).toContain('Bo')
  })

  it('have their names below, where the number of a page follows the last one', () => {
    const names = ['Ann Bo', 'Cy Dale', 'Eva Roth', 'Gus Hay']
    const posts = readTagged([
      ...names.flatMap((name) => [
        ['opens', `They sold it, says ${name}.`] as const,
        ['page', '12'] as const,
        ['name', name] as const,
      ]),
      ['opens', '2'],
    ])
    expect(posts.map(({ name, words }) => [name, ...words])).toEqual(
      names.map((name) => [name, `They sold it, says ${name}.`]),
    )
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

  it('take no label for a name that stands in nearly every head', () => {
    const posts = readTagged(
      ['Ann Bo', 'Cy', 'Dee Eff', 'Gus'].flatMap((name) => [
        ['page', name] as const,
        ['name', 'Location'] as const,
        ['page', 'Goole'] as const,
        ['opens', `${name} sold it.`] as const,
      ]),
      0.5,
    )
    expect(posts.map(({ name }) => name)).toEqual(['Ann Bo', 'Cy', 'Dee Eff', 'Gus'])
  })

  it('keep the name of an account that writes most of a thread', () => {
    const posts = readTagged(
      ['Ann Bo', 'Ann Bo', 'Cy', 'Ann Bo', 'Ann Bo'].flatMap((name) => [
        ['name', name] as const,
        ['page', 'Member'] as const,
        ['opens', 'They sold it.'] as const,
      ]),
    )
    expect(posts.map(({ name }) => name)).toEqual(['Ann Bo', 'Ann Bo', 'Cy', 'Ann Bo', 'Ann Bo'])
  })

  it.each([
    ['Ann Bo Monday, October 25 2010', 'Ann Bo'],
    ['Ann Bo Sun Mar 20, 2011 10:14 am PDT Report Abuse', 'Ann Bo'],
    ['ann_b_0 May 4, 2022, 3:47pm 2', 'ann_b_0'],
    ['ann.b 6 May 2025 17:42 11', 'ann.b'],
    ['ann_b on 05/28/24 03:51 AM', 'ann_b'],
    ['22.09.20 | 12:45 ann_b', 'ann_b'],
    ['Ann BoDecember 5, 2012 at 3:04 PM', 'Ann Bo'],
    ['Ann Bo said...', 'Ann Bo'],
    ['Ann Bo @annbo', 'Ann Bo'],
    ['Uncle Sam', 'Uncle Sam'],
    ['May Li', 'May Li'],
  ])('have the name without the day on its line: %s', (line, name) => {
    const posts = readTagged([
      ['name', line],
      ['opens', 'They sold it.'],
    ])
    expect(posts[0]?.name).toBe(name)
  })

  it('have the name behind a day that stands first', () => {
    const lines = ['ann_b', 'cy', 'dee_f'].map(
      (name) => `Report this: on May 4, 2022, at 3:47 PM, ${name} wrote:`,
    )
    const posts = readTagged(
      lines.flatMap((line) => [['name', line] as const, ['opens', 'They sold it.'] as const]),
    )
    expect(posts.map(({ name }) => name)).toEqual(['ann_b', 'cy', 'dee_f'])
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

it('settles a name above the account that the post answers', () => {
  const page = taggedPage([
    ['name', 'Ann Bo'],
    ['time', '3h'],
    ['opens', 'They sold it.'],
    ['page', 'Cy Dale'],
    ['name', '@Ann Bo'],
    ['time', '2h'],
    ['opens', 'Who did?'],
  ])
  const posts = settleNames(page.shapes, postsOf(page))
  expect(posts.map(({ name, answered }) => [name, answered])).toEqual([
    ['Ann Bo', null],
    ['Cy Dale', '@Ann Bo'],
  ])
})
