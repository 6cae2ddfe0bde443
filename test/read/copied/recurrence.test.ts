import { expect, it } from 'vitest'
import { readPage } from './read-page.js'

/** Posts of an unusual server of Mastodon: the time stands below the handle. */
const post = (name: string, handle: string, age: string, words: string): string =>
  `${name}\n@${handle}@ponds.example\n${age}\n${words}\n1\n3\n12\n`
const THREAD = `Back
Ilse Brandt
@ilse@ponds.example
Our mill sold its wheel and will "coordinate water" instead.
Sep 02, 2026, 08:20
·
Web
·
41
 boosts
·
93
 favorites
${post('Old Miller', 'miller', '2d', '@ilse They sold to the pond.')}${post('Ilse Brandt', 'ilse', '2d', '@miller and who pays the heron?')}${post('Bjarke', 'bjarke', '1d', '@ilse Wheels are a terrible thing to own.')}${post('Old Miller', 'miller', '1d', '@bjarke then the heron pays.')}ponds.example is part of the decentralized social network powered by Mastodon.
`

it('takes a line that opens most posts for the page, and a time among them for that of the post', () => {
  const { posts } = readPage(THREAD)
  expect(posts.slice(1).map(({ text }) => text)).toEqual([
    '@ilse They sold to the pond.',
    '@miller and who pays the heron?',
    '@ilse Wheels are a terrible thing to own.',
    '@bjarke then the heron pays.',
  ])
  expect(posts[1]?.meta['timeText']).toBe('2d')
})

const shared = (name: string, handle: string, words: string, id: number): string =>
  `${name} (@${handle}) posted at 8:41 AM on Tue, Sep 15, 2026:\n${words}\n(https://x.com/${handle}/status/${id}?s=03)\n\n`

it('ends the last post where the line stands that ends every other', () => {
  const { posts } = readPage(
    `${shared('Ada Birk', 'adabirk', 'Fjord Glass leases its ovens.', 19674)}${shared('Sven', 'sven_k', '@adabirk A glass maker without heat.', 19675)}${shared('Ada Birk', 'adabirk', '@sven_k with a contract', 19676)}${shared('Woody', 'woody', '@adabirk Watch.', 19677)}Get the official app at https://twitter.com/download\n`,
  )
  expect(posts.map(({ text }) => text)).toEqual([
    'Fjord Glass leases its ovens.',
    '@adabirk A glass maker without heat.',
    '@sven_k with a contract',
    '@adabirk Watch.',
  ])
})

it('leaves the same words of several people where they are all of a post', () => {
  const agreed = post('Old Miller', 'miller', '2d', '@ilse lol')
  const { posts } = readPage(
    THREAD + agreed + agreed.replaceAll('miller', 'heron') + agreed.replaceAll('miller', 'rook'),
  )
  expect(posts.filter(({ text }) => text === '@ilse lol')).toHaveLength(3)
})

it('cuts the picture and the place off names of an unknown page', () => {
  const comment = (name: string, clock: string, words: string): string =>
    `👤 ${name} · Altstadt Süd · gestern, ${clock}\n${words}\n♡ 8 · Antworten\n`
  const { posts } = readPage(
    `Mein Viertel\n${comment('Renate W.', '18:40', 'Der Hof wird verpachtet.')}${comment('Jannis', '19:02', 'Finde ich gut.')}${comment('Ole K.', '19:10', 'Was wächst da noch?')}${comment('Ida', '19:20', 'Besser Pacht als Abriss.')}`,
  )
  expect(posts.map(({ author }) => author)).toEqual(['Renate W.', 'Jannis', 'Ole K.', 'Ida'])
})
