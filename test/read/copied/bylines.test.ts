import { describe, expect, it } from 'vitest'
import { readPage } from './read-page.js'

const parentsOf = (text: string) =>
  readPage(text).posts.map(({ author, meta, text: words, parentId }) => [
    meta['authorName'] ?? author,
    words,
    parentId,
  ])

describe('comments of the Guardian', () => {
  const said = (name: string, to: string, count: string, words: string): string =>
    `${name}\n${name}\n3 hours ago\n${to}${count}\n${words}\nReport\nReply\n`
  const page = `Comments (12)\nOrder by\nNewest\nShow 50\nThreads\nExpanded\nDisplaying threads 1 to 4 of 4\n${said('Teasdale', '', '21', 'They gave up making bread.')}${said('Crustofmany', '\nTo Teasdale\n', '7', 'The smell was piped in.')}Guardian Pick\n${said('HelenaPS', '', '33', 'Buying in is dull and right.')}${said('Larkspur', 'To HelenaPS\n', '2', 'Reply')}`

  it('name the answered account below the time, above the count', () => {
    expect(parentsOf(page)).toEqual([
      ['Teasdale', 'They gave up making bread.', null],
      ['Crustofmany', 'The smell was piped in.', 'p1'],
      ['HelenaPS', 'Buying in is dull and right.', null],
      ['Larkspur', 'Reply', 'p3'],
    ])
  })
})

describe('a topic of Discourse', () => {
  const page =
    'Loom is shutting its cloud\nGeneral\neliasmoor\nElias Moor\n1\nNov 18\nThe cloud is gone in May.\n18\nLikes\ncreated\nNov 18\nlast reply\n2d\n3\nreplies\nread\n6 min\nSummarize\nlw_judith\nJudith Loom\n2\nNov 18\nThe format is documented.\n9\nLikes\nparchment\neliasmoor\n3\nNov 18\nSolution: leave.\n1\nLike\nlw_judith\nJudith Loom\nparchment\n4\nNov 19\nedited\n1\nReopened.\n7\nLikes\nRelated topics\nPowered by Discourse'

  it('shows the answered account in the place of a second name', () => {
    expect(parentsOf(page).slice(1)).toEqual([
      ['Judith Loom', 'The format is documented.', 'p1'],
      ['parchment', 'Solution: leave.', 'p1'],
      ['Judith Loom', 'Reopened.', 'p3'],
    ])
  })
})

describe('a time whose letters are hidden among others, a line each', () => {
  const comment = (name: string, words: string): string => `${name}\n${words}\n5d\nLike\nReply\n4\n`
  const page = `Facebook\nMill Lane Neighbours\nDeborah Asante\n · \nTop contributor\n · \n${[...'toSndpreso18N'].join('\n')}\n · \nThe bakery is a franchise now.\n\nWho runs it??\nAll reactions:\n212\n64 comments\n9 shares\nLike\nComment\nSend\nShare\nMost relevant\n${comment('Lorraine Tait', 'Jean is staying!')}${comment('Gareth Pugh', 'It is called passing the risk.')}${comment('Ian Ferris', 'Interested')}`

  it('stands between the name of an opening post and its words', () => {
    const { posts } = readPage(page)
    expect(posts[0]).toMatchObject({
      author: 'Deborah Asante',
      text: 'The bakery is a franchise now.\n\nWho runs it??',
      createdAt: null,
    })
    expect(posts[0]?.meta['timeText']).toBeUndefined()
    expect(posts).toHaveLength(4)
  })
})

it('keeps another’s words that an author typed in quotation marks', () => {
  const said = (name: string, words: string): string =>
    `${name}\n${name}\n3 hours ago\n4\n${words}\nReport\nReply\n`
  const words = '"you no longer know what they hate."\n\nFrame this.'
  const page = `Guardian comments\nOrder by\nNewest\nExpanded\n${said('Widow', 'When returns go elsewhere, you no longer know what they hate.')}${said('Cups', words)}${said('Boris', 'Quite.')}${said('Lark', 'No.')}`
  expect(readPage(page).posts[1]?.text).toBe(words)
})
