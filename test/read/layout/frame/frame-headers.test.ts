import { describe, expect, it } from 'vitest'
import { readFrames } from '../../../../src/read/layout/frame/parse-frames.js'

const NAMES = ['Ann Fell', 'Bo Garth', 'Cy Holm', 'Ann Fell', 'Di Ings', 'Ed Jarl', 'Flo Kerr']
const GOODS = ['harbour', 'lantern', 'quarry', 'meadow', 'copper', 'willow', 'bramble']
const WORDS = GOODS.map((good) => `They sold the ${good}, and nobody wept.`)
const authorsOf = (page: string): (string | null)[] => readFrames(page).posts.map(({ author }) => author)
const textsOf = (page: string): string[] => readFrames(page).posts.map(({ text }) => text)

describe('headers that neither a repeated name nor a blank line shows', () => {
  it('begin below the line that closes posts', () => {
    const page = NAMES.map(
      (name, at) =>
        `${name}\n${at % 3 === 0 ? 'Veterans' : 'Members'}\n\n${at + 41}\nLocation: the ${GOODS[at]}\nPosted March ${at + 3}\n${WORDS[at]}\n\nLink to this\nMore ways to share`,
    )
    expect(authorsOf(`Boats\nMore ways to share\n${page.join('\n')}`)).toEqual(NAMES)
    expect(textsOf(`Boats\nMore ways to share\n${page.join('\n')}`)).toEqual(WORDS)
  })

  it('begin at the name above a line that most of them have', () => {
    const page = NAMES.map((name, at) => `${name}\n${at === 4 ? 'Deutsch' : 'English'}\n${at + 12}\n·\n${at + 1} days ago\n${WORDS[at]}`)
    expect(authorsOf(page.join('\n'))).toEqual(NAMES)
    expect(textsOf(page.join('\n'))).toEqual(WORDS)
  })

  it('hold statuses, numbers and who is answered', () => {
    const page = NAMES.map((name, at) => {
      const said = at === 0 ? 'wrote on' : `replied to ${NAMES[at - 1]} on`
      return `${name} Offline\n${name} Offline\n${name}\n${said} ${at + 3} Jan 2025, 09:1${at} last edited by\n#${at + 1}\n\n${WORDS[at]}\n\n1 Answer Last one\n${at}`
    })
    const { posts } = readFrames(`Oldest first\n${page.join('\n')}`)
    expect(posts.slice(1).map(({ author }) => author)).toEqual(NAMES.slice(1))
    expect(posts.map(({ text }) => text)).toEqual(WORDS)
    expect(posts.slice(1, 3).map(({ parentId }) => parentId)).toEqual([posts[0]?.id, posts[1]?.id])
  })
})

describe('what stands in place of words', () => {
  const page = NAMES.map(
    (name, at) => `${name}\n${at + 1} days ago\n${at === 2 ? 'This comment was deleted.' : WORDS[at]}\nAnswer\nThank (${at})`,
  )

  it('is no post', () => {
    expect(textsOf(page.join('\n\n'))).toEqual(WORDS.filter((_, at) => at !== 2))
  })

  it('buttons and counts alone are no posts', () => {
    const menu = NAMES.map((name, at) => `${name}\n${at + 1} days ago\nShare\n${at}\nReport`)
    expect(readFrames(menu.join('\n\n')).posts).toEqual([])
  })
})
