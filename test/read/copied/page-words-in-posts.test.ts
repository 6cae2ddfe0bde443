import { describe, expect, it } from 'vitest'
import { placesOf, readPage } from './read-page.js'

const reply = (name: string, handle: string, words: string): string =>
  `${name}\n@${handle}\n·\n2h\n${words}\n3\n12\n301\n8.4K\n`
const page = (root: string, last: string): string =>
  `Post\nConversation\nReed Castellan\n@reedcast\n${root}\n10:12 AM · May 6, 2026\n·\n9,120\nViews\n14\n3\n40\n2\nPost your reply\nReply\n${reply('Vera T', 'verat', 'Furnaces are liabilities.')}${reply('Knut', 'knutsteel', 'Said the rival.')}${reply('Ida Q', 'idaq', 'Fine by me.')}${reply('Nils', 'nils_', last)}`
const textsOf = (text: string): string[] => readPage(text).posts.map(({ text: words }) => words)

describe('a poll below the words of a post', () => {
  it.each([
    ['that ended', 'Retreat\n44%\nShrewd pivot\n56%\n612 votes\n·\nFinal results'],
    ['that goes on', 'Retreat\n%44\nShrewd pivot\n%31\nNeither\n%25\n612 oy\n·\n4 saat'],
  ])('%s is the page’s', (_, poll) => {
    const read = readPage(page(`They lease the furnace.\n\nYour verdict?\n${poll}`, 'Done.'))
    expect(read.posts[0]?.text).toBe('They lease the furnace.\n\nYour verdict?')
    expect(placesOf(read)).toContain('as in a poll')
  })

  it('is words with a sentence below, or with one share alone', () => {
    const mixed =
      'Doors\n60%\nLifts\n40%\nSo they sell\nthe part\nthat earns\nless and less\nevery year.'
    expect(textsOf(page(mixed, 'Done.'))[0]).toBe(mixed)
    expect(textsOf(page('Their margin:\n4%', 'Done.'))[0]).toBe('Their margin:\n4%')
  })
})

describe('a post whose only words look like the page’s', () => {
  it.each(['Show more', 'Share', 'Thread', 'Reply', 'Relevant'])('keeps "%s"', (words) => {
    expect(textsOf(page('They lease the furnace.', words)).at(-1)).toBe(words)
  })

  it.each(['Image', 'GIF', 'Edited'])('has no words with "%s" alone', (label) => {
    expect(textsOf(page('They lease the furnace.', label)).at(-1)).toBe('')
  })
})

it('keeps a word that looks like the page’s above a count', () => {
  const said = (name: string, words: string, tail: string): string =>
    `${name}\n2h\n${words}\n${tail}\n`
  const thread = `Home\nSearch\nThread\nsaltmarsh.diary\n1d\nWe leave every shop.\nTranslate\n512\n88\nTop\nView activity\n${said('noor.faces', 'how do I test it', '203\n14')}${said('benji', 'They were thrown out.', 'Edited\n310\n28')}${said('mila_r', 'Thread', '4')}${said('tuuli', 'girl bye', '9\n2')}`
  expect(textsOf(thread)).toEqual([
    'We leave every shop.',
    'how do I test it',
    'They were thrown out.',
    'Thread',
    'girl bye',
  ])
})

const pageOf = (replies: readonly string[]): string =>
  `Post\nConversation\nReed Castellan\n@reedcast\nThey lease the furnace.\n10:12 AM · May 6, 2026\n·\n9,120\nViews\n14\n3\n40\n2\nPost your reply\nReply\n${replies.join('')}`

it('takes off the mark of a later change with the signature below it', () => {
  const mark = 'Dernière modification par Knut le mar. 17 nov. 2026 20:44, modifié 2 fois.'
  const edited = reply('Knut', 'knutsteel', `Said the rival.\n${mark}\n« Rien ne presse. »`)
  expect(textsOf(pageOf([edited, reply('Ida Q', 'idaq', 'Fine by me.')]))[1]).toBe(
    'Said the rival.',
  )
})

it('keeps a sentence that a link to one of the accounts breaks', () => {
  const asking = reply('Knut', 'knutsteel', 'Ask \n@verat\n what happens to the kiln.')
  const labelled = reply('Ida Q', 'idaq', 'W odpowiedzi do\n@verat\nFine by me.')
  const posts = [reply('Vera T', 'verat', 'Furnaces are liabilities.'), asking, labelled]
  expect(textsOf(pageOf(posts)).slice(2)).toEqual([
    'Ask \n@verat\n what happens to the kiln.',
    'Fine by me.',
  ])
})
