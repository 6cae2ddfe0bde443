import { describe, expect, it } from 'vitest'
import { likeliestTags } from '../../../../src/read/copied/tags/likeliest-tags.js'
import { TAGS, type Tag, type TagShares } from '../../../../src/read/copied/tags/tag-lines.js'

/** Shares of a line; tags that are not named share what is left. */
function sharesOf(known: Partial<Record<Tag, number>>): TagShares {
  const left = 1 - Object.values(known).reduce((sum, each) => sum + each, 0)
  const rest = left / (TAGS.length - Object.keys(known).length)
  return Object.fromEntries(TAGS.map((tag) => [tag, known[tag] ?? rest])) as Record<Tag, number>
}

describe('the likeliest tags of a page', () => {
  it('are those of each line where it is sure', () => {
    const tags = ['page', 'name', 'time', 'opens', 'continues', 'page'] as const
    expect(likeliestTags(tags.map((tag) => sharesOf({ [tag]: 0.99 })))).toEqual(tags)
  })

  it('open a post below a name, though the line alone looks like a later one', () => {
    const lines = [
      sharesOf({ opens: 0.9 }),
      sharesOf({ name: 0.9 }),
      sharesOf({ continues: 0.5, opens: 0.4 }),
    ]
    expect(likeliestTags(lines)).toEqual(['opens', 'name', 'opens'])
  })

  it('go on with the words of a post below other words', () => {
    const lines = [
      sharesOf({ name: 0.9 }),
      sharesOf({ opens: 0.9 }),
      sharesOf({ opens: 0.5, continues: 0.4 }),
    ]
    expect(likeliestTags(lines)).toEqual(['name', 'opens', 'continues'])
  })

  it('are none of no lines', () => {
    expect(likeliestTags([])).toEqual([])
  })
})
